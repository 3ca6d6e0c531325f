//! `flow_volume`: a shape that a flow carries, and its area beside e^(integral of the divergence).

use flowlab::prelude::{Array2, Field, Rk4, Text, TimeGrid, simulate_ode_final};

use crate::models::linspace;
use crate::{Anchor, Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

/// The middle of the shape at the start, and half of its width without ears.
const MIDDLE: [f64; 2] = [2.3, -0.2];
const HALF: f64 = 0.66;
/// Steps on [0, 1]: a step for each time of the dial.
const STEPS: usize = 100;
/// The times at which the figure draws the shape.
const MARKS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
/// Cells on a side of the square, and pieces on a side of a cell; and the steps to where they are painted.
const CELLS: usize = 6;
const PIECES: usize = 4;
const CELL_STEPS: usize = 30;
/// Points on a side of the square.
const SIDE: usize = CELLS * PIECES + 1;
/// A cell whose area has changed by this factor takes the full colour.
const FACTOR: f64 = 4.0;

const FIELDS: &[(&str, Text)] = &[
    ("spiral", Text::new("spiral: div u = −1", "螺旋：div u = −1")),
    ("whirl", Text::new("whirl: div u = 0", "旋涡：div u = 0")),
    ("uneven", Text::new("uneven: div u = −2 cos x₁", "不均匀：div u = −2 cos x₁")),
];

const SHAPES: &[(&str, Text)] = &[("cat", Text::new("cat", "猫头")), ("square", Text::new("square", "方格"))];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "flow_volume",
    says: Text::new(
        "Let a flow carry a shape. What becomes of its area, the divergence along the way says.",
        "让流带着一个图形走。面积怎样变化，由沿途的散度决定。",
    ),
    dials: &[
        Dial::choice("field", Text::new("field", "向量场"), FIELDS, "spiral"),
        Dial::choice("shape", Text::new("shape", "图形"), SHAPES, "cat"),
        Dial::ladder("size", Text::new("size", "大小"), &[0.125, 0.25, 0.5, 1.0], 1.0),
        Dial::time("t", Text::new("time t", "时刻 t"), [0.0, 1.0, 0.01], 1.0),
    ],
    tries: [
        Try {
            does: Text::new("Take the whirl, whose divergence is 0.", "选旋涡，它的散度是 0。"),
            sets: "field=whirl",
            expects: Text::new(
                "The cat cannot be recognised any more, yet its area is what it was: 1.000.",
                "猫已经认不出来了，面积却和原来一样：1.000。",
            ),
            holds: |picture| (picture.number("area") - 1.0).abs() < 5e-4,
        },
        Try {
            does: Text::new(
                "Take the uneven field, at t = 0.25. Then let t run.",
                "选不均匀的向量场，t = 0.25，再让 t 走到 1。",
            ),
            sets: "field=uneven&t=0.25",
            expects: Text::new(
                "First the area grows, to 1.20, and later it shrinks: what counts is the divergence where the shape is now.",
                "面积先增大到 1.20，后来又缩小：起作用的是图形此刻所在之处的散度。",
            ),
            holds: |picture| (1.15..1.25).contains(&picture.number("area")),
        },
        Try {
            does: Text::new(
                "The uneven field again, with the square at t = 1. Then make it small.",
                "还是不均匀的向量场，换成方格，t = 1。再把它变小。",
            ),
            sets: "field=uneven&shape=square&t=1",
            expects: Text::new(
                "Each cell shrinks by its own factor, so the middle's 0.46 is not that of the whole, 0.54. At size 0.125 they agree to 0.001.",
                "每一格缩小的倍数都不同，所以按中心算出的 0.46 不等于整体的 0.54。大小取 0.125 时，两者只差 0.001。",
            ),
            holds: |picture| picture.number("difference") > 0.05,
        },
    ],
    code: include_str!("flow_volume/code.rs"),
    picture,
}
.shipped();

/// What is chosen, as a name that outlives the settings.
fn chosen(settings: &Settings, dial: &str, options: &'static [(&'static str, Text)]) -> &'static str {
    let names = options.iter().map(|(name, _)| *name);
    names.clone().find(|name| *name == settings.text(dial)).unwrap_or(options[0].0)
}

/// The corners of a shape, and by which factor its area has grown.
type Grown = (Vec<(f64, f64)>, f64);

