//! Three hills in the plane, the first of which is the class that is asked for: their fields at one moment, and what a
//! classifier says there.

use flowlab::distribution::GaussianMixture;
use flowlab::ndarray::{Array2, Axis};
use flowlab::path::{Coefficients, Guided, MarginalField, Schedule};
use flowlab::plot::{Area, Colour, ColourMap, Panel, Stroke, Style, ink};
use flowlab::{Result, VectorField};

use crate::drawing::{contours, density_at_knots, outline, points, tiles};
use crate::models::{exact_field, three_hills};

/// The moment that the pictures of arrows show.
const NOW: f64 = 0.5;
/// They show the square from -REACH to REACH.
pub const REACH: f64 = 2.2;
/// Length of the arrow of speed 1.
const UNIT: f64 = 0.15;
/// Knots of a density and tiles of a map along a side, and the levels of a density.
const KNOTS: usize = 89;
const TILES: usize = 72;
const LEVELS: usize = 7;

/// The guided field u + w (u_y - u) with the exact fields to all data and to the law of one class.
pub fn guided(
    data: GaussianMixture,
    class: impl Into<GaussianMixture>,
    w: f64,
) -> Result<Guided<MarginalField, MarginalField>> {
    Guided::new(exact_field(data), exact_field(class), w)
}

/// The hills as they are now, with their fields.
pub struct Hills {
    all: MarginalField,
    given: MarginalField,
}

impl Hills {
    pub fn new() -> Result<Hills> {
        let data = three_hills()?;
        let given = exact_field(data.components()[0].clone());
        Ok(Hills { all: exact_field(data), given })
    }

    /// The field to all hills at the rows of x: (n, 2).
    pub fn u(&self, x: &Array2<f64>) -> Array2<f64> {
        self.all.at(NOW, x)
    }

    /// The field to the class.
    pub fn u_given(&self, x: &Array2<f64>) -> Array2<f64> {
        self.given.at(NOW, x)
    }

    /// What a classifier adds to the field: D/α times the gradient of log p(y | x), by Bayes the difference of two scores.
    pub fn push(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        let Coefficients { alpha, beta, .. } = Schedule::Linear.coefficients(NOW);
        Ok((self.given.score(NOW, x)? - self.all.score(NOW, x)?) * (beta / alpha))
    }

    /// Shades the panel by the density of all data, or by that of the class.
    pub fn shade_density(&self, panel: &mut Panel<'_>, of_class: bool, colour: Colour) -> Result<()> {
        let law = if of_class { self.given.law(NOW)? } else { self.all.law(NOW)? };
        let density = density_at_knots(&law, REACH, KNOTS);
        let peak = density.fold(0.0_f64, |peak, p| peak.max(*p));
        for level in 1..LEVELS {
            for line in contours([(-REACH, REACH); 2], &density, peak * level as f64 / LEVELS as f64) {
                panel.polygon(line, colour.alpha(0.11))?;
            }
        }
        Ok(())
    }

    /// Shades the panel by the probability of the class given the place: nothing for 0, the full ink for 1.
    pub fn shade_posterior(&self, panel: &mut Panel<'_>, colour: Colour, style: &Style) -> Result<()> {
        const SHADES: f64 = 60.0;
        let middle = |k: usize| REACH * ((2 * k + 1) as f64 / TILES as f64 - 1.0);
        let places = Array2::from_shape_fn((TILES * TILES, 2), |(k, axis)| middle([k / TILES, k % TILES][axis]));
        let probability = self.all.law(NOW)?.responsibilities(&places);
        let shades = ColourMap::amount(style, colour);
        tiles(panel, [(-REACH, REACH); 2], (TILES, TILES), |column, row| {
            let share = probability[[column * TILES + row, 0]];
            shades.at(0.5 * (share * SHADES).round() / SHADES)
        })
    }
}

/// The middles of n by n cells, a row for each: (n n, 2).
pub fn cells(n: usize) -> Array2<f64> {
    let middle = |k: usize| REACH * ((2 * k + 1) as f64 / n as f64 - 1.0);
    Array2::from_shape_fn((n * n, 2), |(k, axis)| middle(if axis == 0 { k % n } else { k / n }))
}

/// The square of the plane in an area, without axes.
pub fn square<'a>(area: &'a Area, font: f64, style: &Style) -> Result<Panel<'a>> {
    let panel = Panel::on(area, style).bare().margin(0.0).font(font);
    panel.x(-REACH..REACH, "").y(-REACH..REACH, "").draw()
}

/// Its sides.
pub fn frame(panel: &mut Panel<'_>, style: &Style) -> Result<()> {
    outline(panel, [(-REACH, REACH); 2], Stroke::new(ink::truth(style), 0.9))
}

/// An arrow at each place along its velocity, all on one scale.
pub fn arrows(panel: &mut Panel<'_>, places: &Array2<f64>, u: &Array2<f64>, stroke: Stroke) -> Result<()> {
    for (from, (u1, u2)) in points(places).into_iter().zip(points(u)) {
        panel.arrow(from, (from.0 + UNIT * u1, from.1 + UNIT * u2), stroke)?;
    }
    Ok(())
}

/// The first row of an array as a point.
pub fn first(rows: &Array2<f64>) -> (f64, f64) {
    let row = rows.index_axis(Axis(0), 0);
    (row[0], row[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_of_the_class_is_that_of_all_and_the_push_of_the_classifier() {
        let (hills, x) = (Hills::new().unwrap(), cells(7));
        let gap = hills.u(&x) + hills.push(&x).unwrap() - hills.u_given(&x);
        // some roundings of numbers below 10, by β/α = 1
        assert!(gap.iter().all(|gap| gap.abs() < 1e-13), "{gap}");
    }

    #[test]
    fn the_push_goes_uphill_of_the_probability_of_the_class() {
        let (hills, x, step) = (Hills::new().unwrap(), cells(5), 1e-3);
        let push = hills.push(&x).unwrap();
        let probability = |x: &Array2<f64>| hills.all.law(NOW).unwrap().responsibilities(x).column(0).to_owned();
        let up = probability(&(&x + step * &push)) - probability(&x);
        assert!(up.iter().all(|up| *up > 0.0), "{up}");
    }
}
