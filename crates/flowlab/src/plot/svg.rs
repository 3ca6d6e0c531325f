//! A scene as SVG text: type is drawn as outlines, so that it looks the same everywhere.

use std::fmt::Write;

use tiny_skia::{Path, PathSegment};

use super::colour::Colour;
use super::scene::{Mark, Scene};
use crate::digits::decimals;

impl Scene {
    /// The scene as the text of an SVG file.
    pub fn to_svg(&self) -> String {
        let (width, height) = (self.width, self.height);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
             <rect width=\"{width}\" height=\"{height}\"{}/>\n",
            attributes("fill", self.ground)
        );
        for mark in &self.marks {
            // Writing to a string cannot fail.
            let _ = match mark {
                Mark::Fill { path, colour } => {
                    writeln!(svg, "<path d=\"{}\"{}/>", data(path), attributes("fill", *colour))
                }
                Mark::Line { path, colour, width } => writeln!(
                    svg,
                    "<path d=\"{}\" fill=\"none\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"miter\" stroke-miterlimit=\"2\"{}/>",
                    data(path),
                    number(*width),
                    attributes("stroke", *colour)
                ),
                Mark::Disc { x, y, radius, colour } => writeln!(
                    svg,
                    "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>",
                    number(*x),
                    number(*y),
                    number(*radius),
                    attributes("fill", *colour)
                ),
                Mark::Tile { sides: [left, top, right, bottom], colour } => writeln!(
                    svg,
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" shape-rendering=\"crispEdges\"{}/>",
                    number(*left),
                    number(*top),
                    number(right - left),
                    number(bottom - top),
                    attributes("fill", *colour)
                ),
            };
        }
        svg + "</svg>\n"
    }
}

fn attributes(kind: &str, Colour { rgb: [r, g, b], alpha }: Colour) -> String {
    let opacity = if alpha < 1.0 { format!(" {kind}-opacity=\"{}\"", number(alpha)) } else { String::new() };
    format!(" {kind}=\"#{r:02x}{g:02x}{b:02x}\"{opacity}")
}

fn number(value: f32) -> String {
    decimals(f64::from(value), 3)
}

fn data(path: &Path) -> String {
    let mut text = String::new();
    let mut write = |letter: char, points: &[tiny_skia::Point]| {
        text.push(letter);
        for (index, point) in points.iter().enumerate() {
            let gap = if index > 0 { " " } else { "" };
            let _ = write!(text, "{gap}{} {}", number(point.x), number(point.y));
        }
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) => write('M', &[p]),
            PathSegment::LineTo(p) => write('L', &[p]),
            PathSegment::QuadTo(a, p) => write('Q', &[a, p]),
            PathSegment::CubicTo(a, b, p) => write('C', &[a, b, p]),
            PathSegment::Close => write('Z', &[]),
        }
    }
    text
}
