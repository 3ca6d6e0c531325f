//! The pictures that can be touched: nothing of them is loaded by a page that is only read; each answers to the keyboard
//! and to the pointer, in both languages; and what it shows is what the same function gives natively.

use std::thread;
use std::time::Duration;

use anyhow::Context;
use flowlab::Lang;
use serde_json::{Value, json};
use widgets::{Settings, Widget, random_words, write};

use super::reader::wait_until;
use super::views::looked_at;
use super::{WIDTHS, Window};

/// How far a number in the browser may be from the native one, by its size or the largest of its mark: `exp` and `ln`
/// differ in the last bit for about one argument in ten, there is no fused product, and some hundred steps follow each
/// other.
const TOLERANCE: f64 = 1e-12;
/// The same where a method chooses its steps by the difference of two results, which has lost ten of their digits: seen
/// 5e-10.
const TOLERANCE_OF_CHOSEN_STEPS: f64 = 1e-8;
const WITH_CHOSEN_STEPS: &str = "choose_a_solver";

/// Everything that goes wrong.
pub fn faults(window: &mut Window, pages: &[String]) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    window.emulate_media("light", true)?;
    for page in pages {
        let Some(lang) = page.split('/').next().and_then(Lang::from_code) else { continue };
        if !window.text(page)?.contains("data-widget=") {
            continue;
        }
        window.set_viewport(WIDTHS[1])?;
        window.open_page(page)?;
        let ids =
            window.chromium.evaluate("[...document.querySelectorAll('[data-widget]')].map(it => it.dataset.widget)")?;
        for id in ids.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let widget = widgets::by_id(id).with_context(|| format!("{page}: no widget `{id}`"))?;
            let found = touched(window, page, widget, lang).with_context(|| format!("{page}: touching `{id}`"))?;
            faults.extend(found.into_iter().map(|said| format!("{page}: `{id}`: {said}")));
        }
    }
    let missing = widgets::all().filter(|widget| {
        let id = format!("data-widget=\"{}\"", widget.id);
        !pages.iter().any(|page| window.text(page).is_ok_and(|text| text.contains(&id)))
    });
    let built = pages.iter().any(|page| window.text(page).is_ok_and(|text| text.contains("data-widget")));
    faults.extend(missing.filter(|_| built).map(|widget| format!("the widget `{}` stands on no page", widget.id)));
    Ok(faults)
}

fn touched(window: &mut Window, page: &str, widget: &Widget, lang: Lang) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    let own = format!("document.getElementById('widget-{}')", widget.id);
    window.set_viewport(WIDTHS[1])?;
    window.chromium.take_events();
    window.open_page("404.html")?;
    window.open_page(page)?;
    thread::sleep(Duration::from_millis(100));
    let asked = window.chromium.take_events().into_iter().filter_map(|(name, event)| {
        (name == "Network.requestWillBeSent").then(|| event["request"]["url"].as_str().unwrap_or_default().to_string())
    });
    faults.extend(
        asked.filter(|url| url.contains("widgets")).map(|url| format!("loaded though nobody touched it: {url}")),
    );

    // By the keyboard.
    window.chromium.evaluate(&format!("{own}.querySelector('.start button').focus()"))?;
    window.chromium.press("Enter")?;
    settle(window, &own, 1)?;
    faults.extend(differences(window, &own, widget, lang, "at the start")?);
    let slider = format!("{own}.querySelector('input[type=range]')");
    if window.chromium.evaluate(&format!("Boolean({slider})"))? == json!(true) {
        let at_the_end = format!("{slider}.value === {slider}.max");
        let key = if window.chromium.evaluate(&at_the_end)? == json!(true) { "ArrowLeft" } else { "ArrowRight" };
        let seen = shown(window, &own)?;
        window.chromium.evaluate(&format!("{slider}.focus()"))?;
        window.chromium.press(key)?;
        settle(window, &own, seen + 1)?;
        faults.extend(differences(window, &own, widget, lang, "after a key")?);
        if window.chromium.evaluate("location.hash.includes('?')")? != json!(true) {
            faults.push("the address does not hold the setting".into());
        }
    }

    // By the pointer.
    for (k, it) in widget.tries.iter().enumerate() {
        let seen = shown(window, &own)?;
        window.click(&format!("{own}.querySelectorAll('[data-sets]')[{k}]"))?;
        settle(window, &own, seen + 1)?;
        let address = window.chromium.evaluate("decodeURIComponent(location.hash)")?;
        let expected = Settings::read(widget.dials, it.sets).map_err(anyhow::Error::new)?;
        let reached = address.as_str().and_then(|hash| hash.split_once('?')).map_or("", |(_, address)| address);
        let reached = Settings::read(widget.dials, reached).map_err(anyhow::Error::new)?;
        if widget.dials.iter().any(|dial| expected.text(dial.name) != reached.text(dial.name)) {
            faults.push(format!("`{}` leads to {address}, not to {}", it.does.get(lang), it.sets));
        }
        faults.extend(differences(window, &own, widget, lang, it.sets)?);
    }
    let canvas = format!("{own}.querySelector('canvas.touched')");
    if window.chromium.evaluate(&format!("Boolean({canvas})"))? == json!(true) {
        let (seen, before) = (shown(window, &own)?, window.chromium.evaluate("location.hash")?);
        window.click(&canvas)?;
        settle(window, &own, seen + 1)?;
        if window.chromium.evaluate("location.hash")? == before {
            faults.push("a press on the picture changes nothing".into());
        }
        faults.extend(differences(window, &own, widget, lang, "after a press on the picture")?);
    }

    // On a phone, in both themes.
    window.set_viewport(WIDTHS[0])?;
    for theme in super::THEMES {
        window.emulate_media(theme, true)?;
        faults.extend(looked_at(window, &own)?.into_iter().map(|said| format!("{theme}: {said}")));
    }
    faults.extend(one_truth(window, widget, lang)?);
    faults.extend(same_words(window, widget)?);
    Ok(faults)
}

