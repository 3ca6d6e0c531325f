//! The site in a real Chromium: every page as wide as a phone and as a desktop, light and dark, and what a reader does
//! with it.

mod chromium;
mod reader;
mod studio;
mod views;
mod widgets;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, ensure};
use serde_json::json;

use crate::{files, server};
use chromium::Chromium;

pub use chromium::{FLAGS, find};

/// CSS pixels of a phone and of a desktop.
const WIDTHS: [(u32, u32); 2] = [(390, 844), (1280, 800)];
const THEMES: [&str; 2] = ["light", "dark"];

/// Looks for faults of the pages in a window.
type Part = fn(&mut Window, &[String]) -> anyhow::Result<Vec<String>>;
/// What a reader does with the site, each in a window of its own.
const PARTS: [Part; 3] = [reader::faults, widgets::faults, studio::faults];

/// Does what a reader does, and opens each page at each width in each theme; with as many browsers as there are cores, since
/// one uses hardly more than one. With `shots`, keeps a picture of the start of each view in that folder.
///
/// # Errors
/// No browser, a browser that does not answer, or all faults of all pages, one a line.
pub fn check(folder: &Path, pages: &[String], shots: Option<&Path>) -> anyhow::Result<String> {
    if let Some(shots) = shots {
        fs::create_dir_all(shots).with_context(|| format!("{} cannot be made", shots.display()))?;
    }
    // what takes long first, then the pages
    let (next, n) = (AtomicUsize::new(0), PARTS.len() + pages.len());
    let lane = || -> anyhow::Result<Vec<(usize, Vec<String>)>> {
        let mut window = Window::open(folder)?;
        let mut found = Vec::new();
        loop {
            let k = next.fetch_add(1, Ordering::Relaxed);
            let faults = match (PARTS.get(k), pages.get(k.wrapping_sub(PARTS.len()))) {
                (Some(part), _) => part(&mut Window::open(folder)?, pages),
                (None, Some(page)) => views::faults(&mut window, page, shots).with_context(|| page.clone()),
                (None, None) => return Ok(found),
            };
            // the others end soon where this one cannot go on
            found.push((k, faults.inspect_err(|_| next.store(n, Ordering::Relaxed))?));
        }
    };
    let lanes = thread::available_parallelism().map_or(1, usize::from).min(pages.len().max(1));
    let mut found = thread::scope(|scope| {
        let lanes: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        let found = lanes.into_iter().map(|lane| lane.join().expect("a lane does not panic"));
        found.collect::<anyhow::Result<Vec<_>>>()
    })?
    .concat();
    found.sort();
    let faults: Vec<String> = found.into_iter().flat_map(|(_, faults)| faults).collect();
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    let (phone, desktop) = (WIDTHS[0].0, WIDTHS[1].0);
    Ok(format!(
        "{} pages at {phone} and {desktop} pixels, light and dark, in {}: whole; search, languages, keyboard and pages \
         without scripts too",
        pages.len(),
        find()?.display()
    ))
}

/// A browser, and the server that shows it the site.
struct Window {
    chromium: Chromium,
    address: SocketAddr,
    /// The site.
    folder: PathBuf,
}

impl Window {
    fn open(folder: &Path) -> anyhow::Result<Window> {
        let folder = folder.to_path_buf();
        let served = folder.clone();
        let address = server::start(0, move |request| server::file(&served, &request.path))?;
        Ok(Window { chromium: Chromium::start()?, address, folder })
    }

    /// The text of a file of the site.
    fn text(&self, page: &str) -> anyhow::Result<String> {
        files::read(&self.folder.join(page))
    }

