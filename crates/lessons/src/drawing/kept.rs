//! Data that take seconds to compute: once in a process, for both languages and both grounds.

use std::sync::OnceLock;

use flowlab::Result;

/// The data of a figure, computed where no drawing has done it yet.
///
/// Of two threads that ask at once, both compute: one that waited for the other could wait for itself, since a thread of
/// rayon that waits does other work meanwhile, such as the same figure in the other language.
pub fn kept<T>(place: &'static OnceLock<T>, data: impl FnOnce() -> Result<T>) -> Result<&'static T> {
    match place.get() {
        Some(data) => Ok(data),
        None => {
            let data = data()?;
            Ok(place.get_or_init(|| data))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::TimeGrid;

    #[test]
    fn data_are_computed_once_and_a_failure_is_not_kept() {
        static PLACE: OnceLock<usize> = OnceLock::new();
        let refused = TimeGrid::uniform(1.0, 1.0, 1).unwrap_err();
        assert!(kept(&PLACE, || Err(refused)).is_err());
        assert_eq!(kept(&PLACE, || Ok(3)), Ok(&3));
        assert_eq!(kept(&PLACE, || unreachable!()), Ok(&3));
    }
}
