//! One cat, drawn: the colour of every point of the plane, part by part, painted from back to front.
//!
//! The picture's shorter side spans [-1, 1], y downwards. The *body frame* is that plane moved and scaled by the pose;
//! the *head frame* is the body frame turned about the neck; the *face frame* is the head frame moved sideways by the
//! turn of the head. Most parts are symmetric and drawn at (|x|, y).

use super::breed::Traits;
use super::palette::{Rgb, iris, mix, oklch, paint};
use super::portrait::Portrait;
use super::shapes::{Point, cover, length, sub, turn};

/// The point about which the head tilts, in the body frame.
const NECK: Point = [0.0, 0.42];

/// A portrait with its colours and angles worked out, ready to be asked for the colour of a point.
pub(super) struct Drawing<'a> {
    pub(super) cat: &'a Portrait,
    pub(super) coat: &'static Traits,
    pub(super) fur: Rgb,
    pub(super) ground: [Rgb; 2],
    pub(super) halo: Rgb,
    pub(super) collar: Rgb,
    pub(super) iris: Rgb,
    pub(super) tilt: Point,
    /// +1, or -1 for a mirrored cat.
    pub(super) side: f64,
    /// Width of a pixel in the body frame.
    pub(super) w: f64,
}

impl<'a> Drawing<'a> {
    /// The drawing of a cat for pixels of this width, in units in which the shorter side is 2.
    pub(super) fn new(cat: &'a Portrait, pixel: f64) -> Self {
        let coat = cat.breed.traits();
        let lightness = 0.74 + 0.10 * cat.ground_light;
        let (sin, cos) = (-cat.tilt).sin_cos();
        Drawing {
            cat,
            coat,
            fur: mix(coat.fur[0], coat.fur[1], cat.tone),
            ground: [
                oklch(lightness + 0.05, 0.04, cat.ground_hue),
                oklch(lightness - 0.03, 0.055, cat.ground_hue + 0.04),
            ],
            halo: oklch(lightness + 0.10, 0.035, cat.ground_hue - 0.03),
            collar: oklch(0.60, 0.125, cat.ground_hue + 0.5),
            iris: iris(cat.eye_colour),
            tilt: [cos, sin],
            side: if cat.mirrored { -1.0 } else { 1.0 },
            w: pixel / cat.size,
        }
    }

    /// The colour of a point of the picture.
    pub(super) fn colour(&self, p: Point) -> Rgb {
        let mut c = self.backdrop(p);
        let body = sub(p, [self.cat.x, self.cat.y]).map(|v| v / self.cat.size);
        self.tail(&mut c, body);
        self.body(&mut c, body);
        let head = turn(sub(body, NECK), self.tilt);
        let head = [(head[0] + NECK[0]) / self.cat.width, head[1] + NECK[1]];
        if head[0].abs() < 1.0 && head[1] < 0.75 {
            self.ears(&mut c, head);
            self.head(&mut c, head);
            self.face(&mut c, [head[0] - self.cat.turn, head[1]]);
        }
        c
    }

    /// A muted ground, lighter at the top, with a pale disc behind the head.
    fn backdrop(&self, p: Point) -> Rgb {
        let mut c = mix(self.ground[0], self.ground[1], (0.5 + 0.5 * p[1]).clamp(0.0, 1.0));
        paint(&mut c, self.halo, 0.75 * cover(length(sub(p, [0.0, -0.06])) - 0.86, self.w));
        c
    }
}
