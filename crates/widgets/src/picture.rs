//! What a page paints and says: panels with marks, and numbers to read.

use flowlab::Text;

/// Panels side by side, one below the other on a phone, and the numbers below them.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The panels.
    pub panels: Vec<Panel>,
    /// The numbers.
    pub readings: Vec<Reading>,
    /// The call that gives the numbers, in Rust.
    pub call: String,
}

/// A number that the page shows.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// What tests call it.
    pub name: &'static str,
    /// What the page calls it.
    pub label: Text,
    /// The number.
    pub value: f64,
    /// Digits after the point.
    pub digits: usize,
}

/// A panel with its axes.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What stands above it.
    pub title: Text,
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards.
    pub y: Axis,
    /// Whether a unit is as long on both axes.
    pub equal: bool,
    /// Height by width, where the axes need not be equal.
    pub height: f64,
    /// The dial of the points that are drawn on this panel, from -1 to 1 across and upwards.
    pub drawing: Option<&'static str>,
    /// What is painted, the lowest first.
    pub marks: Vec<Mark>,
}

/// An axis.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Its name, in italics. Without one, no numbers stand along an axis to the right.
    pub label: &'static str,
    /// Whether it is logarithmic.
    pub log: bool,
}

/// The colours of the figures, by what they stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Orange.
    Noise,
    /// Blue.
    Data,
    /// Green: a method's result.
    Method,
    /// Violet: another one's.
    Other,
    /// Grey: what is exact.
    Truth,
    /// Red: what is wrong.
    Error,
    /// The colour of text.
    Text,
    /// A fainter one.
    Muted,
}

/// What is painted.
#[derive(Clone, Debug)]
pub struct Mark {
    /// How the points are used.
    pub kind: Kind,
    /// The colour.
    pub ink: Ink,
    /// Width of a line or radius of a dot, in pixels.
    pub size: f64,
    /// From 0, not to be seen, to 1.
    pub alpha: f64,
    /// Whether a line is broken into dashes.
    pub dashed: bool,
    /// What it is called in the key.
    pub name: Option<Text>,
    /// The points, in the units of the axes.
    pub points: Vec<(f64, f64)>,
}

/// How the points of a mark are used.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Joined; a point that is not finite breaks the line.
    Line,
    /// A dot at each.
    Dots,
    /// A filled shape with these corners.
    Area,
    /// A rectangle between each pair of corners.
    Bars,
    /// An arrow between each pair.
    Arrows,
    /// Words at the first point.
    Label(Text, Anchor),
    /// A knob at the first point that can be dragged; it sets these dials to its place.
    Handle(&'static str, &'static str),
}

/// Where words stand beside their point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Above.
    Above,
    /// Below.
    Below,
}

impl Picture {
    /// Adds a panel.
    pub fn panel(mut self, panel: Panel) -> Picture {
        self.panels.push(panel);
        self
    }

    /// Adds a number to read.
    pub fn reading(mut self, name: &'static str, label: Text, value: f64, digits: usize) -> Picture {
        self.readings.push(Reading { name, label, value, digits });
        self
    }

    /// Says by which call the numbers come.
    pub fn call(mut self, call: String) -> Picture {
        self.call = call;
        self
    }

    /// The number of this name.
    ///
    /// # Panics
    /// There is none.
    pub fn number(&self, name: &str) -> f64 {
        let found = self.readings.iter().find(|reading| reading.name == name);
        found.unwrap_or_else(|| panic!("no reading `{name}`")).value
    }
}

impl Reading {
    /// The number as the page shows it: with its digits, or by a power of ten where these say nothing.
    pub fn shown(&self) -> String {
        let (value, digits) = (self.value, self.digits);
        if value.is_nan() {
            "–".into()
        } else if value.is_infinite() {
            if value > 0.0 { "∞".into() } else { "−∞".into() }
        } else if value.abs() >= 1e6 || (value != 0.0 && value.abs() < 0.5 * 0.1_f64.powi(digits as i32)) {
            let shown = format!("{value:.1e}");
            let (mantissa, power) = shown.split_once('e').unwrap_or((&shown, "0"));
            let power = power.chars().map(|digit| match digit {
                '-' => '⁻',
                digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize & 15],
            });
            format!("{} × 10{}", mantissa.replace('-', "−"), power.collect::<String>())
        } else {
            let shown = format!("{value:.digits$}");
            let nothing = shown.trim_start_matches('-').chars().all(|c| matches!(c, '0' | '.'));
            if nothing { shown.trim_start_matches('-').into() } else { shown.replace('-', "−") }
        }
    }
}

