//! For a wrong name, the right ones that are most like it.

/// The known names, at most three, that are like `name`, the nearest first; none if all are far.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = name.to_lowercase();
    let stem = lower.rsplit_once('.').map_or(lower.as_str(), |(stem, _)| stem);
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        strsim::normalized_damerau_levenshtein(stem, &name).max(0.9 * strsim::jaro_winkler(stem, &name))
    };
    let mut ranked: Vec<(f64, &str)> = known.into_iter().map(|name| (likeness(name), name)).collect();
    ranked.retain(|(likeness, _)| *likeness > FAR);
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Names no more alike than this are not worth naming: two words picked at random often are.
const FAR: f64 = 0.6;

/// `: nearest are a, b`, or nothing if no known name is like `name`.
pub fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = nearest(name, known);
    if near.is_empty() { String::new() } else { format!(": nearest are {}", near.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = ["Bao", "traj", "vector_field", "flow", "stochastic_traj"];

    #[test]
    fn the_nearest_names_come_first() {
        for (wrong, right) in [
            ("trja", "traj"),
            ("Vector-Field", "vector_field"),
            ("flow.gif", "flow"),
            ("stochastic", "stochastic_traj"),
        ] {
            assert_eq!(nearest(wrong, KNOWN)[0], right, "{wrong}");
        }
    }

    #[test]
    fn a_name_like_none_gets_no_hint() {
        assert_eq!(hint("qqqq", KNOWN), "");
        assert_eq!(hint("holiday.png", ["ou_ridges", "conditional_generation"]), "");
        assert!(hint("flw", KNOWN).starts_with(": nearest are flow"));
    }
}
