//! The cat below its head: tail, shoulders, collar; in the body frame.

use super::breed::Pattern;
use super::drawing::Drawing;
use super::palette::{Rgb, WHITE, paint, rgb, shade};
use super::shapes::{Point, Stroke, cover, ellipse, fold, length, smooth_union, soft, stroke, sub, wavy};

const GOLD: Rgb = rgb(0xF0BE4A);

const COLLAR: Stroke = stroke([-0.42, 0.44], [0.42, 0.44], [0.036, 0.036], 0.10);

const BODY_STRIPES: [Stroke; 3] = [
    stroke([0.60, 0.66], [0.30, 0.76], [0.040, 0.006], 0.03),
    stroke([0.66, 0.80], [0.32, 0.90], [0.040, 0.006], 0.03),
    stroke([0.70, 0.94], [0.32, 1.03], [0.040, 0.006], 0.03),
];

impl Drawing<'_> {
    /// The tail, up from behind a shoulder.
    pub(super) fn tail(&self, c: &mut Rgb, p: Point) {
        let p = [self.side * p[0], p[1]];
        if p[0] < 0.2 || p[1] < -0.2 {
            return;
        }
        let tail = stroke([0.48, 1.02], [0.80, 0.52 - 0.35 * self.cat.tail], [0.085, 0.07], 0.10);
        let (along, d) = tail.distance(p);
        let mut fur = self.fur;
        match self.coat.pattern {
            Pattern::Stripes(_) => {
                let ring = (6.0 * along).fract() - 0.5;
                paint(&mut fur, self.coat.marks[0], self.stripes() * soft(ring.abs() - 0.2, 0.08));
            }
            Pattern::Tuxedo => paint(&mut fur, self.coat.pale, soft(0.8 - along, 0.02)),
            Pattern::Patches => paint(&mut fur, self.coat.marks[1], soft(0.5 - along, 0.02)),
        }
        shade(&mut fur, 0.22 * soft(along - 0.35, 0.4));
        paint(c, fur, cover(d, self.w));
    }

    /// Shoulders and chest, the shadow of the head on them, the collar.
    pub(super) fn body(&self, c: &mut Rgb, p: Point) {
        let q = fold(p);
        let d =
            smooth_union(ellipse(sub(p, [0.0, 1.12]), [0.60, 0.70]), ellipse(sub(p, [0.0, 0.55]), [0.34, 0.4]), 0.2);
        let inside = cover(d, self.w);
        if inside == 0.0 {
            return;
        }
        let mut fur = self.fur;
        let bib = ellipse(sub(q, [0.0, 0.62]), [0.23, 0.42]);
        match self.coat.pattern {
            Pattern::Stripes(_) => {
                for s in &BODY_STRIPES {
                    paint(&mut fur, self.coat.marks[0], self.stripes() * s.cover(q, self.w));
                }
                paint(&mut fur, self.coat.pale, 0.85 * soft(bib, 0.10));
            }
            Pattern::Tuxedo => paint(&mut fur, self.coat.pale, cover(bib, self.w)),
            Pattern::Patches => {
                let m = [self.side * p[0], p[1]];
                paint(&mut fur, self.coat.marks[1], cover(wavy(m, [0.52, 0.80], [0.30, 0.26]), self.w));
                paint(&mut fur, self.coat.marks[0], cover(wavy(m, [-0.46, 0.98], [0.28, 0.30]), self.w));
            }
        }
        shade(&mut fur, 0.16 * soft(-d - 0.10, 0.12));
        shade(&mut fur, 0.30 * soft(ellipse(sub(p, [0.0, 0.36]), [0.46, 0.20]), 0.10));
        if self.cat.collar {
            self.collar(&mut fur, p);
        }
        paint(c, fur, inside);
    }

    /// A collar in the colour opposite to the ground's, with a bell.
    fn collar(&self, c: &mut Rgb, p: Point) {
        let (_, band) = COLLAR.distance(p);
        shade(c, 0.25 * soft(band - 0.02, 0.03));
        paint(c, self.collar, cover(band, self.w));
        paint(c, WHITE, 0.25 * cover((band + 0.012).abs() - 0.004, self.w));
        let bell = sub(p, [0.0, 0.60]);
        shade(c, 0.25 * soft(length(sub(bell, [0.0, 0.012])) - 0.06, 0.02));
        paint(c, GOLD, cover(length(bell) - 0.058, self.w));
        paint(c, rgb(0xA8741F), 0.9 * cover(length(sub(bell, [0.0, 0.018])) - 0.014, self.w));
        paint(c, WHITE, 0.7 * cover(length(sub(bell, [-0.02, -0.022])) - 0.013, self.w));
    }
}
