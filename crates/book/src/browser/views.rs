//! One page after the other as it is seen: at each width, in each theme, with what it loads and what it complains of.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::chromium::Event;
use super::{THEMES, WIDTHS, Window};

const LOOK: &str = include_str!("look.js");
const REACH: &str = include_str!("reach.js");
/// The most that a lesson may load, packed: HTML, stylesheets and scripts together; fonts.
const MOST: [(&str, &[&str], u64); 2] =
    [("HTML, CSS and JavaScript", &["Document", "Stylesheet", "Script"], 150_000), ("fonts", &["Font"], 400_000)];

/// Everything that is wrong with a page.
pub fn faults(window: &mut Window, page: &str, shots: Option<&Path>) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for size in WIDTHS {
        window.set_viewport(size)?;
        window.emulate_media(THEMES[0], true)?;
        window.chromium.take_events();
        window.open_page(page)?;
        for theme in THEMES {
            window.emulate_media(theme, true)?;
            let said = looked_at(window, "document")?;
            faults.extend(said.into_iter().map(|said| format!("{page} at {} pixels, {theme}: {said}", size.0)));
            if let Some(folder) = shots {
                screenshot(window, &folder.join(format!("{}-{}-{theme}.png", page.replace('/', "-"), size.0)))?;
            }
        }
        let events = window.chromium.take_events();
        let own = window.address("");
        faults.extend(complaints(&events, &own).into_iter().map(|said| format!("{page} at {} pixels: {said}", size.0)));
        if is_lesson(page) {
            faults.extend(over_budget(&events).into_iter().map(|said| format!("{page}: {said}")));
        }
    }
    faults.extend(walk_with_tab(window)?.into_iter().map(|said| format!("{page}: the keyboard does not reach {said}")));
    Ok(faults)
}

/// What is wrong with the page, or with an element of it that is in view, as it is shown now.
pub(super) fn looked_at(window: &mut Window, element: &str) -> anyhow::Result<Vec<String>> {
    let seen = window.chromium.evaluate(&format!("({LOOK})({element})"))?;
    Ok(seen.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect())
}

fn is_lesson(page: &str) -> bool {
    let name = page.rsplit('/').next().unwrap_or_default();
    matches!(name.as_bytes(), [a, b, b'-', ..] if a.is_ascii_digit() && b.is_ascii_digit())
}

fn screenshot(window: &mut Window, file: &Path) -> anyhow::Result<()> {
    let shot = window.chromium.call("Page.captureScreenshot", json!({ "format": "png" }))?;
    let bytes = STANDARD.decode(shot["data"].as_str().unwrap_or_default())?;
    fs::write(file, bytes).with_context(|| format!("{} cannot be written", file.display()))
}

/// What a page complained of, what it could not load, and what it asked of others.
pub(super) fn complaints(events: &[Event], own: &str) -> Vec<String> {
    let mut addresses = BTreeMap::new();
    let mut said = Vec::new();
    for (name, event) in events {
        match name.as_str() {
            "Network.requestWillBeSent" => {
                let address = event["request"]["url"].as_str().unwrap_or_default();
                addresses.insert(event["requestId"].to_string(), address.to_string());
                if address.starts_with("http") && !address.starts_with(own) {
                    said.push(format!("asks another host: {address}"));
                }
            }
            "Network.responseReceived" => {
                let (status, address) = (&event["response"]["status"], &event["response"]["url"]);
                let address = address.as_str().unwrap_or_default();
                if status.as_u64() >= Some(400) && !address.ends_with("/favicon.ico") {
                    said.push(format!("cannot load {address}: {status}"));
                }
            }
            "Network.loadingFailed" if event["canceled"] != json!(true) => {
                let address = addresses.get(&event["requestId"].to_string()).map_or("", String::as_str);
                said.push(format!("cannot load {address}: {}", event["errorText"].as_str().unwrap_or_default()));
            }
            "Runtime.exceptionThrown" => {
                let details = &event["exceptionDetails"];
                let text = details["exception"]["description"].as_str().or(details["text"].as_str());
                said.push(format!("script error: {}", text.unwrap_or_default().lines().next().unwrap_or_default()));
            }
            "Runtime.consoleAPICalled" if matches!(event["type"].as_str(), Some("error" | "warning" | "assert")) => {
                let words = event["args"].as_array().into_iter().flatten();
                let words: Vec<String> = words.map(|word| word["value"].to_string()).collect();
                said.push(format!("console: {}", words.join(" ")));
            }
            "Log.entryAdded"
                if event["entry"]["level"] == json!("error") && event["entry"]["source"] != json!("network") =>
            {
                said.push(format!("console: {}", event["entry"]["text"].as_str().unwrap_or_default()));
            }
            _ => {}
        }
    }
    said
}

/// What a lesson loads beyond its bounds.
fn over_budget(events: &[Event]) -> Vec<String> {
    let mut kinds = BTreeMap::new();
    let mut loaded: BTreeMap<String, u64> = BTreeMap::new();
    for (name, event) in events {
        let request = event["requestId"].to_string();
        match name.as_str() {
            "Network.responseReceived" => {
                kinds.insert(request, event["type"].as_str().unwrap_or_default().to_string());
            }
            "Network.loadingFinished" => {
                let kind = kinds.get(&request).cloned().unwrap_or_default();
                *loaded.entry(kind).or_default() += event["encodedDataLength"].as_f64().unwrap_or(0.0) as u64;
            }
            _ => {}
        }
    }
    let sum = |names: &[&str]| names.iter().filter_map(|name| loaded.get(*name)).sum::<u64>();
    let over = MOST.iter().filter(|(_, names, most)| sum(names) > *most);
    over.map(|(what, names, most)| format!("{} bytes of {what}, at most {most} are allowed", sum(names))).collect()
}

/// Walks through the page with the Tab key, as wide as a desktop, and gives what it could not come to.
fn walk_with_tab(window: &mut Window) -> anyhow::Result<Vec<String>> {
    let count = window.chromium.evaluate(REACH)?.as_u64().unwrap_or(0);
    window.chromium.evaluate("document.activeElement.blur()")?;
    window.chromium.press_again("Tab", count + 5)?;
    let missed = window.chromium.evaluate("courseWalk.missed()")?;
    Ok(missed.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_lesson_loads_is_counted_by_kind() {
        let event = |name: &str, value: Value| (format!("Network.{name}"), value);
        let events = |kind: &str, bytes: u64| {
            [
                event("responseReceived", json!({ "requestId": "1", "type": kind })),
                event("loadingFinished", json!({ "requestId": "1", "encodedDataLength": bytes })),
            ]
        };
        assert_eq!(over_budget(&events("Script", 150_000)), Vec::<String>::new());
        assert_eq!(over_budget(&events("Image", 9_000_000)), Vec::<String>::new());
        assert!(over_budget(&events("Script", 150_001))[0].contains("150001 bytes of HTML, CSS and JavaScript"));
        assert!(over_budget(&events("Font", 400_001))[0].contains("fonts"));
    }

    #[test]
    fn a_lesson_is_known_by_its_number() {
        assert!(is_lesson("en/10-brownian-motion.html") && !is_lesson("en/notation.html") && !is_lesson("404.html"));
    }
}
