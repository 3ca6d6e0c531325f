//! `show`: a value in the form that suits the place, a picture or a table in a notebook, words in a terminal.
//!
//! In a Rust notebook the kernel reads what stands between `EVCXR_BEGIN_CONTENT mime` and `EVCXR_END_CONTENT` on the
//! standard output as content of that type. Elsewhere the words alone are printed.

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

/// Shows a value: as a picture or a table in a notebook, as words in a terminal.
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
pub fn show(value: &impl Show) -> Result<()> {
    let contents = [("image/png", value.png()?.map(|png| STANDARD.encode(png))), ("text/html", value.html())];
    let contents = contents.into_iter().filter_map(|(mime, content)| Some((mime, content?)));
    let mut bundle: Vec<(&str, String)> = if in_notebook() { contents.collect() } else { Vec::new() };
    if bundle.is_empty() {
        println!("{}", value.words());
        return Ok(());
    }
    bundle.push(("text/plain", value.words()));
    for (mime, content) in bundle {
        println!("EVCXR_BEGIN_CONTENT {mime}\n{content}\nEVCXR_END_CONTENT");
    }
    Ok(())
}

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