/// The random words of the widget's program, which a browser must give to the bit.
fn same_words(window: &mut Window, widget: &Widget) -> anyhow::Result<Option<String>> {
    const WORDS: usize = 1000;
    let seen = window.chromium.evaluate(&format!(
        "(async id => {{ const base = new URL('../theme/', location).href; \
         const {{ program }} = document.getElementById(`widget-${{id}}`).dataset; \
         const source = `onmessage = async () => {{ importScripts('${{base}}${{program}}-wasm.js'); \
         await wasm_bindgen({{ module_or_path: '${{base}}${{program}}.wasm' }}); \
         postMessage([0n, 7n].flatMap(stream => [...wasm_bindgen.random_words(2n ** 63n + 5n, stream, {WORDS})]).map(String)); }}`; \
         const worker = new Worker(URL.createObjectURL(new Blob([source]))); \
         const words = await new Promise((done, failed) => {{ worker.onmessage = ({{ data }}) => done(data); \
         worker.onerror = failed; worker.postMessage(0); }}); \
         worker.terminate(); return words; }})({})",
        json!(widget.id)
    ))?;
    let native = [0, 7].into_iter().flat_map(|stream| random_words((1 << 63) + 5, stream, WORDS));
    let native: Vec<String> = native.map(|word| word.to_string()).collect();
    Ok((seen != json!(native)).then(|| "its random words are not the native ones".to_string()))
}

/// How often the picture was shown.
fn shown(window: &mut Window, own: &str) -> anyhow::Result<u64> {
    Ok(window.chromium.evaluate(&format!("Number({own}.dataset.shown || 0)"))?.as_u64().unwrap_or(0))
}

/// Waits until the picture was shown so often and answers what its dials are set to.
fn settle(window: &mut Window, own: &str, times: u64) -> anyhow::Result<()> {
    wait_until(window, &format!("Number({own}.dataset.shown || 0) >= {times} && {own}.dataset.busy !== 'true'"))
}

