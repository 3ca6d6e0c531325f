//! Colours, sRGB in [0, 1]: mixing, the colours of eyes, and a perceptual colour wheel for the grounds.

use crate::oklab;

/// A colour, red, green, blue in [0, 1] (sRGB).
pub(super) type Rgb = [f64; 3];

/// The colour written as `0xRRGGBB`.
pub(super) const fn rgb(hex: u32) -> Rgb {
    [((hex >> 16) & 255) as f64 / 255.0, ((hex >> 8) & 255) as f64 / 255.0, (hex & 255) as f64 / 255.0]
}

/// `a` for s = 0, `b` for s = 1, the straight line between.
pub(super) fn mix(a: Rgb, b: Rgb, s: f64) -> Rgb {
    [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s]
}

pub(super) const WHITE: Rgb = [1.0; 3];

/// What full shadow leaves of each channel.
const SHADE: Rgb = [0.30, 0.26, 0.40];

/// Paints `colour` over `c`, `alpha` of it.
pub(super) fn paint(c: &mut Rgb, colour: Rgb, alpha: f64) {
    *c = mix(*c, colour, alpha);
}

/// Darkens `c`, `alpha` of the way to full shadow.
pub(super) fn shade(c: &mut Rgb, alpha: f64) {
    (0..3).for_each(|k| c[k] *= 1.0 - alpha * (1.0 - SHADE[k]));
}

/// The iris for s in [0, 1]: copper, amber, green, teal, blue.
pub(super) fn iris(s: f64) -> Rgb {
    const RAMP: [Rgb; 5] = [rgb(0xD08A35), rgb(0xE9B93F), rgb(0xA9C858), rgb(0x6DB9B0), rgb(0x6FA8DC)];
    let at = s.clamp(0.0, 1.0) * (RAMP.len() - 1) as f64;
    let i = (at as usize).min(RAMP.len() - 2);
    mix(RAMP[i], RAMP[i + 1], at - i as f64)
}

/// The sRGB colour of lightness, chroma and hue (a whole turn is 1) in the perceptual space OKLab, cut to [0, 1].
pub(super) fn oklch(lightness: f64, chroma: f64, hue: f64) -> Rgb {
    let (sin, cos) = (std::f64::consts::TAU * hue).sin_cos();
    oklab::to_srgb([lightness, chroma * cos, chroma * sin])
}
