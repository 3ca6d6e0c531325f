//! A picture as a page takes it: words in JSON, and all points in one array of numbers, x before y.

use flowlab::Lang;

use crate::{Anchor, Axis, Ink, Kind, Mark, Panel, Picture};

/// The words and the numbers of a picture in one language.
pub fn picture(picture: &Picture, lang: Lang) -> (String, Vec<f64>) {
    let mut numbers = Vec::new();
    let panels: Vec<String> = picture.panels.iter().map(|it| panel(it, lang, &mut numbers)).collect();
    let readings: Vec<String> = picture
        .readings
        .iter()
        .map(|it| {
            let value = if it.value.is_finite() { it.value.to_string() } else { "null".into() };
            let (label, shown) = (text(it.label.get(lang)), text(&it.shown()));
            format!("{{\"name\":{},\"label\":{label},\"shown\":{shown},\"value\":{value}}}", text(it.name))
        })
        .collect();
    let words = format!(
        "{{\"panels\":[{}],\"readings\":[{}],\"call\":{}}}",
        panels.join(","),
        readings.join(","),
        text(&picture.call)
    );
    (words, numbers)
}

fn panel(panel: &Panel, lang: Lang, numbers: &mut Vec<f64>) -> String {
    let axis = |it: Axis| format!("[{},{},{},{}]", it.from, it.to, text(it.label), it.log);
    let marks: Vec<String> = panel.marks.iter().map(|it| mark(it, lang, numbers)).collect();
    format!(
        "{{\"title\":{},\"x\":{},\"y\":{},\"equal\":{},\"height\":{},\"drawing\":{},\"marks\":[{}]}}",
        text(panel.title.get(lang)),
        axis(panel.x),
        axis(panel.y),
        panel.equal,
        panel.height,
        panel.drawing.map_or("null".into(), text),
        marks.join(",")
    )
}

fn mark(mark: &Mark, lang: Lang, numbers: &mut Vec<f64>) -> String {
    let (kind, more) = match &mark.kind {
        Kind::Line => ("line", String::new()),
        Kind::Dots => ("dots", String::new()),
        Kind::Area => ("area", String::new()),
        Kind::Bars => ("bars", String::new()),
        Kind::Arrows => ("arrows", String::new()),
        Kind::Label(words, anchor) => {
            let anchor = match anchor {
                Anchor::Left => "left",
                Anchor::Right => "right",
                Anchor::Above => "above",
                Anchor::Below => "below",
            };
            ("label", format!(",\"words\":{},\"anchor\":\"{anchor}\"", text(words.get(lang))))
        }
        Kind::Handle(x, y) => ("handle", format!(",\"dials\":[{},{}]", text(x), text(y))),
    };
    let ink = match mark.ink {
        Ink::Noise => "noise",
        Ink::Data => "data",
        Ink::Method => "method",
        Ink::Other => "violet",
        Ink::Truth => "truth",
        Ink::Error => "error",
        Ink::Text => "ink",
        Ink::Muted => "soft",
    };
    let from = numbers.len();
    numbers.extend(mark.points.iter().flat_map(|(x, y)| [x, y]));
    let name = mark.name.map_or("null".into(), |name| text(name.get(lang)));
    format!(
        "{{\"kind\":\"{kind}\",\"ink\":\"{ink}\",\"size\":{},\"alpha\":{},\"dashed\":{},\"name\":{name},\
         \"from\":{from},\"count\":{}{more}}}",
        mark.size,
        mark.alpha,
        mark.dashed,
        mark.points.len()
    )
}

/// A text in JSON.
pub fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => out.push(' '),
            c => out.push(c),
        }
    }
    out + "\""
}
