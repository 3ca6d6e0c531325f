//! Eyes, nose, mouth, cheeks and whiskers; in the face frame.

use super::drawing::Drawing;
use super::palette::{Rgb, WHITE, mix, paint, rgb, shade};
use super::shapes::{Point, Stroke, almond, cover, ellipse, fold, length, soft, stroke, sub, triangle, turn};

const BLUSH: Rgb = rgb(0xF0857D);

/// Cosine and sine of the eyes' slant: outer corners up.
const SLANT: Point = [0.9928, 0.1197];

const MOUTH: [Stroke; 2] = [
    stroke([0.0, 0.185], [0.0, 0.222], [0.0065, 0.0065], 0.0),
    stroke([0.0, 0.222], [0.092, 0.222], [0.0075, 0.0045], 0.034),
];

const WHISKERS: [Stroke; 3] = [
    stroke([0.16, 0.205], [0.70, 0.115], [0.0052, 0.0012], -0.035),
    stroke([0.17, 0.228], [0.72, 0.235], [0.0052, 0.0012], -0.035),
    stroke([0.16, 0.250], [0.67, 0.350], [0.0052, 0.0012], -0.030),
];

impl Drawing<'_> {
    /// Eyes, nose, mouth, cheeks and whiskers, in the face frame.
    pub(super) fn face(&self, c: &mut Rgb, p: Point) {
        let q = fold(p);
        paint(
            c,
            BLUSH,
            0.30 * (self.fur[0] - 0.25).max(0.0) * soft(ellipse(sub(q, [0.40, 0.175]), [0.10, 0.065]), 0.06),
        );
        if q[1] > -0.25 && q[1] < 0.16 {
            self.eye(c, p);
        }
        if q[0] < 0.22 && q[1] > 0.08 {
            self.mouth(c, q);
            self.nose(c, q);
        }
        for hair in &WHISKERS {
            paint(c, self.coat.whisker, 0.9 * hair.cover(q, self.w));
        }
    }

    /// One eye: rim, iris, pupil, the lid's shadow and the catch-lights.
    fn eye(&self, c: &mut Rgb, p: Point) {
        let hand = p[0].signum();
        let centre = [0.248 * hand, -0.015];
        let v = sub(p, centre);
        let e = turn([hand * v[0], v[1]], SLANT);
        let open = 0.133 * self.cat.openness.max(0.01); // an almond of height 0 has no radius
        let rim = almond(sub(e, [0.0, -0.007]), 0.164, open + 0.020) - 0.006;
        if rim > self.w {
            return;
        }
        let ball = almond(e, 0.142, open) - 0.006;
        paint(c, rgb(0x2B2127), cover(rim, self.w));
        let mut glow = self.iris;
        shade(&mut glow, 0.55 * soft(e[1] + 0.05, 0.10));
        paint(&mut glow, mix(self.iris, WHITE, 0.45), 0.8 * soft(ellipse(sub(v, [0.0, 0.075]), [0.085, 0.045]), 0.03));
        let look = sub(v, [self.cat.gaze, 0.0]);
        let pupil = ellipse(look, [0.030 + 0.055 * self.cat.pupil, 0.098]);
        paint(&mut glow, rgb(0x17121A), cover(pupil, self.w));
        paint(&mut glow, WHITE, 0.95 * cover(length(sub(look, [-0.034, -0.042])) - 0.027, self.w));
        paint(&mut glow, WHITE, 0.6 * cover(length(sub(look, [0.032, 0.044])) - 0.012, self.w));
        paint(c, glow, cover(ball, self.w));
    }

    /// A small nose, round at its corners, with a light on it.
    fn nose(&self, c: &mut Rgb, q: Point) {
        let d = triangle(q, [-0.034, 0.140], [0.034, 0.140], [0.0, 0.172], 0.020);
        paint(c, self.coat.nose, cover(d, self.w));
        paint(c, WHITE, 0.35 * soft(ellipse(sub(q, [0.0, 0.132]), [0.026, 0.008]), 0.008));
    }

    /// The mouth: a short line down from the nose and two curls; roots of the whiskers beside it.
    fn mouth(&self, c: &mut Rgb, q: Point) {
        for line in &MOUTH {
            paint(c, self.coat.line, 0.9 * line.cover(q, self.w));
        }
        for root in [[0.105, 0.205], [0.145, 0.225], [0.115, 0.245]] {
            paint(c, self.coat.line, 0.35 * cover(length(sub(q, root)) - 0.0075, self.w));
        }
    }
}
