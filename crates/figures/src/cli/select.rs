//! The figures that the caller names, and for a wrong id the nearest right ones.

use repo::nearest::hint;

/// The known ids among `wanted`, once each, in the order of the table; all of them if nothing is wanted.
///
/// # Errors
/// One line that names each unknown id with the known ones that are like it.
pub fn select<'a>(wanted: &[String], known: impl Iterator<Item = &'a str> + Clone) -> Result<Vec<&'a str>, String> {
    let unknown: Vec<String> = wanted
        .iter()
        .filter(|id| !known.clone().any(|name| name == id.as_str()))
        .map(|id| format!("no figure `{id}`{}", hint(id, known.clone())))
        .collect();
    if !unknown.is_empty() {
        return Err(format!("{}; --list names all", unknown.join("; ")));
    }
    Ok(known.filter(|name| wanted.is_empty() || wanted.iter().any(|id| id == name)).collect())
}

#[cfg(test)]
mod tests {
    const KNOWN: [&str; 5] = ["Bao", "traj", "vector_field", "flow", "stochastic_traj"];

    fn select(wanted: &[&str]) -> Result<Vec<&'static str>, String> {
        super::select(&wanted.iter().map(|id| id.to_string()).collect::<Vec<_>>(), KNOWN.into_iter())
    }

    #[test]
    fn ids_are_exact_come_once_and_in_the_order_of_the_table() {
        assert_eq!(select(&["flow", "traj", "flow"]).unwrap(), ["traj", "flow"]);
        assert_eq!(select(&[]).unwrap(), KNOWN);
        assert!(select(&["bao"]).unwrap_err().starts_with("no figure `bao`: nearest are Bao"));
    }

    #[test]
    fn every_unknown_id_is_named() {
        let error = select(&["traj", "xx", "yy"]).unwrap_err();
        assert!(error.contains("`xx`") && error.contains("`yy`") && !error.contains("`traj`") && !error.contains('\n'));
    }
}
