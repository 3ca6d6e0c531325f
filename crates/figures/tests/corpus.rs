//! Pieces of pages in all dialects, `corpus.toml`, read as `figures --notes` reads a page.

use std::collections::BTreeSet;

use figures::page::{Names, Page, Verdict};
use toml::de::{DeTable, DeValue};

/// A piece of a page with what is expected of it.
struct Piece {
    name: String,
    page: String,
    drawn: Vec<String>,
    listed: Vec<String>,
    ignored: Vec<String>,
}

/// The pieces.
fn pieces() -> Vec<Piece> {
    let root = DeTable::parse(include_str!("corpus.toml")).unwrap();
    let Some(DeValue::Array(pieces)) = root.get_ref().get("piece").map(|pieces| pieces.get_ref()) else {
        panic!("the corpus is no list of pieces")
    };
    let read = |piece: &DeTable| {
        let keys: Vec<&str> = piece.keys().map(|key| key.get_ref().as_ref()).collect();
        assert!(keys.iter().all(|key| ["name", "page", "drawn", "listed", "ignored"].contains(key)), "{keys:?}");
        let text = |key: &str| piece[key].get_ref().as_str().unwrap().to_string();
        let list = |key: &str| {
            let list = piece.get(key).map(|list| list.get_ref().as_array().unwrap().iter()).into_iter().flatten();
            list.map(|text| text.get_ref().as_str().unwrap().to_string()).collect()
        };
        Piece {
            name: text("name"),
            page: text("page"),
            drawn: list("drawn"),
            listed: list("listed"),
            ignored: list("ignored"),
        }
    };
    pieces.iter().map(|piece| read(piece.get_ref().as_table().unwrap())).collect()
}

/// The images that are drawn, and all that is told with its reason.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let page = Page::read("page.md", text, &Names::default(), |_| false);
    let (mut drawn, mut listed) = (Vec::new(), Vec::new());
    for (image, verdict) in &page.images {
        match verdict {
            Verdict::Drawn(drawing) if drawing.from_root => drawn.push(image.spelled.clone()),
            Verdict::Drawn(drawing) => drawn.push(drawing.file.clone()),
            Verdict::Skipped(skip) => listed.push(format!("{}: {}", image.spelled, skip.why())),
            Verdict::Undrawn(_) => listed.push(format!("{}: undrawn", image.spelled)),
            Verdict::Own => unreachable!("no file stands beside the page"),
        }
    }
    listed.extend(page.named.iter().map(|named| format!("{}: {}", named.name, named.place)));
    (drawn, listed)
}

#[test]
fn every_piece_is_read_as_expected() {
    let pieces = pieces();
    assert!(pieces.len() >= 60, "{} pieces", pieces.len());
    for Piece { name, page, drawn: expected, listed: told, .. } in &pieces {
        let (drawn, mut listed) = read(page);
        assert_eq!(&drawn, expected, "drawn of {name}:\n{page}");
        let mut told = told.clone();
        told.sort();
        listed.sort();
        assert_eq!(listed, told, "listed of {name}:\n{page}");
    }
}

#[test]
fn every_name_in_a_piece_is_expected_somewhere() {
    for Piece { name, page, drawn, listed, ignored } in pieces() {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-./%&#;".contains(c);
        let endings = [".png", ".jpg", ".gif", ".svg", ".webp", ".jpeg"];
        let is_name = |run: &&str| endings.iter().any(|ending| run.to_ascii_lowercase().ends_with(ending));
        let expected = [drawn, listed, ignored.clone()].concat().join(" ").replace("%20", " ");
        for run in page.split(|c| !is_of_name(c)).map(|run| run.trim_matches('.')).filter(is_name) {
            let last = run.rsplit(['/', ';']).next().unwrap().replace("%2E", ".").replace("%20", " ");
            assert!(expected.contains(&last), "{name}: {run} is expected nowhere");
        }
        for ignored in ignored {
            assert!(page.contains(&ignored), "{name}: {ignored} does not stand there");
            let (drawn, listed) = read(&page);
            assert!(![drawn, listed].concat().iter().any(|told| told.contains(&ignored)), "{name}: {ignored} is told");
        }
    }
}

/// Two pieces one below the other show what both show: none swallows what follows.
#[test]
fn a_piece_swallows_nothing_of_the_next() {
    let pieces = pieces();
    let starts_page = |page: &str| page.trim_start().starts_with(['-', '+', '{']) && !page.starts_with("{{");
    let drawn = |page: &str| read(page).0.into_iter().collect::<BTreeSet<_>>();
    for first in &pieces {
        for second in pieces.iter().filter(|second| !starts_page(&second.page)) {
            let both = format!("{}\n\n# Next\n\n{}", first.page.trim_start(), second.page);
            let expected = &drawn(&first.page) | &drawn(&second.page);
            assert_eq!(drawn(&both), expected, "{} and then {}", first.name, second.name);
        }
    }
}
