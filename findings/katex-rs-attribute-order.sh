#!/bin/sh
# katex-rs 0.3.0 (Rust, crates.io): the same formula gives other markup at each call.
#
# What one expects: a typesetter is a function of its formula, as KaTeX in JavaScript is, so all calls give the same bytes.
# Guess before the run, after a look at the source: they differ even within one program, since the attributes stand in
# hash maps and each map has a seed of its own; but in nothing more than the order of attributes.
#
# Seen: 200 calls of `render_to_string` for `\widehat{x}` in one program give all 24 orders of the four attributes of <svg>,
#     200 calls: 24 results, 1 once the attributes are sorted
#     <svg xmlns="http://www.w3.org/2000/svg" height="0.24em" preserveAspectRatio="none" viewBox="0 0 1062 239" width="100%">
#     <svg xmlns="http://www.w3.org/2000/svg" height="0.24em" preserveAspectRatio="none" width="100%" viewBox="0 0 1062 239">
# So a site whose formulas are set when it is built is not reproducible, unless the attributes are put in order afterwards
# (crates/book/src/maths.rs).
#
# Needs cargo and the network; takes about a minute. Fails if the behaviour is another.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo new --quiet --vcs none order
cd order
cargo add --quiet katex-rs@=0.3.0
cat > src/main.rs <<'RUST'
use std::collections::BTreeSet;

use katex::{KatexContext, Settings, render_to_string};

/// The attributes of all tags, each tag's in order.
fn sorted(html: &str) -> String {
    let tag = |piece: &str| {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let mut words: Vec<&str> = tag.split(' ').collect();
        words.sort_unstable();
        format!("{}>{text}", words.join(" "))
    };
    html.split('<').map(tag).collect::<Vec<_>>().join("<")
}

fn main() {
    let (context, settings) = (KatexContext::default(), Settings::default());
    let calls: Vec<String> =
        (0..200).map(|_| render_to_string(&context, r"\widehat{x}", &settings).unwrap()).collect();
    let different: BTreeSet<&String> = calls.iter().collect();
    let content: BTreeSet<String> = calls.iter().map(|html| sorted(html)).collect();
    let svg = |html: &str| html.split("<svg").nth(1).and_then(|rest| rest.split('>').next()).unwrap_or("").to_string();
    let orders: BTreeSet<String> = different.iter().map(|html| svg(html)).collect();
    println!("200 calls: {} results, {} once the attributes are sorted", different.len(), content.len());
    orders.iter().take(2).for_each(|order| println!("<svg{order}>"));
    assert!(different.len() > 1, "the order is always the same now");
    assert_eq!(content.len(), 1, "more than the order differs");
}
RUST
cargo run --quiet
echo "as described: katex-rs 0.3.0 writes attributes in an order that changes from call to call"
