//! The checks of the book: of its sources, of the built site, and of the site in a browser.

mod pages;
mod parity;
mod twice;

use std::path::Path;

use flowlab::Lang;

use crate::outline::Outline;
use crate::site::Plan;
use crate::{browser, files};

/// Checks the site that was built by a plan, and its sources; with `browser`, opens each page in Chromium too, and keeps pictures of the
/// views in the folder `shots`.
///
/// # Errors
/// All faults, one a line, or a file that cannot be read.
pub fn run(plan: &Plan, browser: bool, shots: Option<&Path>) -> anyhow::Result<()> {
    let folder = files::site();
    let site = pages::Site::read(&folder)?;
    let mut faults = site.faults();
    let [en, zh] = Lang::ALL.map(|lang| files::sources(lang).join("src"));
    faults.extend(parity::faults(&en, &zh)?);
    faults.extend(parity::contents(&Outline::read(Lang::En)?, &Outline::read(Lang::Zh)?));
    faults.extend(twice::faults(&folder, plan)?);
    files::report(faults)?;
    println!("{site}: whole, and nothing from another host; both languages are alike; a second build is the same");
    if browser {
        println!("{}", browser::check(&folder, &site.addresses(), shots)?);
    }
    Ok(())
}
