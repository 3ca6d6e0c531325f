//! `show`: a value in the form that suits the place, a picture or a table in a notebook, words in a terminal.
//!
//! In a Rust notebook the kernel reads what stands between `EVCXR_BEGIN_CONTENT mime` and `EVCXR_END_CONTENT` on the
//! standard output as content of that type. Elsewhere the words alone are printed.
//!
//! Of each type the kernel keeps the last content of a cell. So where a cell shows several values, each content holds all
//! of them, one below the other.

use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use ndarray::{ArrayBase, Data, Ix1, Ix2};

use crate::plot::{Image, Plot, Scene};
use crate::table::{DIGITS, Shown, Value};
use crate::{Lang, Result, Table, Text};

/// A value that can be shown.
///
/// ```
/// use flowlab::show::Show;
/// use flowlab::{Result, show};
///
/// /// A number, which is shown by its digits alone.
/// struct Digits(f64);
///
/// impl Show for Digits {
///     fn words(&self) -> String {
///         format!("{:.3}", self.0)
///     }
///
///     fn png(&self) -> Result<Option<Vec<u8>>> {
///         Ok(None)
///     }
/// }
///
/// assert_eq!(Digits(2.0 / 3.0).words(), "0.667");
/// show::show(&Digits(2.0 / 3.0))?;
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait Show {
    /// The words that stand for the value where only words can be shown.
    fn words(&self) -> String;

    /// The picture, as a PNG file, where the value has one.
    ///
    /// # Errors
    /// Those of drawing it.
    fn png(&self) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// The table, as HTML, where the value has one.
    fn html(&self) -> Option<String> {
        None
    }
}

/// Shows a value: as a picture or a table in a notebook, as words in a terminal. What a cell shows stands in order, up to
/// 30 values; of any more the words are printed.
///
/// ```
/// use flowlab::plot::Image;
/// use flowlab::show::{Show, show};
/// let white = Image { width: 2, height: 1, rgb: vec![255; 6] };
/// show(&white)?; // a picture in a notebook, here the words
/// assert!(white.words().starts_with('[') && white.png()?.is_some());
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// Those of drawing it.
pub fn show(value: &(impl Show + ?Sized)) -> Result<()> {
    let words = value.words();
    let content = Content { png: value.png()?.map(|png| STANDARD.encode(png)), html: value.html(), words };
    if !in_notebook() || content.png.is_none() && content.html.is_none() {
        println!("{}", content.words);
        return Ok(());
    }
    // The kernel compiles each cell to a library of its own, with a copy of this crate in it: where a cell begins, this is
    // empty.
    static SHOWN: Mutex<Vec<Content>> = Mutex::new(Vec::new());
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if shown.len() == MOST {
        println!("{}", content.words);
        return Ok(());
    }
    shown.push(content);
    for (mime, content) in bundle(&shown) {
        println!("EVCXR_BEGIN_CONTENT {mime}\n{content}\nEVCXR_END_CONTENT");
    }
    Ok(())
}

/// The most values that one cell shows: each time all of them are written anew.
const MOST: usize = 30;

/// A value in all its forms; the picture in base64.
struct Content {
    png: Option<String>,
    html: Option<String>,
    words: String,
}

/// What a cell has shown so far, in one bundle: a single value in its own forms, several as one page.
fn bundle(shown: &[Content]) -> Vec<(&'static str, String)> {
    let words = shown.iter().map(|content| content.words.as_str()).collect::<Vec<_>>().join("\n");
    let mut bundle = match shown {
        [Content { png, html, .. }] => {
            let forms = [("image/png", png.clone()), ("text/html", html.clone())];
            forms.into_iter().filter_map(|(mime, content)| Some((mime, content?))).collect()
        }
        _ => vec![("text/html", shown.iter().map(Content::on_a_page).collect())],
    };
    bundle.push(("text/plain", words));
    bundle
}

impl Content {
    fn on_a_page(&self) -> String {
        match (&self.html, &self.png) {
            (Some(html), _) => format!("<div>{html}</div>\n"),
            (None, Some(png)) => {
                let words: String = self.words.chars().filter(|sign| !matches!(sign, '<' | '>' | '&' | '"')).collect();
                format!("<div><img src=\"data:image/png;base64,{png}\" alt=\"{words}\"></div>\n")
            }
            (None, None) => String::new(),
        }
    }
}

