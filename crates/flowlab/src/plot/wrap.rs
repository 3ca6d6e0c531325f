//! Words that are longer than their room: set smaller, and broken into lines.

use super::text::{self, Part, Weight};
use crate::Result;

/// How much smaller words are set before they are broken.
const SMALLEST: f64 = 0.85;

/// The lines in which words are set, and the size of their type, so that no line is wider than the room.
///
/// # Errors
/// Those of the type.
pub(super) fn wrapped(words: &str, size: f64, weight: Weight, room: f64) -> Result<(Vec<String>, f64)> {
    if words.is_empty() {
        return Ok((Vec::new(), size));
    }
    let width =
        |words: &str, size: f64| Ok::<f64, crate::Error>(f64::from(text::set(words, size as f32, weight)?.width));
    let whole = width(words, size)?;
    if whole * SMALLEST <= room {
        return Ok((vec![words.to_string()], size.min(size * room / whole)));
    }
    let size = size * SMALLEST;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for unit in units(words) {
        if !line.is_empty() && width(&format!("{line}{}", unit.trim_end()), size)? > room {
            lines.push(std::mem::take(&mut line).trim_end().to_string());
        }
        line.push_str(&unit);
    }
    lines.push(line.trim_end().to_string());
    let widest = lines.iter().try_fold(0.0, |most: f64, line| Ok::<_, crate::Error>(most.max(width(line, size)?)))?;
    Ok((lines, if widest > room { size * room / widest } else { size }))
}

/// The pieces between which a line may be broken: behind a space, and before a Chinese character, but not behind a mark
/// that opens. A formula is never broken.
fn units(words: &str) -> Vec<String> {
    let mut units = vec![String::new()];
    for part in text::parts(words) {
        match part {
            Part::Mathematics(tex) => units.last_mut().expect("there is one").push_str(&format!("${tex}$")),
            Part::Words(words) => {
                for character in words.chars() {
                    let chinese = matches!(character, '\u{4e00}'..='\u{9fff}');
                    let unit = units.last_mut().expect("there is one");
                    let opens = unit.is_empty() || unit.ends_with(['（', '《', '“', '【']);
                    if chinese && !opens {
                        units.push(String::new());
                    }
                    let unit = units.last_mut().expect("there is one");
                    if character == '$' {
                        unit.push('\\');
                    }
                    unit.push(character);
                    if character == ' ' {
                        units.push(String::new());
                    }
                }
            }
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(words: &str, room: f64) -> Vec<String> {
        let (lines, size) = wrapped(words, 10.0, Weight::Semibold, room).unwrap();
        for line in &lines {
            let width = text::set(line, size as f32, Weight::Semibold).unwrap().width;
            assert!(f64::from(width) <= 1.0001 * room, "{line}: {width}"); // f32
        }
        lines
    }

    #[test]
    fn long_words_become_smaller_and_then_lines() {
        let title = "The mean of ten thousand paths and its law";
        assert_eq!(lines(title, 400.0), [title]);
        let width = f64::from(text::set(title, 10.0, Weight::Semibold).unwrap().width);
        assert_eq!(lines(title, 0.9 * width), [title]);
        assert_eq!(lines(title, 0.55 * width), ["The mean of ten thousand", "paths and its law"]);
        assert_eq!(lines("averyveryverylongword", 20.0), ["averyveryverylongword"]);
    }

    #[test]
    fn chinese_is_broken_between_characters_and_formulas_nowhere() {
        assert_eq!(units("均值（图）$a b$ 与 law"), ["均", "值（图）$a b$ ", "与 ", "law"].map(str::to_string));
    }
}
