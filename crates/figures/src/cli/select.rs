//! The figures that the caller names, and for a wrong id the nearest right ones.

/// The known ids among `wanted`, once each, in the order of the table; all of them if nothing is wanted.
///
/// # Errors
/// One line that names each unknown id with the nearest known ones.
pub fn select<'a>(wanted: &[String], known: impl Iterator<Item = &'a str> + Clone) -> Result<Vec<&'a str>, String> {
    let unknown: Vec<String> = wanted
        .iter()
        .filter(|id| !known.clone().any(|name| name == id.as_str()))
        .map(|id| format!("no figure `{id}`: nearest are {}", nearest(id, known.clone()).join(", ")))
        .collect();
    if !unknown.is_empty() {
        return Err(format!("{}; --list names all", unknown.join("; ")));
    }
    Ok(known.filter(|name| wanted.is_empty() || wanted.iter().any(|id| id == name)).collect())
}

/// The three known ids most like `id`, the nearest first.
pub fn nearest<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = id.to_lowercase();
    let stem = lower.rsplit_once('.').map_or(lower.as_str(), |(stem, _)| stem);
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        strsim::normalized_damerau_levenshtein(stem, &name).max(0.9 * strsim::jaro_winkler(stem, &name))
    };
    let mut ranked: Vec<(f64, &str)> = known.map(|name| (likeness(name), name)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(3).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = ["Bao", "traj", "vector_field", "flow", "stochastic_traj"];

    fn select(wanted: &[&str]) -> Result<Vec<&'static str>, String> {
        super::select(&wanted.iter().map(|id| id.to_string()).collect::<Vec<_>>(), KNOWN.into_iter())
    }

    #[test]
    fn ids_are_exact_come_once_and_in_the_order_of_the_table() {
        assert_eq!(select(&["flow", "traj", "flow"]).unwrap(), ["traj", "flow"]);
        assert_eq!(select(&[]).unwrap(), KNOWN);
        assert!(select(&["bao"]).unwrap_err().starts_with("no figure `bao`: nearest are Bao,"));
    }

    #[test]
    fn the_nearest_ids_come_first() {
        for (wrong, right) in [
            ("trja", "traj"),
            ("Vector-Field", "vector_field"),
            ("flow.gif", "flow"),
            ("stochastic", "stochastic_traj"),
        ] {
            assert_eq!(nearest(wrong, KNOWN.into_iter())[0], right, "{wrong}");
        }
    }

    #[test]
    fn every_unknown_id_is_named() {
        let error = select(&["traj", "xx", "yy"]).unwrap_err();
        assert!(error.contains("`xx`") && error.contains("`yy`") && !error.contains("`traj`") && !error.contains('\n'));
    }
}
