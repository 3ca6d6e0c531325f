//! How the room of a panel is shared between its axes, their numbers and words, and the drawing.

use std::ops::Range;

use super::backend::px;
use super::text::{self, Weight};
use super::ticks::{Ticks, ticks};
use super::wrap::wrapped;
use crate::{Error, Result};

/// What is asked of a panel: lengths in CSS pixels.
pub(super) struct Wish<'a> {
    /// Width and height of the whole.
    pub size: (f64, f64),
    pub margin: f64,
    /// Size of the type of the numbers.
    pub font: f64,
    pub title: &'a str,
    pub x: (&'a Range<f64>, &'a str),
    pub y: (&'a Range<f64>, &'a str),
    /// The most ticks of each axis.
    pub ticks: (usize, usize),
    pub axes: bool,
    pub equal: bool,
    /// What stands around a note behind words.
    pub brackets: [&'a str; 2],
}

/// An axis: its range, numbers and words.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub range: Range<f64>,
    pub ticks: Ticks,
    pub words: String,
}

/// The rooms beside the drawing, in CSS pixels, the margin apart.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The lines of the title, and the size of their type.
    pub title: (Vec<String>, f64),
    pub above: f64,
    pub below: f64,
    pub left: f64,
    pub right: f64,
    pub x: Axis,
    pub y: Axis,
    /// The size of the type of the axes' words.
    pub words: f64,
}

/// From an axis to its numbers, in CSS pixels: twice a tick mark.
const TO_NUMBERS: f64 = 7.0;

impl Layout {
    /// Shares the room so that no number is cut or touches its neighbour, and words are as wide as there is room.
    ///
    /// # Errors
    /// [`Error::Plot`] where there is no room for a drawing; those of the type.
    pub(super) fn of(wish: &Wish<'_>) -> Result<Layout> {
        let Wish { size: (width, height), margin, font, .. } = *wish;
        let (lines, size) = wrapped(wish.title, 1.08 * font, Weight::Semibold, width - 2.0 * margin)?;
        let above = lines.len() as f64 * line_height(size);
        let (mut below, mut left, mut right) = (0.0_f64, 0.0_f64, 0.0_f64);
        loop {
            let room = (width - 2.0 * margin - left - right, height - 2.0 * margin - above - below);
            if room.0 <= 0.0 || room.1 <= 0.0 {
                return Err(Error::Plot(format!("on {width} by {height} pixels: its words and numbers need more")));
            }
            let (mut x, mut y) = (wish.x.0.clone(), wish.y.0.clone());
            if wish.equal {
                widen(&mut x, &mut y, room.0 / room.1);
            }
            let x =
                axis(x, wish.x.1, wish.brackets, wish.ticks.0, |ticks, range| fit_beside(ticks, range, room.0, font))?;
            let y = axis(y, wish.y.1, wish.brackets, wish.ticks.1, |ticks, range| {
                Ok(fit_above(ticks, range, room.1, font))
            })?;
            if !wish.axes {
                return Ok(Layout { title: (lines, size), above, below, left, right, x, y, words: font });
            }
            let row = |axis: &Axis| if axis.words.is_empty() { 0.0 } else { 1.3 * font };
            let numbers = widest(&y.ticks, font)?;
            let sides = overhang(&x, room.0, font)?;
            let needed = [
                if x.words.is_empty() { 1.9 } else { 2.9 } * font,
                (2.6 * font + row(&y)).max(numbers + TO_NUMBERS + row(&y)).max(sides.0 - margin),
                (sides.1 - margin).max(0.0),
            ];
            if needed[0] <= below && needed[1] <= left && needed[2] <= right {
                let of_x = 2.0 * (margin + left + room.0 / 2.0).min(margin + right + room.0 / 2.0);
                let of_y = 2.0 * (margin + above + room.1 / 2.0).min(margin + below + room.1 / 2.0);
                let words = fitting(&x.words, 1.1 * font, of_x)?.min(fitting(&y.words, 1.1 * font, of_y)?);
                return Ok(Layout { title: (lines, size), above, below, left, right, x, y, words });
            }
            (below, left, right) = (below.max(needed[0]), left.max(needed[1]), right.max(needed[2]));
        }
    }
}