/// The end of a cell: a plot, a picture, a table or an array that stands there alone is shown.
///
/// The kernel asks a value for this method, and prints how Rust debugs it if there is none.
pub trait EvcxrDisplay: Show {
    /// Shows the value, or prints why it cannot be drawn.
    fn evcxr_display(&self) {
        if let Err(error) = show(self) {
            println!("{error}");
        }
    }
}

impl<T: Show> EvcxrDisplay for T {}

/// Whether this process runs the cells of a notebook.
fn in_notebook() -> bool {
    std::env::var_os("EVCXR_IS_RUNTIME").is_some()
}

const FIGURE: Text = Text::new("figure", "图");

fn bracketed(words: &str) -> String {
    let figure = FIGURE.get(Lang::current());
    if words.is_empty() { format!("[{figure}]") } else { format!("[{figure}] {words}") }
}

impl Show for Plot {
    fn words(&self) -> String {
        bracketed(&self.text())
    }

    fn png(&self) -> Result<Option<Vec<u8>>> {
        self.scene()?.png()
    }
}

impl Show for Scene {
    fn words(&self) -> String {
        bracketed("")
    }

    fn png(&self) -> Result<Option<Vec<u8>>> {
        self.rasterise(2.0).to_png().map(Some)
    }
}

impl Show for Image {
    fn words(&self) -> String {
        bracketed("")
    }

    fn png(&self) -> Result<Option<Vec<u8>>> {
        self.to_png().map(Some)
    }
}

impl Show for Table {
    fn words(&self) -> String {
        self.text()
    }

    fn html(&self) -> Option<String> {
        Some(Table::html(self))
    }
}

/// A vector: a row for each entry, with its index.
impl<S: Data<Elem: Clone + Into<Value>>> Show for ArrayBase<S, Ix1> {
    fn words(&self) -> String {
        vector(self).text()
    }

    fn html(&self) -> Option<String> {
        Some(vector(self).html())
    }
}

/// A matrix or a batch of particles: a row for each row, with its index.
impl<S: Data<Elem: Clone + Into<Value>>> Show for ArrayBase<S, Ix2> {
    fn words(&self) -> String {
        matrix(self).text()
    }

    fn html(&self) -> Option<String> {
        Some(matrix(self).html())
    }
}

fn vector<S: Data<Elem: Clone + Into<Value>>>(x: &ArrayBase<S, Ix1>) -> Shown {
    indexed(x.len(), vec!["[i]".into()], |i, _| x[i].clone().into())
}

fn matrix<S: Data<Elem: Clone + Into<Value>>>(x: &ArrayBase<S, Ix2>) -> Shown {
    indexed(x.nrows(), (0..x.ncols()).map(|j| format!("[i, {j}]")).collect(), |i, j| x[[i, j]].clone().into())
}

/// What is shown of n rows, each with its index before it.
fn indexed(n: usize, mut names: Vec<String>, value: impl Fn(usize, usize) -> Value) -> Shown {
    names.insert(0, "i".into());
    Shown::of(n, &names, |i, j| if j == 0 { i.to_string() } else { value(i, j - 1).text(DIGITS) })
}

#[cfg(feature = "frame")]
impl Show for crate::frame::DataFrame {
    fn words(&self) -> String {
        crate::frame::text(self)
    }

    fn html(&self) -> Option<String> {
        Some(crate::frame::html(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(png: Option<&str>, html: Option<&str>, words: &str) -> Content {
        Content { png: png.map(str::to_string), html: html.map(str::to_string), words: words.to_string() }
    }

    #[test]
    fn one_value_has_its_own_forms_and_several_share_a_page() {
        let picture = || content(Some("AAAA"), None, "[figure] a < b");
        let table = || content(None, Some("<table></table>"), "1");
        assert_eq!(bundle(&[picture()]), [("image/png", "AAAA".into()), ("text/plain", "[figure] a < b".into())]);
        assert_eq!(bundle(&[table()])[0], ("text/html", "<table></table>".into()));
        let page =
            "<div><table></table></div>\n<div><img src=\"data:image/png;base64,AAAA\" alt=\"[figure] a  b\"></div>\n";
        let both = [("text/html", page.to_string()), ("text/plain", "1\n[figure] a < b".to_string())];
        assert_eq!(bundle(&[table(), picture()]), both);
    }
}