/// The cells of the square at time t.
fn cells(u: &Field, size: f64, t: f64) -> Result<Vec<Grown>, Fault> {
    let across = || linspace(-HALF * size, HALF * size, SIDE);
    let starts = across().flat_map(|y| across().map(move |x| [MIDDLE[0] + x, MIDDLE[1] + y, 0.0]));
    let mut points = Array2::from(starts.collect::<Vec<_>>());
    if t > 0.0 {
        let grid = TimeGrid::uniform(0.0, t, CELL_STEPS)?;
        points = simulate_ode_final(u, &Rk4, &grid, &points)?;
    }
    let cell = (2.0 * HALF * size / CELLS as f64).powi(2);
    let outline = |row: usize, column: usize| {
        let point = |r: usize, c: usize| {
            let k = (row * PIECES + r) * SIDE + column * PIECES + c;
            (points[[k, 0]], points[[k, 1]])
        };
        let along = 0..PIECES;
        let mut corners: Vec<_> = along.clone().map(|k| point(0, k)).collect();
        corners.extend(along.clone().map(|k| point(k, PIECES)));
        corners.extend(along.clone().map(|k| point(PIECES, PIECES - k)));
        corners.extend(along.map(|k| point(PIECES - k, 0)));
        let growth = enclosed(&corners) / cell;
        (corners, growth)
    };
    Ok((0..CELLS * CELLS).map(|k| outline(k / CELLS, k % CELLS)).collect())
}