    /// Brings an element into view and presses the pointer on its middle.
    fn click(&mut self, element: &str) -> anyhow::Result<()> {
        let middle = self.chromium.evaluate(&format!(
            "(() => {{ const it = {element}; it.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const {{ left, top, width, height }} = it.getBoundingClientRect(); \
             return [left + width / 2, top + height / 2]; }})()"
        ))?;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": middle[0], "y": middle[1], "button": "left", "clickCount": 1 });
            self.chromium.call("Input.dispatchMouseEvent", event)?;
        }
        Ok(())
    }

    /// The address of a file of the site.
    fn address(&self, page: &str) -> String {
        format!("http://{}/{page}", self.address)
    }

    fn open_page(&mut self, page: &str) -> anyhow::Result<()> {
        let address = self.address(page);
        self.chromium.navigate(&address)
    }

    fn set_viewport(&mut self, (width, height): (u32, u32)) -> anyhow::Result<()> {
        let phone = width < 600;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.chromium.call("Emulation.setDeviceMetricsOverride", metrics)?;
        Ok(())
    }

    /// What the reader's system asks for: `light` or `dark`, and less motion or not.
    fn emulate_media(&mut self, theme: &str, less_motion: bool) -> anyhow::Result<()> {
        let motion = if less_motion { "reduce" } else { "no-preference" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": motion }
        ]);
        self.chromium.call("Emulation.setEmulatedMedia", json!({ "features": features }))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site with one page that has this body.
    fn site(body: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), body);
        folder
    }

    fn write(folder: &Path, body: &str) {
        let page = format!("<!DOCTYPE html><html><head></head><body>{body}</body></html>");
        fs::write(folder.join("a.html"), page).unwrap();
    }

    #[test]
    fn each_kind_of_fault_is_seen_where_there_is_a_browser() {
        if find().is_err() {
            return;
        }
        let checked = |body: &str| check(site(body).path(), &["a.html".to_string()], None);
        checked("<main><p>whole</p><a href=\"a.html\">a</a></main>").unwrap();
        checked("").unwrap_err();
        let folder = site("");
        let mut window = Window::open(folder.path()).unwrap();
        let mut report = |body: &str| {
            write(folder.path(), body);
            views::faults(&mut window, "a.html", None).unwrap().join("\n")
        };
        for whole in [
            "<main><p>第一行\nline 第\n2 行</p><p>第三\n</p><pre>第一行\n第二行</pre></main>",
            // A formula that nobody sees needs no font.
            "<main>x<p hidden><span class=\"katex\">x</span></p></main>",
        ] {
            assert_eq!(report(whole), "", "{whole}");
        }
        let cases = [
            ("x<script>console.error('on purpose')</script>", "on purpose"),
            ("x<script>nosuchfunction()</script>", "nosuchfunction"),
            ("x<script>Promise.reject(new Error('late'))</script>", "late"),
            ("x<img src=\"gone.png\">", "gone.png"),
            ("x<script>fetch('http://127.0.0.2:9/x').catch(() => {})</script>", "127.0.0.2"),
            ("<main><div style=\"width: 2000px\">wide</div></main>", "wider than the page"),
            ("<div style=\"width: 2000px\">wide</div>", "scrolls sideways"),
            ("<main><details><summary>x</summary><div style=\"width: 2000px\">wide</div></details></main>", "wider"),
            ("<main><details><summary>x</summary><span class=\"katex\">x</span></details></main>", "no KaTeX font"),
            ("<main><span class=\"katex\">x</span></main>", "no KaTeX font"),
            (
                "<main><div class=\"cell\"><pre><code style=\"display: block; width: 9em; overflow: auto\" tabindex=\"0\">\
                 let_a_line_be_longer_than_its_box();</code></pre></div></main>",
                "a desktop has to scroll",
            ),
            ("<main><p>第一行，\n  第二行</p></main>", "a line ends between two Chinese characters"),
            ("", "nothing to read"),
            (
                "<main>x<pre style=\"overflow: auto; width: 9em\" tabindex=\"-1\">wide wide wide wide wide</pre></main>",
                "keyboard",
            ),
            ("<main>x<button onfocus=\"this.blur()\">shy</button></main>", "shy"),
        ];
        for (body, expected) in cases {
            let message = report(body);
            assert!(message.contains(expected) && message.contains("a.html"), "{body}: {message}");
        }
    }
}
