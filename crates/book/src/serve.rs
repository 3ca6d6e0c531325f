//! `book -- serve`: the site on this machine, built again when a source changes; open pages then load themselves anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, thread};

use anyhow::Context;

use crate::site::{self, Plan};
use crate::{files, server};

/// How often the sources are looked at.
const LOOK: Duration = Duration::from_millis(300);
/// How long a page waits for news before it asks again.
const PATIENCE: Duration = Duration::from_secs(20);
/// Asks which build is shown, and loads the page anew when there is another.
const RELOAD: &str = "<script>(async () => { const ask = async seen => { \
    try { return await (await fetch('/reload?' + seen)).text(); } catch (error) { \
    await new Promise(done => setTimeout(done, 1000)); return seen; } }; \
    const first = await ask(''); let now = first; while (now === first) { now = await ask(now); } location.reload(); })();\
    </script>";

/// Builds the site, serves it on a port, and builds it again whenever a source changes, until the program is ended.
///
/// # Errors
/// The first build fails, or the port is taken.
pub fn run(port: u16, plan: &Plan) -> anyhow::Result<()> {
    let folder = files::site();
    site::build(&folder, plan)?;
    let built = Arc::new(AtomicU64::new(1));
    let shown = Arc::clone(&built);
    let served = folder.clone();
    server::start(port, move |request| match request.path.as_str() {
        "/reload" => Some(("text/plain", poll_build(&shown, &request.query).into_bytes())),
        path => server::file(&served, path).map(with_reload),
    })
    .with_context(|| format!("port {port} cannot be opened: choose another with --port"))?;
    println!("the book at http://127.0.0.1:{port}/; a change to book/, notebooks/ or the ledger is seen at once,");
    println!("one to the code of cells, figures or this program after a new start. Ctrl-C ends it.");
    let mut seen = newest(&sources());
    loop {
        thread::sleep(LOOK);
        let now = newest(&sources());
        if now == seen {
            continue;
        }
        seen = now;
        let start = Instant::now();
        match site::build(&folder, plan) {
            Ok(()) => {
                built.fetch_add(1, Ordering::Relaxed);
                println!("built again in {:.1} s", start.elapsed().as_secs_f64());
            }
            Err(error) => eprintln!("{error:#}\nthe pages stay as they were"),
        }
    }
}

/// The number of the build that is shown, as soon as it is not the one that the page has seen.
fn poll_build(built: &AtomicU64, seen: &str) -> String {
    let start = Instant::now();
    loop {
        let now = built.load(Ordering::Relaxed).to_string();
        if now != seen || start.elapsed() > PATIENCE {
            return now;
        }
        thread::sleep(LOOK);
    }
}

fn with_reload((kind, mut bytes): (&'static str, Vec<u8>)) -> (&'static str, Vec<u8>) {
    if kind.starts_with("text/html") {
        bytes.extend_from_slice(RELOAD.as_bytes());
    }
    (kind, bytes)
}

/// What a build reads each time.
fn sources() -> [PathBuf; 3] {
    ["book", "notebooks", "crates/claims/ledger.json"].map(|path| repo::root().join(path))
}

/// When the newest of these files was written, and how many there are.
fn newest(paths: &[PathBuf]) -> (Option<SystemTime>, usize) {
    let mut newest = (None, 0);
    let mut waiting: Vec<PathBuf> = paths.to_vec();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(inside(&path));
        } else if let Ok(written) = fs::metadata(&path).and_then(|data| data.modified()) {
            newest = (newest.0.max(Some(written)), newest.1 + 1);
        }
    }
    newest
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| !path.ends_with(".ipynb_checkpoints")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_or_removed_file_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [folder.path().to_path_buf()];
        fs::create_dir(folder.path().join("sub")).unwrap();
        let file = folder.path().join("sub/a.md");
        fs::write(&file, "a").unwrap();
        let first = newest(&paths);
        assert_eq!(first, newest(&paths));
        fs::File::open(&file).unwrap().set_modified(SystemTime::now() + Duration::from_secs(9)).unwrap();
        let second = newest(&paths);
        assert_ne!(first, second);
        fs::remove_file(&file).unwrap();
        assert_ne!(second, newest(&paths));
    }

    #[test]
    fn a_page_hears_of_a_new_build_at_once() {
        let built = AtomicU64::new(3);
        assert_eq!(poll_build(&built, "2"), "3");
        let page = with_reload(("text/html; charset=utf-8", b"<p>".to_vec())).1;
        assert!(page.starts_with(b"<p><script>"));
        assert_eq!(with_reload(("text/css", b"p".to_vec())).1, b"p");
    }
}