/// The height of a line of the title with the room around it.
pub(super) fn line_height(size: f64) -> f64 {
    (f64::from(px(size)) + 10.0) / f64::from(px(1.0))
}

/// An axis with as many ticks as fit, at most so many; what its numbers leave out stands behind its words.
fn axis(
    range: Range<f64>,
    words: &str,
    [open, close]: [&str; 2],
    at_most: usize,
    fit: impl Fn(&Ticks, &Range<f64>) -> Result<bool>,
) -> Result<Axis> {
    let mut n = at_most;
    let mut found = ticks(&range, n);
    while n > 1 && !fit(&found, &range)? {
        n = found.values.len().min(n) - 1;
        found = ticks(&range, n);
    }
    let words = match (words, found.note.as_str()) {
        (words, "") => words.to_string(),
        ("", note) => format!("${note}$"),
        (words, note) => format!("{words}{open}${note}${close}"),
    };
    Ok(Axis { range, ticks: found, words })
}

/// Widens the shorter range about its middle until width over height, in units, is `aspect`.
fn widen(x: &mut Range<f64>, y: &mut Range<f64>, aspect: f64) {
    let (width, height) = (x.end - x.start, y.end - y.start);
    let grow = |range: &mut Range<f64>, to: f64| {
        let middle = (range.start + range.end) / 2.0;
        *range = middle - to / 2.0..middle + to / 2.0;
    };
    if width < aspect * height { grow(x, aspect * height) } else { grow(y, width / aspect) }
}

/// Where a tick stands on an axis of this length.
fn place(value: f64, range: &Range<f64>, length: f64) -> f64 {
    (value / 2.0 - range.start / 2.0) / (range.end / 2.0 - range.start / 2.0) * length
}

fn width(words: &str, size: f64, weight: Weight) -> Result<f64> {
    Ok(f64::from(text::set(words, size as f32, weight)?.width))
}

fn widest(ticks: &Ticks, font: f64) -> Result<f64> {
    ticks.labels.iter().try_fold(0.0, |most: f64, label| Ok(most.max(width(label, font, Weight::Regular)?)))
}

/// Whether numbers in a row keep a space between them.
fn fit_beside(ticks: &Ticks, range: &Range<f64>, length: f64, font: f64) -> Result<bool> {
    let mut free_from = f64::NEG_INFINITY;
    for (value, label) in ticks.values.iter().zip(&ticks.labels) {
        let (middle, half) = (place(*value, range, length), width(label, font, Weight::Regular)? / 2.0);
        if middle - half < free_from {
            return Ok(false);
        }
        free_from = middle + half + 0.3 * font;
    }
    Ok(true)
}

/// Whether numbers in a column keep a space between them.
fn fit_above(ticks: &Ticks, range: &Range<f64>, length: f64, font: f64) -> bool {
    let places: Vec<f64> = ticks.values.iter().map(|value| place(*value, range, length)).collect();
    places.windows(2).all(|pair| pair[1] - pair[0] >= 1.1 * font)
}

/// How far the numbers of a row reach beyond the axis, to the left and to the right.
fn overhang(axis: &Axis, length: f64, font: f64) -> Result<(f64, f64)> {
    let mut sides = (0.0_f64, 0.0_f64);
    for (value, label) in axis.ticks.values.iter().zip(&axis.ticks.labels) {
        let (middle, half) = (place(*value, &axis.range, length), width(label, font, Weight::Regular)? / 2.0);
        sides = (sides.0.max(half - middle), sides.1.max(middle + half - length));
    }
    Ok(sides)
}

