//! The figures of the book, drawn in both themes and kept from one build to the next.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, thread};

use anyhow::Context;
use figures::{Extension, Figure};
use flowlab::Lang;
use flowlab::plot::{Style, Theme};

/// One picture as the page needs it.
pub struct Picture {
    /// File name, such as `stochastic_traj.zh.dark.png`.
    pub name: String,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

/// Draws figures. What was drawn before by this very program is taken from a folder.
pub struct Gallery {
    folder: PathBuf,
    program: Option<SystemTime>,
}

impl Gallery {
    /// A gallery that keeps its pictures in a folder.
    pub fn new(folder: &Path) -> Gallery {
        let program = std::env::current_exe().and_then(fs::metadata).and_then(|data| data.modified()).ok();
        Gallery { folder: folder.to_path_buf(), program }
    }

    /// A figure in both themes, light first: the picture that stands still, and of an animation the moving one.
    ///
    /// # Errors
    /// The figure cannot be drawn.
    pub fn draw(&self, figure: &Figure, lang: Lang) -> anyhow::Result<[(Theme, Picture, Option<Picture>); 2]> {
        let of = |theme, extension| self.picture(figure, &Style { theme, lang }, extension);
        let moving = |theme| (figure.extension() == Extension::Gif).then(|| of(theme, Extension::Gif)).transpose();
        // the other drawings find the data that the first one computed
        let light = of(Theme::Light, Extension::Png)?;
        thread::scope(|scope| {
            let dark =
                scope.spawn(|| anyhow::Ok((Theme::Dark, of(Theme::Dark, Extension::Png)?, moving(Theme::Dark)?)));
            let light = (Theme::Light, light, moving(Theme::Light)?);
            let dark = dark.join().map_err(|_| anyhow::anyhow!("figure `{}` panicked", figure.id))??;
            Ok([light, dark])
        })
    }

    fn picture(&self, figure: &Figure, style: &Style, extension: Extension) -> anyhow::Result<Picture> {
        let name = figure.file_name(style, extension);
        let kept = self.folder.join(&name);
        let drawn = fs::metadata(&kept).and_then(|data| data.modified()).ok();
        if drawn.zip(self.program).is_some_and(|(drawn, program)| drawn > program) {
            return Ok(Picture { bytes: fs::read(&kept)?, name });
        }
        let bytes =
            figures::encode(figure, style, extension, false).with_context(|| format!("figure `{}`", figure.id))?;
        fs::create_dir_all(&self.folder)?;
        flowlab::file::write_whole(&kept, &bytes).with_context(|| format!("{} cannot be written", kept.display()))?;
        Ok(Picture { name, bytes })
    }
}
