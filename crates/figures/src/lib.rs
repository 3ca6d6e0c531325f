//! The pictures of the lessons as files: drawn in every form, compared, and found on pages that use them.

pub mod compare;
mod decode;
mod encode;
pub mod mark;
pub mod notes;
pub mod page;

pub use encode::{encode, encode_picture};
pub use lessons::{Extension, Figure, Picture, figures};

/// The figure with this id.
pub fn by_id(id: &str) -> Option<&'static Figure> {
    figures().find(|figure| figure.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_animations_are_small_files() {
        for figure in figures().filter(|figure| figure.extension() == Extension::Gif) {
            let bytes = std::fs::metadata(repo::root().join("figures").join(figure.file())).unwrap().len();
            assert!(bytes <= 1_400_000, "{} has {bytes} bytes", figure.file());
        }
    }
}
