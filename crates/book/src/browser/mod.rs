//! The site in a real Chromium: each page as wide as a phone and as a desktop, served by this program, watched by a
//! script in the page.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, bail, ensure};

use crate::server;

const WATCH: &str = include_str!("browser/watch.js");
const VISIT: &str = include_str!("browser/visit.js");
/// Lets a page ask its own host alone; the watching script hears of every breach when it is tried.
const POLICY: &str = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'";
/// CSS pixels of a phone and of a desktop.
const WIDTHS: [u32; 2] = [390, 1280];
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Opens each page at each width, and says how many views were whole.
///
/// # Errors
/// No browser, a browser that does not answer, or all faults of all pages, one a line.
pub fn check(folder: &Path, pages: &[String]) -> anyhow::Result<String> {
    let browser = find()?;
    let (report, reported) = mpsc::channel();
    let folder = folder.to_path_buf();
    let visit = format!("<!DOCTYPE html><script>{}</script>", visit_script(pages)?);
    let address = server::start(move |request| match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/report") => {
            let _ = report.send(request.body.clone());
            Some(("text/plain", Vec::new()))
        }
        ("GET", "/visit") => Some(("text/html", visit.clone().into_bytes())),
        ("GET", path) => server::file(&folder, path).map(watched),
        _ => None,
    })?;
    let profile = tempfile::tempdir()?;
    let started = start(&browser, profile.path(), &format!("http://{address}/visit"));
    let mut running = started.with_context(|| format!("{} cannot be started", browser.display()))?;
    let patience = Duration::from_secs(60 + 10 * pages.len() as u64);
    let answer = reported.recv_timeout(patience);
    let _ = running.kill();
    let _ = running.wait();
    let answer = answer.with_context(|| format!("{} opened no page in {} s", browser.display(), patience.as_secs()))?;
    let faults: Vec<String> = serde_json::from_str(&answer).context("the browser's report cannot be read")?;
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(format!("{} pages at {} and {} pixels in {}: whole", pages.len(), WIDTHS[0], WIDTHS[1], browser.display()))
}

/// The browser that `CHROMIUM` names, else the first on PATH.
fn find() -> anyhow::Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    let folders: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let mut candidates = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    match candidates.find(|path| fs::metadata(path).is_ok_and(|data| data.is_file())) {
        Some(path) => Ok(path),
        None => bail!("no Chromium on PATH ({}): install one, or name it in CHROMIUM", NAMES.join(", ")),
    }
}

fn start(browser: &Path, profile: &Path, address: &str) -> std::io::Result<Child> {
    let mut command = Command::new(browser);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio"]);
    command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    command.args(["--disable-dev-shm-usage", "--window-size=1400,1000"]);
    command.arg(format!("--user-data-dir={}", profile.display())).arg(address);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

/// A page with the watching script before all others; any other file as it is.
fn watched((kind, bytes): (&'static str, Vec<u8>)) -> (&'static str, Vec<u8>) {
    if !kind.starts_with("text/html") {
        return (kind, bytes);
    }
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
    let page =
        String::from_utf8_lossy(&bytes).replacen("<head>", &format!("<head>{policy}<script>{WATCH}</script>"), 1);
    (kind, page.into_bytes())
}

fn visit_script(pages: &[String]) -> anyhow::Result<String> {
    Ok(format!("const pages = {}; const widths = {WIDTHS:?};\n{VISIT}", serde_json::to_string(pages)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a browser reports of a page with this body.
    fn report(body: &str) -> anyhow::Result<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("a.html"),
            format!("<!DOCTYPE html><html><head></head><body>{body}</body></html>"),
        )
        .unwrap();
        check(folder.path(), &["a.html".to_string()])
    }

    #[test]
    fn each_kind_of_fault_is_seen_where_there_is_a_browser() {
        if find().is_err() {
            return;
        }
        report("<main><p>whole</p></main>").unwrap();
        let cases = [
            ("<script>console.error('on purpose')</script>", "on purpose"),
            ("<script>nosuchfunction()</script>", "nosuchfunction"),
            ("<img src=\"gone.png\">", "gone.png"),
            ("<script>fetch('http://127.0.0.2:9/x').catch(() => {})</script>", "127.0.0.2"),
            ("<main><div style=\"width: 2000px\">wide</div></main>", "wider than the page"),
            ("<main><span class=\"katex\">x</span></main>", "KaTeX"),
        ];
        for (body, expected) in cases {
            let message = report(body).expect_err(body).to_string();
            assert!(message.contains(expected) && message.contains("a.html"), "{body}: {message}");
        }
    }
}
