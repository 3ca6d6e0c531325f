//! Shapes as signed distances (negative inside) and the share of a pixel that they cover.

/// A point or a vector of the plane, y downwards.
pub(super) type Point = [f64; 2];

/// The vector from `b` to `a`.
pub(super) fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

/// Euclidean length.
pub(super) fn length(p: Point) -> f64 {
    (p[0] * p[0] + p[1] * p[1]).sqrt()
}

/// `p` turned about the origin by the angle with this cosine and sine.
pub(super) fn turn(p: Point, [cos, sin]: Point) -> Point {
    [cos * p[0] - sin * p[1], sin * p[0] + cos * p[1]]
}

/// The point with x made positive: symmetric parts are drawn once.
pub(super) fn fold(p: Point) -> Point {
    [p[0].abs(), p[1]]
}

/// Ellipse about the origin with half axes `r`, to first order: exact on the outline, right in slope.
pub(super) fn ellipse(p: Point, r: Point) -> f64 {
    let k = length([p[0] / r[0], p[1] / r[1]]);
    let slope = length([p[0] / (r[0] * r[0]), p[1] / (r[1] * r[1])]);
    if slope > 0.0 { k * (k - 1.0) / slope } else { -r[0].min(r[1]) }
}

/// Almond about the origin, the common part of two discs: half length `a`, half height `b`.
pub(super) fn almond(p: Point, a: f64, b: f64) -> f64 {
    let radius = (a * a + b * b) / (2.0 * b);
    length([p[0], p[1].abs() + radius - b]) - radius
}

/// An ellipse with a wavy outline: a patch of fur.
pub(super) fn wavy(p: Point, centre: Point, r: Point) -> f64 {
    ellipse(sub(p, centre), r) + 0.016 * (17.0 * p[0] + 3.0).sin() + 0.016 * (15.0 * p[1]).sin()
}

/// Triangle with corners `a, b, c`, its edges pushed out and its corners rounded by `r`.
pub(super) fn triangle(p: Point, a: Point, b: Point, c: Point, r: f64) -> f64 {
    let (mut nearest, mut inside) = (f64::INFINITY, f64::INFINITY);
    let winding = cross(sub(b, a), sub(c, a)).signum();
    for (from, to) in [(a, b), (b, c), (c, a)] {
        let (edge, v) = (sub(to, from), sub(p, from));
        let s = (dot(v, edge) / dot(edge, edge)).clamp(0.0, 1.0);
        let away = [v[0] - s * edge[0], v[1] - s * edge[1]];
        nearest = nearest.min(dot(away, away));
        inside = inside.min(winding * cross(edge, v));
    }
    -nearest.sqrt() * inside.signum() - r
}

/// A brush stroke from one point to another, its half width going from `r[0]` to `r[1]`, its middle pushed sideways
/// by `bend` (a parabola).
#[derive(Clone, Copy)]
pub(super) struct Stroke {
    pub from: Point,
    pub to: Point,
    pub r: [f64; 2],
    pub bend: f64,
}

/// The stroke with these parts.
pub(super) const fn stroke(from: Point, to: Point, r: [f64; 2], bend: f64) -> Stroke {
    Stroke { from, to, r, bend }
}

impl Stroke {
    /// Position in [0, 1] of the nearest point of the axis, distance from it and half width there: two Newton steps
    /// from the foot on the straight line.
    fn locate(&self, p: Point) -> (f64, f64, f64) {
        let (axis, v) = (sub(self.to, self.from), sub(p, self.from));
        let norm = length(axis);
        let (along, side, bend) = (dot(v, axis) / norm, cross(axis, v) / norm, 4.0 * self.bend);
        let mut s = (along / norm).clamp(0.0, 1.0);
        for _ in 0..2 {
            let slope = bend * (1.0 - 2.0 * s);
            let gap = [along - norm * s, side - bend * s * (1.0 - s)];
            s = (s + (gap[0] * norm + gap[1] * slope) / (norm * norm + slope * slope)).clamp(0.0, 1.0);
        }
        let gap = [along - norm * s, side - bend * s * (1.0 - s)];
        (s, length(gap), self.r[0] + (self.r[1] - self.r[0]) * s)
    }

    /// Whether `p` may lie within `w` of the stroke: a quick test of its box.
    pub(super) fn near(&self, p: Point, w: f64) -> bool {
        let pad = self.r[0].max(self.r[1]) + self.bend.abs() + w;
        (0..2).all(|k| p[k] > self.from[k].min(self.to[k]) - pad && p[k] < self.from[k].max(self.to[k]) + pad)
    }

    /// Position along the stroke and signed distance from its outline.
    pub(super) fn distance(&self, p: Point) -> (f64, f64) {
        let (s, axis, r) = self.locate(p);
        (s, axis - r)
    }

    /// Share of a pixel of width `w` that the stroke covers: right also for a hair thinner than a pixel.
    pub(super) fn cover(&self, p: Point, w: f64) -> f64 {
        if !self.near(p, w) {
            return 0.0;
        }
        let (_, axis, r) = self.locate(p);
        ((axis + 0.5 * w).clamp(-r, r) - (axis - 0.5 * w).clamp(-r, r)) / w
    }
}

/// Union of two shapes with the crease filled over a width `k`.
pub(super) fn smooth_union(a: f64, b: f64, k: f64) -> f64 {
    let h = (k - (a - b).abs()).max(0.0) / k;
    a.min(b) - 0.25 * k * h * h
}

/// Share of a pixel of width `w` inside a shape at signed distance `d`: the edge is one pixel wide.
pub(super) fn cover(d: f64, w: f64) -> f64 {
    (0.5 - d / w).clamp(0.0, 1.0)
}

/// A blurred edge: 1 at distance `-blur` and inside, 0 at `blur` and outside.
pub(super) fn soft(d: f64, blur: f64) -> f64 {
    let x = (0.5 - 0.5 * d / blur).clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

fn cross(a: Point, b: Point) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}
