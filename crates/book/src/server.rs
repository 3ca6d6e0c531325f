//! A small server of one folder, on this machine only.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path};
use std::sync::Arc;
use std::{fs, io, thread};

use crate::assets::media_type;
use crate::check::decoded;

/// What a browser asks for.
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// What was sent along.
    pub body: String,
}

/// What it gets: a media type and bytes, or nothing (404).
pub type Answer = Option<(&'static str, Vec<u8>)>;

/// Answers requests on a free port until the program ends.
///
/// # Errors
/// No port can be opened.
pub fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
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
    let (method, target) = (words.next()?.to_string(), words.next()?);
    let path = decoded(target.split('?').next()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let request = Request { method, path, body: String::from_utf8_lossy(&body).into_owned() };
    let (status, (kind, bytes)) = match answer(&request) {
        Some(found) => ("200 OK", found),
        None => ("404 Not Found", ("text/plain", Vec::new())),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes)).ok()
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
    fn a_request_is_answered_with_what_was_sent() {
        let address =
            start(|request| Some(("text/plain", format!("{} {}", request.path, request.body).into_bytes()))).unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"POST /a%20b?c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n/a b hi"), "{answer}");
    }
}
