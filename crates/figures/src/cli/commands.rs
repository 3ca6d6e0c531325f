//! What the program does: list, draw, check.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};
use figures::{Extension, Figure};
use flowlab::Lang;
use flowlab::plot::Style;

use super::draw::{Done, Order, into_stores};
use super::say::{Outcome, Progress, counted};
use super::store::Store;
use super::{Args, check, gallery, list, say};

/// `--list`
pub fn list(args: &Args, figures: &[&'static Figure]) -> Result<()> {
    let lang = args.lang.unwrap_or(Lang::En);
    let lines = if args.json { vec![list::json(figures, lang)] } else { list::lines(figures, lang) };
    lines.iter().try_for_each(say::result)
}

/// Draws figures into a folder.
pub fn draw(args: &Args, figures: &[&'static Figure]) -> Result<()> {
    let (start, folder, orders) = (Instant::now(), args.folder(), args.orders(figures));
    let names = orders.iter().flat_map(Order::files).map(|file| file.name.as_str());
    let stores = [Store::open(&folder, names, args.force)?];
    let done = into_stores(&orders, args.quick, &stores)?;
    if args.is_committed_run() {
        let put = stores[0].put(gallery::FILE, &gallery::page(figures))?;
        Progress::new(0).put(gallery::FILE, &put);
    }
    conclude(&done, &folder, start, "")
}

/// `--check`
pub fn check(args: &Args, figures: &[&'static Figure]) -> Result<()> {
    let (start, folder, orders) = (Instant::now(), args.folder(), args.orders(figures));
    let names =
        |orders: &[Order]| orders.iter().flat_map(Order::files).map(|file| file.name.clone()).collect::<BTreeSet<_>>();
    let mut faults = Vec::new();
    if args.ids.is_empty() {
        let plain = figures.iter().map(|figure| Order::standard(figure, &Style::default(), &[Extension::Png]));
        let mut expected = names(&plain.collect::<Vec<_>>());
        expected.extend(names(&orders));
        expected.insert(gallery::FILE.to_string());
        faults.extend(check::strays(&folder, &expected)?);
    }
    faults.extend(check::stale_or_missing(&orders, args.quick, &folder));
    if args.is_committed_run() {
        faults.extend(check::text_fault(&folder, gallery::FILE, &gallery::page(figures)));
    }
    for (name, why) in &faults {
        say::result(format_args!("{name}: {why}"))?;
    }
    match faults.len() {
        0 => say::result(format_args!(
            "{} in {} are current ({})",
            counted(orders.iter().map(|order| order.files.len()).sum(), "file"),
            shown(&folder),
            since(start)
        )),
        n => bail!(
            "{n} of the names in {} are stale, missing or stray; without --check they are drawn again",
            shown(&folder)
        ),
    }
}

/// The last line: how many, how long, where, and what else there is to say. An error if a figure could not be drawn.
pub fn conclude(done: &[Done], folder: &Path, start: Instant, more: &str) -> Result<()> {
    let count = |outcome: Outcome| done.iter().filter(|done| done.outcome == outcome).count();
    let mut line =
        format!("{} written in {} to {}", counted(count(Outcome::Written), "file"), since(start), shown(folder));
    if count(Outcome::Kept) > 0 {
        line += &format!("; {} kept, which figures did not make (--force moves them aside)", count(Outcome::Kept));
    }
    let named = |outcome: Outcome| {
        let ids: BTreeSet<&str> =
            done.iter().filter(|done| done.outcome == outcome).map(|done| done.figure.id).collect();
        ids.into_iter().collect::<Vec<_>>().join(", ")
    };
    if count(Outcome::PngOnly) > 0 {
        line += &format!("; PNG only, too many marks for SVG: {}", named(Outcome::PngOnly));
    }
    say::result(line + more)?;
    if count(Outcome::Failed) > 0 {
        bail!("could not draw {}", named(Outcome::Failed));
    }
    Ok(())
}

fn since(start: Instant) -> String {
    format!("{:.1} s", start.elapsed().as_secs_f64())
}

/// A folder as the caller would name it.
fn shown(folder: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let below = folder.strip_prefix(here).ok().filter(|below| !below.as_os_str().is_empty());
    format!("{}/", below.unwrap_or(folder).display().to_string().trim_end_matches('/'))
}
