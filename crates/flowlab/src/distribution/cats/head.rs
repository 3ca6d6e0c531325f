//! Ears and head without the face: fur, markings, light and shade; in the head frame.

use super::breed::Pattern;
use super::drawing::Drawing;
use super::palette::{Rgb, WHITE, mix, paint, shade};
use super::shapes::{Point, Stroke, almond, cover, ellipse, fold, smooth_union, soft, stroke, sub, turn, wavy};

/// Cosine and sine that lay the ear's axis, from its root up and outwards, on the x axis.
const EAR_LEAN: Point = [0.342, 0.940];

const CHEEKS: [Stroke; 3] = [
    stroke([0.46, 0.08], [0.680, 0.10], [0.11, 0.006], 0.02),
    stroke([0.44, 0.14], [0.668, 0.218], [0.11, 0.006], 0.02),
    stroke([0.38, 0.19], [0.595, 0.33], [0.11, 0.006], 0.02),
];

const EAR_TUFTS: [Stroke; 3] = [
    stroke([0.26, -0.36], [0.36, -0.58], [0.030, 0.002], 0.02),
    stroke([0.31, -0.34], [0.41, -0.52], [0.030, 0.002], 0.02),
    stroke([0.22, -0.38], [0.32, -0.60], [0.025, 0.002], 0.02),
];

const HEAD_STRIPES: [Stroke; 6] = [
    stroke([0.0, -0.56], [0.0, -0.25], [0.030, 0.008], 0.0),
    stroke([0.13, -0.54], [0.095, -0.24], [0.028, 0.008], 0.02),
    stroke([0.25, -0.48], [0.195, -0.25], [0.024, 0.006], 0.02),
    stroke([0.62, -0.06], [0.44, 0.01], [0.026, 0.004], 0.02),
    stroke([0.66, 0.06], [0.43, 0.09], [0.028, 0.004], 0.02),
    stroke([0.66, 0.20], [0.44, 0.18], [0.026, 0.004], 0.02),
];

impl Drawing<'_> {
    /// Two ears with pink insides and a tuft.
    pub(super) fn ears(&self, c: &mut Rgb, p: Point) {
        let q = fold(p);
        if q[1] > 0.0 {
            return;
        }
        let e = turn(sub(q, [0.30, -0.24]), EAR_LEAN);
        let reach = 0.56 * self.cat.ears;
        let outer = almond(e, reach, 0.235) - 0.02;
        let inside = cover(outer, self.w);
        if inside == 0.0 {
            return;
        }
        let mut fur = self.coat(p);
        let inner = almond([e[0] - 0.02, e[1] - 0.02], reach - 0.10, 0.150) - 0.01;
        shade(&mut fur, 0.10 * soft(outer + 0.03, 0.03));
        paint(&mut fur, self.coat.ear, soft(inner, self.w.max(0.008)));
        shade(&mut fur, 0.22 * soft(inner, 0.02) * soft(-0.50 - q[1], 0.16));
        for tuft in &EAR_TUFTS {
            paint(&mut fur, mix(self.fur, WHITE, 0.55), 0.8 * tuft.cover(q, self.w));
        }
        paint(c, fur, inside);
    }

    /// The head without its face: fur, markings, light and shade.
    pub(super) fn head(&self, c: &mut Rgb, p: Point) {
        let q = fold(p);
        let skull =
            smooth_union(ellipse(sub(p, [0.0, -0.07]), [0.55, 0.46]), ellipse(sub(p, [0.0, 0.12]), [0.60, 0.34]), 0.15);
        let tufts = CHEEKS.iter().filter(|tuft| tuft.near(q, self.w + 0.03));
        let d = tufts.fold(skull, |d, tuft| smooth_union(d, tuft.distance(q).1, 0.02));
        let inside = cover(d, self.w);
        if inside == 0.0 {
            return;
        }
        let mut fur = self.coat(p);
        if self.stripes() > 0.0 {
            let face = fold([p[0] - self.cat.turn, p[1]]);
            for s in &HEAD_STRIPES {
                paint(&mut fur, self.coat.marks[0], self.stripes() * s.cover(face, self.w));
            }
        }
        paint(&mut fur, WHITE, 0.10 * soft(ellipse(sub(p, [-0.14, -0.26]), [0.30, 0.20]), 0.22));
        shade(&mut fur, 0.14 * soft(-skull - 0.04, 0.10) * soft(-0.05 - p[1], 0.35));
        paint(c, fur, inside);
    }

    /// The fur's colour on head and ears, in the head frame.
    fn coat(&self, p: Point) -> Rgb {
        let mut fur = self.fur;
        let face = [p[0] - self.cat.turn, p[1]];
        let q = fold(face);
        let muzzle = ellipse(sub(q, [0.07, 0.235]), [0.155, 0.125]);
        match self.coat.pattern {
            Pattern::Stripes(_) => {
                let chin = smooth_union(muzzle, ellipse(sub(face, [0.0, 0.36]), [0.16, 0.10]), 0.1);
                paint(&mut fur, self.coat.pale, 0.9 * soft(chin, 0.05));
            }
            Pattern::Tuxedo => {
                let blaze = stroke([0.0, -0.42 + 0.3 * (1.0 - self.cat.markings)], [0.0, 0.14], [0.0, 0.085], 0.0);
                let chin = smooth_union(muzzle, ellipse(sub(face, [0.0, 0.36]), [0.20, 0.14]), 0.1);
                paint(&mut fur, self.coat.pale, cover(smooth_union(blaze.distance(face).1, chin, 0.1), self.w));
            }
            Pattern::Patches => {
                let m = [self.side * p[0], p[1]];
                let grow = 0.9 + 0.2 * self.cat.markings;
                paint(&mut fur, self.coat.marks[0], cover(wavy(m, [0.46, -0.42], [0.35 * grow, 0.56 * grow]), self.w));
                paint(&mut fur, self.coat.marks[1], cover(wavy(m, [-0.50, -0.58], [0.37 * grow, 0.46 * grow]), self.w));
            }
        }
        fur
    }

    /// How strongly the stripes show.
    pub(super) fn stripes(&self) -> f64 {
        match self.coat.pattern {
            Pattern::Stripes(strength) => strength * (0.5 + 0.5 * self.cat.markings),
            Pattern::Tuxedo | Pattern::Patches => 0.0,
        }
    }
}
