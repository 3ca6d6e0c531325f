//! Where things stand in the repository.

use std::path::{Path, PathBuf};

use flowlab::Lang;
pub use flowlab::file::{UNFINISHED, sweep, write_whole};

use crate::Lesson;

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The ignored folder for what the project installs for itself: `.tools`, or the one that `FLOW_TOOLS` names.
pub fn tools() -> PathBuf {
    std::env::var_os("FLOW_TOOLS")
        .map_or_else(|| root().join(".tools"), PathBuf::from)
}

/// `book/en/src/10-brownian-motion.md`: a lesson's chapter.
pub fn chapter(lesson: &Lesson, lang: Lang) -> PathBuf {
    root().join("book").join(lang.code()).join("src").join(lesson.file_stem() + ".md")
}

/// `notebooks/en/10-brownian-motion.ipynb`: a lesson's notebook.
pub fn notebook(lesson: &Lesson, lang: Lang) -> PathBuf {
    root().join("notebooks").join(lang.code()).join(lesson.file_stem() + ".ipynb")
}

/// A path as it is told to a reader: seen from the repository, where it is in it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
