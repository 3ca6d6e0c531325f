//! A small server of one folder, on this machine only.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Component, Path};
use std::sync::Arc;
use std::{fs, thread};

use flate2::Compression;
use flate2::write::GzEncoder;
use tiny_http::{Header, Response, Server};

use crate::url::{decode_percent, media_type};

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
pub fn start(port: u16, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> anyhow::Result<SocketAddr> {
    let server = Server::http(("127.0.0.1", port)).map_err(|error| anyhow::anyhow!("{error}"))?;
    let address = server.server_addr().to_ip().ok_or_else(|| anyhow::anyhow!("the server has no address"))?;
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for request in server.incoming_requests() {
            let answer = Arc::clone(&answer);
            // A page that waits for a new build keeps no other waiting.
            thread::spawn(move || serve(request, &*answer));
        }
    });
    Ok(address)
}

fn serve(request: tiny_http::Request, answer: &dyn Fn(&Request) -> Answer) -> io::Result<()> {
    let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
    let (status, (kind, mut bytes)) = match answer(&Request { path: decode_percent(path), query: query.to_string() }) {
        Some(found) => (200, found),
        None => (404, ("text/plain", Vec::new())),
    };
    let mut headers = vec![("Content-Type", kind)];
    let takes_gzip = |header: &Header| header.field.equiv("Accept-Encoding") && header.value.as_str().contains("gzip");
    let is_text = kind.starts_with("text/") || kind.contains("svg");
    if is_text && request.headers().iter().any(takes_gzip) {
        bytes = gzip(&bytes)?;
        headers.push(("Content-Encoding", "gzip"));
    }
    let mut response = Response::from_data(bytes).with_status_code(status).with_chunked_threshold(usize::MAX);
    for (name, value) in headers {
        response.add_header(Header::from_bytes(name, value).map_err(|()| io::Error::other(value))?);
    }
    request.respond(response)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
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
    use std::net::TcpStream;

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
        stream.write_all(b"GET /a%20b?c HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
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
            write!(stream, "GET {path} HTTP/1.1\r\nConnection: close\r\n{asks}\r\n").unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            answer.len()
        };
        let asks = "Accept-Encoding: gzip, br\r\n";
        assert!(length("/a.html", asks) < 300 && length("/a.html", "") > 1000 && length("/a.png", asks) > 1000);
    }
}
