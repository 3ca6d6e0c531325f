//! The checks of the book: of its sources, of the built site, and of the site in a browser.

mod html;
mod pages;
mod parity;

use std::path::Path;

use flowlab::Lang;

pub use pages::{decoded, joined};

use crate::{browser, fault, site};

/// Checks the built site and its sources; with `browser`, opens each page in Chromium too, and keeps pictures of the
/// views in the folder `shots`.
///
/// # Errors
/// All faults, one a line, or a file that cannot be read.
pub fn run(browser: bool, shots: Option<&Path>) -> anyhow::Result<()> {
    let folder = site::folder();
    let site = pages::Site::read(&folder)?;
    let mut faults = site.faults();
    let [en, zh] = Lang::ALL.map(|lang| site::sources(lang).join("src"));
    faults.extend(parity::faults(&en, &zh)?);
    faults.extend(parity::contents(Lang::En, &en)?);
    faults.extend(parity::contents(Lang::Zh, &zh)?);
    faults.extend(parity::same_contents(&en, &zh)?);
    fault::none_of(faults)?;
    println!("{site}: whole, and nothing from another host; both languages are alike");
    if browser {
        println!("{}", browser::check(&folder, &site.addresses(), shots)?);
    }
    Ok(())
}
