//! A small server of one folder, on this machine only.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path};
use std::sync::Arc;
use std::{fs, io, thread};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::assets::media_type;
use crate::check::decoded;

/// What a browser asks for.
pub struct Request {
    /// The path, without its query.
    pub path: String,
    /// What stands after the question mark.
    pub query: String,
}

/// What it gets: a media type and bytes, or nothing (404).
pub type Answer = Option<(&'static str, Vec<u8>)>;

/// Answers requests on a port, 0 for any that is free, until the program ends. Texts are packed for a browser that asks
/// for it, as web hosts do.
///
/// # Errors
/// The port cannot be opened.
pub fn start(port: u16, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    let address = listener.local_addr()?;
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || serve(&stream, &*answer));
        }
    });
    Ok(address)
}

fn serve(mut stream: &TcpStream, answer: &dyn Fn(&Request) -> Answer) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    reader.read_line(&mut head).ok()?;
    let mut words = head.split_whitespace();
    let target = words.nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (decoded(path), query.to_string());
    let mut packs = false;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        packs |= name.eq_ignore_ascii_case("accept-encoding") && value.contains("gzip");
    }
    let (status, (kind, mut bytes)) = match answer(&Request { path, query }) {
        Some(found) => ("200 OK", found),
        None => ("404 Not Found", ("text/plain", Vec::new())),
    };
    let mut encoding = "";
    if packs && (kind.starts_with("text/") || kind.contains("svg")) {
        bytes = packed(&bytes).ok()?;
        encoding = "Content-Encoding: gzip\r\n";
    }
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{encoding}Content-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes)).ok()
}

/// Bytes as gzip packs them.
pub fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes)?;
    packer.finish()
}

/// A file of a folder; `/` at the end means `index.html`.
pub fn file(folder: &Path, path: &str) -> Answer {
    let relative = Path::new(path.trim_start_matches('/'));
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let mut file = folder.join(relative);
    if file.is_dir() {
        file.push("index.html");
    }
    Some((media_type(&file.to_string_lossy()), fs::read(file).ok()?))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn files_of_the_folder_are_served_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "hello").unwrap();
        let inside = folder.path().join("sub");
        fs::create_dir(&inside).unwrap();
        assert_eq!(file(folder.path(), "/").unwrap().1, b"hello");
        assert!(file(folder.path(), "/gone").is_none());
        assert!(file(&inside, "/../index.html").is_none());
    }

    #[test]
    fn a_request_is_answered_for_its_path_and_query() {
        let address =
            start(0, |request| Some(("text/plain", format!("{} {}", request.path, request.query).into_bytes())))
                .unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /a%20b?c HTTP/1.1\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n/a b c"), "{answer}");
    }

    #[test]
    fn texts_are_packed_where_a_browser_asks_for_it_and_pictures_are_not() {
        let kinds = |request: &Request| Some((media_type(&request.path), vec![b'a'; 1000]));
        let address = start(0, kinds).unwrap();
        let length = |path: &str, asks: &str| {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\n{asks}\r\n").unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            answer.len()
        };
        let asks = "Accept-Encoding: gzip, br\r\n";
        assert!(length("/a.html", asks) < 300 && length("/a.html", "") > 1000 && length("/a.png", asks) > 1000);
    }
}