/// The size of the type, at most this, at which words take no more than a length.
fn fitting(words: &str, size: f64, length: f64) -> Result<f64> {
    let width = width(words, size, Weight::Regular)?;
    Ok(if width > length { size * length / width } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_units_keep_the_middle() {
        let (mut x, mut y) = (0.0..2.0, -1.0..3.0);
        widen(&mut x, &mut y, 1.5);
        assert_eq!((x, y), (-2.0..4.0, -1.0..3.0));
    }

    /// Left, top, right, bottom.
    type Box = [f64; 4];

    /// How high digits are, in sizes of the type.
    const INK: f64 = 0.72;

    /// Where the numbers of both axes stand.
    fn numbers(wish: &Wish<'_>, layout: &Layout) -> Vec<Box> {
        let Layout { left, right, above, below, x, y, .. } = layout;
        let (start, bottom) = (wish.margin + left, wish.size.1 - wish.margin - below);
        let (across, up) = (wish.size.0 - wish.margin - right - start, bottom - wish.margin - above);
        let length = |label: &String| width(label, wish.font, Weight::Regular).unwrap();
        let along_x = x.ticks.values.iter().zip(&x.ticks.labels).map(|(value, label)| {
            let (middle, half) = (start + place(*value, &x.range, across), length(label) / 2.0);
            let top = bottom + TO_NUMBERS + (f64::from(text::ASCENT) - INK) * wish.font;
            [middle - half, top, middle + half, top + INK * wish.font]
        });
        let along_y = y.ticks.values.iter().zip(&y.ticks.labels).map(|(value, label)| {
            let (middle, end) = (bottom - place(*value, &y.range, up), start - TO_NUMBERS);
            [end - length(label), middle - INK / 2.0 * wish.font, end, middle + INK / 2.0 * wish.font]
        });
        along_x.chain(along_y).collect()
    }

    #[test]
    fn numbers_are_whole_and_apart_whatever_the_ranges() {
        let mut rng = crate::Seed(2).stream(0);
        for k in 0..10_000 {
            let (x, y) = (super::super::ticks::any_range(&mut rng), super::super::ticks::any_range(&mut rng));
            let (size, font) = if k % 2 == 0 { ((560.0, 360.0), 16.0) } else { ((300.0, 250.0), 10.5) };
            let label = if k % 3 == 0 { "" } else { "$x_t$" };
            let wish = Wish {
                size,
                font,
                margin: 10.0,
                title: "",
                x: (&x, label),
                y: (&y, label),
                ticks: (6, 6),
                axes: true,
                equal: false,
                brackets: [" (", ")"],
            };
            let layout = Layout::of(&wish).unwrap();
            let boxes = numbers(&wish, &layout);
            for (index, [left, top, right, bottom]) in boxes.iter().enumerate() {
                let rounding = 1e-9;
                let inside = left.min(*top) >= -rounding && *right <= size.0 + rounding && *bottom <= size.1;
                assert!(inside, "{x:?} {y:?}: {:?}", boxes[index]);
                let apart =
                    |other: &Box| *right < other[0] || other[2] < *left || *bottom < other[1] || other[3] < *top;
                assert!(boxes[index + 1..].iter().all(apart), "{x:?} {y:?}: {boxes:?}");
            }
        }
    }

    #[test]
    fn words_are_set_smaller_than_they_would_be_cut() {
        let long = "the mean of the squared distance between the two ends of a path, over all paths";
        let range = 0.0..1.0;
        let wish = Wish {
            size: (300.0, 250.0),
            font: 12.0,
            margin: 10.0,
            title: "",
            x: (&range, long),
            y: (&range, long),
            ticks: (6, 6),
            axes: true,
            equal: false,
            brackets: [" (", ")"],
        };
        let layout = Layout::of(&wish).unwrap();
        assert!(width(long, layout.words, Weight::Regular).unwrap() <= 250.0);
    }
}
