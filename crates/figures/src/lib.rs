//! Draws the pictures of the lessons: files in every form, pages that use them, the gallery.

mod encode;
pub mod notes;

pub use course::{Figure, Picture, figures};
pub use encode::{Extension, encode, encode_picture};

/// The figure with this id.
pub fn by_id(id: &str) -> Option<&'static Figure> {
    figures().find(|figure| figure.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_animations_are_small_files() {
        for figure in figures().filter(|figure| figure.file.ends_with(".gif")) {
            let bytes = std::fs::metadata(repo::root().join("figures").join(figure.file)).unwrap().len();
            assert!(bytes <= 1_400_000, "{} has {bytes} bytes", figure.file);
        }
    }
}