impl Axis {
    /// An axis from one number to another.
    pub const fn new(from: f64, to: f64, label: &'static str) -> Axis {
        Axis { from, to, label, log: false }
    }

    /// The same on a logarithmic scale.
    pub const fn log(from: f64, to: f64, label: &'static str) -> Axis {
        Axis { from, to, label, log: true }
    }
}

impl Panel {
    /// A panel without marks, two thirds as high as wide.
    pub fn new(title: Text, x: Axis, y: Axis) -> Panel {
        Panel { title, x, y, equal: false, height: 0.66, drawing: None, marks: Vec::new() }
    }

    /// With units of one length on both axes.
    pub fn equal(mut self) -> Panel {
        self.equal = true;
        self
    }

    /// With another height, by its width.
    pub fn height(mut self, height: f64) -> Panel {
        self.height = height;
        self
    }

    /// The reader draws the points of this dial on it.
    pub fn drawing(mut self, dial: &'static str) -> Panel {
        self.drawing = Some(dial);
        self
    }

    fn mark(&mut self, kind: Kind, ink: Ink, size: f64, points: impl IntoIterator<Item = (f64, f64)>) -> &mut Mark {
        let points = points.into_iter().collect();
        self.marks.push(Mark { kind, ink, size, alpha: 1.0, dashed: false, name: None, points });
        self.marks.last_mut().unwrap_or_else(|| unreachable!())
    }

    /// A line through points.
    pub fn line(&mut self, ink: Ink, width: f64, points: impl IntoIterator<Item = (f64, f64)>) -> &mut Mark {
        self.mark(Kind::Line, ink, width, points)
    }

    /// A dot at each point.
    pub fn dots(&mut self, ink: Ink, radius: f64, points: impl IntoIterator<Item = (f64, f64)>) -> &mut Mark {
        self.mark(Kind::Dots, ink, radius, points)
    }

    /// A filled shape.
    pub fn area(&mut self, ink: Ink, corners: impl IntoIterator<Item = (f64, f64)>) -> &mut Mark {
        self.mark(Kind::Area, ink, 0.0, corners)
    }

    /// Rectangles, each between two corners.
    pub fn bars(&mut self, ink: Ink, corners: impl IntoIterator<Item = [(f64, f64); 2]>) -> &mut Mark {
        self.mark(Kind::Bars, ink, 0.0, corners.into_iter().flatten())
    }

    /// Arrows, each from a point to another.
    pub fn arrows(&mut self, ink: Ink, width: f64, ends: impl IntoIterator<Item = [(f64, f64); 2]>) -> &mut Mark {
        self.mark(Kind::Arrows, ink, width, ends.into_iter().flatten())
    }

    /// Words beside a point.
    pub fn label(&mut self, ink: Ink, words: Text, at: (f64, f64), anchor: Anchor) -> &mut Mark {
        self.mark(Kind::Label(words, anchor), ink, 0.0, [at])
    }

    /// A knob that sets two dials.
    pub fn handle(&mut self, ink: Ink, (x, y): (&'static str, &'static str), at: (f64, f64)) -> &mut Mark {
        self.mark(Kind::Handle(x, y), ink, 7.0, [at])
    }
}

impl Mark {
    /// Shown in the key under this name.
    pub fn named(&mut self, name: Text) -> &mut Mark {
        self.name = Some(name);
        self
    }

    /// Fainter.
    pub fn alpha(&mut self, alpha: f64) -> &mut Mark {
        self.alpha = alpha;
        self
    }

    /// Broken into dashes.
    pub fn dashed(&mut self) -> &mut Mark {
        self.dashed = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_keeps_its_digits_and_changes_to_a_power_where_they_say_nothing() {
        let shown = |value, digits| Reading { name: "", label: Text::new("", ""), value, digits }.shown();
        assert_eq!(shown(0.3521, 3), "0.352");
        assert_eq!(shown(-0.3521, 1), "−0.4");
        assert_eq!(shown(-1e-20, 3), "−1.0 × 10⁻²⁰");
        assert_eq!(shown(0.0, 2), "0.00");
        assert_eq!(shown(1.25e7, 0), "1.2 × 10⁷");
        assert_eq!(shown(f64::INFINITY, 3), "∞");
        assert_eq!(shown(f64::NAN, 3), "–");
    }
}