/// What the page shows otherwise than the native function gives at the settings in its address.
fn differences(window: &mut Window, own: &str, widget: &Widget, lang: Lang, when: &str) -> anyhow::Result<Vec<String>> {
    let state = window.chromium.evaluate(&format!(
        "[[...new URLSearchParams(location.hash.split('?')[1] || '')].map(pair => pair.join('=')).join('&'), \
         [...{own}.querySelectorAll('.readings > div')].map(it => [it.dataset.name, it.lastChild.textContent]), \
         {own}.querySelector('.fault').textContent, [...{own}.querySelectorAll('canvas')].map(it => it.height)]"
    ))?;
    let address = state[0].as_str().unwrap_or_default();
    let settings = Settings::read(widget.dials, address).map_err(anyhow::Error::new)?;
    let mut faults = Vec::new();
    let native = match widget.picture(&settings) {
        Ok(picture) => picture,
        Err(fault) => {
            if state[2].as_str() != Some(fault.get(lang)) {
                faults.push(format!("{when}: says `{}`, not `{}`", state[2], fault.get(lang)));
            }
            return Ok(faults);
        }
    };
    let expected: Vec<Value> = native.readings.iter().map(|it| json!([it.name, it.shown()])).collect();
    if state[1] != json!(expected) {
        faults.push(format!("{when}: `{address}` shows {}, natively {}", state[1], json!(expected)));
    }
    let heights: Vec<u64> = state[3].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    if heights.len() != native.panels.len() || heights.iter().any(|height| *height < 80) {
        faults.push(format!("{when}: panels of {heights:?} pixels"));
    }
    Ok(faults)
}

/// All numbers of the first picture and of those to try, from the browser and natively.
fn one_truth(window: &mut Window, widget: &Widget, lang: Lang) -> anyhow::Result<Vec<String>> {
    let addresses: Vec<&str> = [""].into_iter().chain(widget.tries.iter().map(|it| it.sets)).collect();
    let asked = json!({ "id": widget.id, "addresses": addresses, "lang": lang.code() });
    let answers = window.chromium.evaluate(&format!(
        "(async ({{ id, addresses, lang }}) => {{ const base = new URL('../theme/', location).href; \
         const worker = new Worker(`${{base}}widgets-worker.js`); const {{ program }} = document.getElementById(`widget-${{id}}`).dataset; const out = []; \
         for (const address of addresses) {{ out.push(await new Promise(done => {{ \
         worker.onmessage = ({{ data }}) => done([JSON.parse(data.words), [...data.numbers]]); \
         worker.postMessage({{ id, address, lang, base, program }}); }})); }} \
         worker.terminate(); return out; }})({asked})"
    ))?;
    let tolerance = if widget.id == WITH_CHOSEN_STEPS { TOLERANCE_OF_CHOSEN_STEPS } else { TOLERANCE };
    let mut faults = Vec::new();
    for (k, address) in addresses.iter().enumerate() {
        let settings = Settings::read(widget.dials, address).map_err(anyhow::Error::new)?;
        let picture = widget.picture(&settings).map_err(anyhow::Error::new)?;
        let (words, numbers) = write::picture(&picture, lang);
        let words: Value = serde_json::from_str(&words)?;
        let got = &answers[k];
        if !alike(&words["panels"], &got[0]["panels"], tolerance) {
            faults.push(format!("`{address}`: other panels than natively"));
            continue;
        }
        let got: Vec<f64> = got[1].as_array().into_iter().flatten().map(|it| it.as_f64().unwrap_or(f64::NAN)).collect();
        let marks = words["panels"].as_array().into_iter().flatten().flat_map(|it| it["marks"].as_array()).flatten();
        for mark in marks {
            let [from, count] = ["from", "count"].map(|key| mark[key].as_u64().unwrap_or(0) as usize);
            let range = from..from + 2 * count;
            let size =
                numbers[range.clone()].iter().filter(|it| it.is_finite()).fold(1.0, |most: f64, it| most.max(it.abs()));
            let far =
                numbers[range.clone()].iter().zip(&got[range]).map(|(a, b)| match (a.is_finite(), b.is_finite()) {
                    (true, true) => (a - b).abs() / size,
                    (false, false) => 0.0,
                    _ => f64::INFINITY,
                });
            let far = far.fold(0.0, f64::max);
            if far > tolerance {
                faults.push(format!("`{address}`: a {} is {far:e} from the native one", mark["kind"]));
            }
        }
    }
    Ok(faults)
}

/// Whether both have the same words, and numbers no farther from each other than that.
fn alike(a: &Value, b: &Value, tolerance: f64) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let [a, b] = [a, b].map(|it| it.as_f64().unwrap_or(f64::NAN));
            (a - b).abs() <= tolerance * a.abs().max(1.0)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b, tolerance))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| alike(a, b, tolerance)))
        }
        _ => a == b,
    }
}
