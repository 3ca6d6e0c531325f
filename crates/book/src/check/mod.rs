//! The checks of the book: of its sources, of the built site, and of the site in a browser.

mod pages;
mod parity;

use std::path::Path;

use flowlab::Lang;

use crate::outline::Outline;
use crate::{browser, files};

/// Checks the built site and its sources; with `browser`, opens each page in Chromium too, and keeps pictures of the
/// views in the folder `shots`.
///
/// # Errors
/// All faults, one a line, or a file that cannot be read.
pub fn run(browser: bool, shots: Option<&Path>) -> anyhow::Result<()> {
    let folder = files::site();
    let site = pages::Site::read(&folder)?;
    let mut faults = site.faults();
    let [en, zh] = Lang::ALL.map(|lang| files::sources(lang).join("src"));
    faults.extend(parity::faults(&en, &zh)?);
    faults.extend(parity::contents(&Outline::read(Lang::En)?, &Outline::read(Lang::Zh)?));
    files::report(faults)?;
    println!("{site}: whole, and nothing from another host; both languages are alike");
    if browser {
        println!("{}", browser::check(&folder, &site.addresses(), shots)?);
    }
    Ok(())
}
