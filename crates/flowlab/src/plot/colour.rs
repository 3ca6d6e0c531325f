//! Colours: one palette for the whole course, and colour maps that change evenly to the eye.

use plotters::style::{Color, RGBAColor};

use super::style::{Style, Theme};
use crate::oklab;

/// An sRGB colour with opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red, green and blue, 0 to 255.
    pub rgb: [u8; 3],
    /// Opacity, 0 to 1.
    pub alpha: f32,
}

impl Colour {
    /// An opaque colour from its hexadecimal value, such as `0x1F6FB4`.
    pub const fn hex(value: u32) -> Colour {
        Colour { rgb: [(value >> 16) as u8, (value >> 8) as u8, value as u8], alpha: 1.0 }
    }

    /// The same colour with this opacity.
    pub const fn alpha(self, alpha: f32) -> Colour {
        Colour { alpha, ..self }
    }

    /// The colour that lies `share` of the way to another, mixed in OKLab, where equal steps look equal.
    pub fn mix(self, other: Colour, share: f32) -> Colour {
        let (a, b) = (to_oklab(self.rgb), to_oklab(other.rgb));
        let lab = [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * share);
        let rgb = oklab::to_srgb(lab).map(|c| (c * 255.0).round() as u8);
        Colour { rgb, alpha: self.alpha + (other.alpha - self.alpha) * share }
    }
}

impl From<Colour> for RGBAColor {
    fn from(colour: Colour) -> RGBAColor {
        let [r, g, b] = colour.rgb;
        plotters::style::RGBColor(r, g, b).mix(f64::from(colour.alpha))
    }
}

fn to_oklab(rgb: [u8; 3]) -> [f32; 3] {
    oklab::from_srgb(rgb.map(|c| f32::from(c) / 255.0))
}

/// Colours that stand for numbers from 0 to 1: stops at equal distances, mixed in OKLab.
#[derive(Clone, Debug)]
pub struct ColourMap {
    stops: Vec<Colour>,
}

impl ColourMap {
    /// A colour map through these stops.
    ///
    /// # Panics
    /// Without a stop.
    pub fn new(stops: &[Colour]) -> ColourMap {
        assert!(!stops.is_empty(), "a colour map needs at least one stop");
        ColourMap { stops: stops.to_vec() }
    }

    /// Time: from the noise at t = 0 (orange) to the data at t = 1 (blue).
    pub fn time(style: &Style) -> ColourMap {
        let middle = match style.theme {
            Theme::Light => Colour::hex(0xB0508F),
            Theme::Dark => Colour::hex(0xD98CC0),
        };
        ColourMap::new(&[ink::noise(style), middle, ink::data(style)])
    }

    /// A place or start value, from the lowest to the highest.
    pub fn place(style: &Style) -> ColourMap {
        match style.theme {
            Theme::Light => ColourMap::new(&[0x5B2A86, 0x3F6FB5, 0x2A9D8F, 0xB5A12E, 0xD9722E].map(Colour::hex)),
            Theme::Dark => ColourMap::new(&[0xB692F6, 0x74A9F2, 0x5BD1BE, 0xE0CF6B, 0xFFA268].map(Colour::hex)),
        }
    }

    /// How much there is: from the ground (nothing) to the given ink.
    pub fn amount(style: &Style, full: Colour) -> ColourMap {
        ColourMap::new(&[ink::ground(style), full])
    }

    /// The colour for a number; below 0 and above 1 are the ends.
    pub fn at(&self, value: f64) -> Colour {
        let last = self.stops.len() - 1;
        let place = (value.clamp(0.0, 1.0) * last as f64) as f32;
        let left = (place.floor() as usize).min(last);
        self.stops[left].mix(self.stops[(left + 1).min(last)], place - left as f32)
    }
}

/// The inks, one meaning each in the whole course. Safe for colour-blind readers: they also differ in lightness.
pub mod ink {
    use super::{Colour, Style, Theme};

    const fn pick(style: &Style, light: u32, dark: u32) -> Colour {
        match style.theme {
            Theme::Light => Colour::hex(light),
            Theme::Dark => Colour::hex(dark),
        }
    }

    /// The ground of the picture.
    pub const fn ground(style: &Style) -> Colour {
        pick(style, 0xFFFFFF, 0x16181D)
    }

    /// Words and marks.
    pub const fn text(style: &Style) -> Colour {
        pick(style, 0x1F2430, 0xE4E7EE)
    }

    /// Axes, ticks and second-rank words.
    pub const fn muted(style: &Style) -> Colour {
        pick(style, 0x5A6273, 0xA3ABBB)
    }

    /// Grid lines.
    pub const fn grid(style: &Style) -> Colour {
        pick(style, 0xE6E9EF, 0x2B303A)
    }

    /// Noise: p_init, t = 0, Brownian motion.
    pub const fn noise(style: &Style) -> Colour {
        pick(style, 0xE07A10, 0xFFB05C)
    }

    /// Data: p_data, t = 1.
    pub const fn data(style: &Style) -> Colour {
        pick(style, 0x1B6CB3, 0x6DB5FF)
    }

    /// The truth that a method is measured against.
    pub const fn truth(style: &Style) -> Colour {
        pick(style, 0x8A92A3, 0x8D96A8)
    }

    /// A numerical method.
    pub const fn method(style: &Style) -> Colour {
        pick(style, 0x0B8F74, 0x4FD6B0)
    }

    /// A second method beside the first.
    pub const fn other_method(style: &Style) -> Colour {
        pick(style, 0x8450B5, 0xC79BF2)
    }

    /// An error.
    pub const fn error(style: &Style) -> Colour {
        pick(style, 0xCC2F4A, 0xFF7B8C)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_gives_the_ends_back() {
        let (a, b) = (Colour::hex(0xE07A10), Colour::hex(0x1B6CB3));
        for (share, expected) in [(0.0, a), (1.0, b)] {
            let mixed = a.mix(b, share).rgb;
            assert!(mixed.iter().zip(expected.rgb).all(|(x, y)| x.abs_diff(y) <= 1), "{mixed:?}");
        }
    }

    #[test]
    fn the_palette_differs_in_lightness_or_hue_for_each_theme() {
        for theme in Theme::ALL {
            let style = Style { theme, ..Style::default() };
            let ground = to_oklab(ink::ground(&style).rgb)[0];
            for colour in [ink::noise(&style), ink::data(&style), ink::method(&style), ink::error(&style)] {
                assert!((to_oklab(colour.rgb)[0] - ground).abs() > 0.25, "{colour:?} is lost on the ground");
            }
        }
    }
}