/// The area inside a polygon, by the shoelace formula.
fn enclosed(corners: &[(f64, f64)]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0
}

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (name, shape) = (chosen(settings, "field", FIELDS), chosen(settings, "shape", SHAPES));
    let (size, t) = (settings.number("size"), settings.number("t"));
    let (u, start) = (code::field(name), code::outline(shape, size));
    let carried = code::carried(&u, &start)?;
    let [ratio, factor] = code::flow_volume(&carried, t);
    let (knot, n) = ((t * STEPS as f64).round() as usize, start.nrows() - 1);
    let outline = |knot: usize| {
        let state = carried.view(knot);
        (0..=n).map(|k| (state[[k % n, 0]], state[[k % n, 1]])).collect::<Vec<_>>()
    };
    let middle: Vec<(f64, f64)> = carried.particle(n).rows().into_iter().map(|x| (x[0], x[1])).collect();

    let mut shapes = Panel::new(
        Text::new("the shape at t = 0 and at time t", "图形在 t = 0 和时刻 t 的样子"),
        Axis::new(-2.7, 3.4, "x₁"),
        Axis::new(-1.9, 3.3, "x₂"),
    )
    .equal();
    shapes.line(Ink::Truth, 1.2, middle.iter().copied().take(knot + 1)).dashed();
    shapes.area(Ink::Noise, outline(0)).alpha(0.15);
    shapes.line(Ink::Noise, 1.6, outline(0));
    for mark in MARKS.into_iter().filter(|mark| 0.0 < *mark && *mark < t) {
        shapes.line(Ink::Muted, 1.0, outline((mark * STEPS as f64).round() as usize)).alpha(0.6);
    }
    if shape == "square" {
        for (corners, growth) in cells(&u, size, t)? {
            let (ink, full) = (if growth > 1.0 { Ink::Noise } else { Ink::Data }, growth.ln().abs() / FACTOR.ln());
            shapes.area(ink, corners.clone()).alpha(0.85 * full.min(1.0));
            shapes.line(Ink::Text, 0.6, corners.iter().chain(&corners[..1]).copied()).alpha(0.6);
        }
    } else {
        shapes.area(Ink::Data, outline(knot)).alpha(0.3);
    }
    shapes.line(Ink::Data, 2.0, outline(knot));
    shapes.dots(Ink::Truth, 2.6, [middle[knot]]);
    shapes.dots(Ink::Muted, 2.0, [(0.0, 0.0)]);
    shapes.label(Ink::Text, Text::new("t = 0", "t = 0"), (MIDDLE[0], MIDDLE[1] - HALF * size), Anchor::Below);

    let mut areas = Panel::new(
        Text::new("area S over area S₀ at the start", "面积之比 S/S₀"),
        Axis::new(0.0, 1.05, "t"),
        Axis::new(0.0, 1.3, "S/S₀"),
    );
    let at = |t: f64| code::flow_volume(&carried, t);
    let law = carried.grid.knots().iter().map(|t| (*t, at(*t)[1]));
    areas.line(Ink::Truth, 3.0, law).named(Text::new("exp ∫ div u along the middle", "exp ∫ div u，沿中心的轨迹"));
    let measured = areas.line(Ink::Method, 1.8, carried.grid.knots().iter().map(|t| (*t, at(*t)[0])));
    measured.named(Text::new("measured by the shoelace formula", "用鞋带公式算出"));
    areas.dots(Ink::Method, 2.6, MARKS.map(|mark| (mark, at(mark)[0])));
    areas.dots(Ink::Data, 4.8, [(t, ratio)]);

    Ok(Picture::default()
        .panel(shapes)
        .panel(areas)
        .reading("area", Text::new("area at t / area at 0", "时刻 t 的面积 / 时刻 0 的面积"), ratio, 3)
        .reading("factor", Text::new("exp ∫ div u along the middle", "exp ∫ div u，沿中心的轨迹"), factor, 3)
        .reading(
            "difference",
            Text::new("difference: the smaller the shape, the nearer to 0", "差：图形越小，越接近 0"),
            ratio - factor,
            3,
        )
        .call(format!("flow_volume(&carried(&field({name:?}), &outline({shape:?}, {size:?}))?, {t:?})")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::VectorField;
    use flowlab::prelude::s;

    #[test]
    fn the_first_areas_are_those_of_the_figure() {
        for t in MARKS {
            let picture = WIDGET.at(&format!("t={t}"));
            // RK4 at h = 1/100: |h A|^5/120 a step, 100 steps: 2e-8
            assert!((picture.number("area") - (-t).exp()).abs() < 1e-7);
            assert!((picture.number("factor") - (-t).exp()).abs() < 1e-7);
        }
        assert_eq!(WIDGET.at("").call, "flow_volume(&carried(&field(\"spiral\"), &outline(\"cat\", 1.0))?, 1.0)");
    }

    #[test]
    fn the_third_coordinate_is_the_divergence() {
        let places = Array2::from(vec![[2.3, -0.2, 0.0], [-1.0, 0.4, 0.0], [0.1, 3.0, 0.0]]);
        for (name, _) in FIELDS {
            let u = code::field(name);
            let third = u.at(0.0, &places).column(2).to_owned();
            // the third coordinate does not depend on itself: the divergence in three dimensions is that in two
            let divergence = u.divergence(0.0, places.view());
            // central differences: some 1e-10
            assert!((&third - &divergence).iter().all(|gap| gap.abs() < 1e-8), "{name}");
        }
    }

    #[test]
    fn the_outline_of_the_square_has_its_area_and_the_cells_fill_it() {
        for size in [0.125, 1.0] {
            let exact = (2.0 * HALF * size).powi(2);
            assert!((code::area(code::outline("square", size).view()) / exact - 1.0).abs() < 1e-12);
            let cells = cells(&code::field("uneven"), size, 0.0).unwrap();
            assert_eq!(cells.len(), CELLS * CELLS);
            assert!(cells.iter().all(|(_, growth)| (growth - 1.0).abs() < 1e-12));
        }
        for t in [0.3, 1.0] {
            let growths = cells(&code::field("uneven"), 1.0, t).unwrap();
            let mean = growths.iter().map(|(_, growth)| growth).sum::<f64>() / growths.len() as f64;
            let whole = WIDGET.at(&format!("field=uneven&shape=square&t={t}")).number("area");
            // the sides of a cell are 4 straight pieces, those of the whole 120
            assert!((mean / whole - 1.0).abs() < 2e-3, "{mean} {whole}");
        }
    }

    #[test]
    fn the_area_of_a_whole_is_the_mean_of_the_factors_inside_it() {
        // the determinant of the flow at the middles of 40 by 40 cells of the square, each from its own divergence
        let across = || (0..40).map(|k| HALF * ((2 * k + 1) as f64 / 40.0 - 1.0));
        let starts = across().flat_map(|y| across().map(move |x| [MIDDLE[0] + x, MIDDLE[1] + y, 0.0]));
        let starts = Array2::from(starts.collect::<Vec<_>>());
        let grid = TimeGrid::uniform(0.0, 1.0, STEPS).unwrap();
        let ends = simulate_ode_final(&code::field("uneven"), &Rk4, &grid, &starts).unwrap();
        let mean = ends.slice(s![.., 2]).mapv(f64::exp).mean().unwrap();
        let whole = WIDGET.at("field=uneven&shape=square&t=1").number("area");
        // the midpoint rule on cells of 0.033, and chords in place of curves: h²/24 of second derivatives of some 5
        assert!((mean / whole - 1.0).abs() < 1e-3, "{mean} {whole}");
    }

    #[test]
    fn for_a_small_shape_the_middle_speaks_for_the_whole() {
        let gap = |size: f64| WIDGET.at(&format!("field=uneven&shape=square&size={size}")).number("difference").abs();
        assert!(gap(0.125) < 2e-3);
        // the rest is of the second order in the size: about 4 for half of it
        assert!((3.0..5.0).contains(&(gap(0.5) / gap(0.25))), "{} {}", gap(0.5), gap(0.25));
    }
}
