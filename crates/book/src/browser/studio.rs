//! The studio: a page that is only read loads none of it; by the keyboard and by the pointer a model learns a law and a
//! drawing, in both languages; the address brings a drawing back; nothing grows; nobody else is asked.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::reader::wait_until;
use super::{WIDTHS, Window, views};

/// Bytes by which the page's own memory may grow while it trains: its losses, and what the collector has not seen yet.
const GROWTH: f64 = 2e6;
/// Places of a drawing, as shares of the picture.
const DRAWN: [(f64, f64); 6] = [(0.3, 0.3), (0.35, 0.5), (0.3, 0.7), (0.65, 0.3), (0.7, 0.5), (0.65, 0.7)];

/// Everything that goes wrong.
pub fn faults(window: &mut Window, pages: &[String]) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for page in pages.iter().filter(|page| page.ends_with("/studio.html")) {
        let found = tried(window, page)?;
        faults.extend(found.into_iter().map(|said| format!("{page}: {said}")));
    }
    Ok(faults)
}

fn tried(window: &mut Window, page: &str) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    window.set_viewport(WIDTHS[0])?;
    window.emulate_media("light", true)?;
    window.chromium.take_events();
    window.open_page(page)?;
    thread::sleep(Duration::from_millis(300));
    let events = window.chromium.take_events();
    let loads = |(name, event): &&(String, Value)| {
        name == "Network.requestWillBeSent" && event["request"]["url"].as_str().is_some_and(|url| url.contains(".wasm"))
    };
    if events.iter().any(|event| loads(&event)) {
        faults.push("the program is loaded though nobody touched it".into());
    }

    // By the keyboard: the law that is chosen at the start.
    window.chromium.evaluate("document.querySelector('[data-do=train]').focus()")?;
    window.chromium.press("Enter")?;
    learned(window)?;
    let before = memory(window)?;
    let steps = number(window, "steps")?;
    thread::sleep(Duration::from_secs(5));
    let grown = memory(window)? - before;
    if grown > GROWTH {
        faults.push(format!("the page's memory grows by {grown} bytes in five seconds of training"));
    }
    if number(window, "steps")? <= steps {
        faults.push("training does not go on".into());
    }
    window.chromium.press("Enter")?;
    thread::sleep(Duration::from_millis(500));
    let steps = number(window, "steps")?;
    thread::sleep(Duration::from_millis(500));
    if number(window, "steps")? != steps {
        faults.push("training does not pause".into());
    }

    // By the pointer: a drawing, which its address brings back.
    window.click("document.querySelector('[data-do=clear]')")?;
    draw(window)?;
    wait_until(window, "location.hash.includes('drawn=')")?;
    learned(window)?;
    let address = window.chromium.evaluate("location.href")?;
    window.open_page("404.html")?;
    window.chromium.navigate(address.as_str().unwrap_or_default())?;
    learned(window)?;
    if window.chromium.evaluate("location.href")? != address {
        faults.push(format!("the address {address} does not come back as it was"));
    }
    let own = window.address("");
    let events = window.chromium.take_events();
    faults.extend(views::complaints(&events, &own));
    Ok(faults)
}

/// Waits until the model has learned: seconds, or a minute on a machine with much else to do.
fn learned(window: &mut Window) -> anyhow::Result<()> {
    (0..4).find_map(|_| wait_until(window, LEARNED).ok()).map_or_else(|| wait_until(window, LEARNED), Ok)
}

/// Whether the energy distance is at most twice that of true samples.
const LEARNED: &str = "(([energy, truth]) => energy > -1 && energy <= 2 * truth)(['energy', 'null'].map(name => \
    parseFloat(document.querySelector(`output[data-of=${name}]`).textContent.replace('−', '-'))))";

/// The number that stands in a reading.
fn number(window: &mut Window, name: &str) -> anyhow::Result<f64> {
    let text = format!("parseFloat(document.querySelector('output[data-of={name}]').textContent)");
    Ok(window.chromium.evaluate(&text)?.as_f64().unwrap_or(f64::NAN))
}

/// Bytes of the page's own memory, after what is not needed was collected.
fn memory(window: &mut Window) -> anyhow::Result<f64> {
    window.chromium.call("HeapProfiler.collectGarbage", json!({}))?;
    let usage = window.chromium.call("Runtime.getHeapUsage", json!({}))?;
    Ok(usage["usedSize"].as_f64().unwrap_or(f64::INFINITY))
}

/// Draws a line through the places.
fn draw(window: &mut Window) -> anyhow::Result<()> {
    let canvas = window.chromium.evaluate(
        "(() => { const it = document.querySelector('.flight'); it.scrollIntoView({ block: 'center', behavior: 'instant' }); \
         const { left, top, width, height } = it.getBoundingClientRect(); return [left, top, width, height]; })()",
    )?;
    let [left, top, width, height] = [0, 1, 2, 3].map(|k| canvas[k].as_f64().unwrap_or(0.0));
    for (k, (x, y)) in DRAWN.iter().enumerate() {
        let kind = if k == 0 { "mousePressed" } else { "mouseMoved" };
        let (x, y) = (left + x * width, top + y * height);
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        window.chromium.call("Input.dispatchMouseEvent", event)?;
        if k + 1 == DRAWN.len() {
            let event = json!({ "type": "mouseReleased", "x": x, "y": y, "button": "left", "clickCount": 1 });
            window.chromium.call("Input.dispatchMouseEvent", event)?;
        }
    }
    Ok(())
}
