//! What the cells of a lesson showed when its notebook was run: the book prints it below each cell.

use flowlab::Lang;
use lessons::Lesson;

use crate::ipynb::{Notebook, Shown};

/// One output of a cell, in each form in which the notebook holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Plain text: what was printed, or what stands for the picture where none can be shown.
    pub text: Option<String>,
    /// A PNG picture in base64.
    pub png_base64: Option<String>,
    /// HTML, such as a table.
    pub html: Option<String>,
}

/// The outputs of each code cell of a lesson's notebook, under the cell's or the exercise's name, in order.
///
/// # Errors
/// The notebook is missing or cannot be read, or a cell of it failed.
pub fn outputs(lesson: &Lesson, lang: Lang) -> anyhow::Result<Vec<(String, Vec<Output>)>> {
    let path = lesson.notebook(lang);
    let notebook = Notebook::read(&path)?;
    let cells = notebook.code().map(|cell| {
        let shown: anyhow::Result<Vec<Output>> = cell.outputs.iter().map(output).collect();
        let shown = shown.map_err(|error| error.context(format!("{}: cell `{}`", path.display(), cell.id)))?;
        Ok((cell.id.clone(), shown))
    });
    cells.collect()
}

fn output(shown: &Shown) -> anyhow::Result<Output> {
    match shown {
        Shown::Stream { text, .. } => Ok(Output { text: Some(text.0.clone()), ..Output::default() }),
        Shown::DisplayData { data, .. } | Shown::ExecuteResult { data, .. } => {
            let form = |media: &str| data.get(media).map(|lines| lines.0.clone());
            Ok(Output { text: form("text/plain"), png_base64: form("image/png"), html: form("text/html") })
        }
        Shown::Error { evalue, .. } => anyhow::bail!("the cell failed: {evalue}"),
    }
}
