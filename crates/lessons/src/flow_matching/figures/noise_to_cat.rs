//! `noise_to_cat.png`: the course in one picture, noise that becomes a cat. The book sets it in motion, and shows it
//! where a page is shared.

use std::f64::consts::PI;

use flowlab::distribution::{Breed, Cats, GaussianMixture, Portrait};
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, Array2};
use flowlab::ode::Heun;
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Style, ink};
use flowlab::rand::Rng;
use flowlab::{Result, Seed, TimeGrid, Trajectory, simulate_ode};

use crate::drawing::points;
use crate::{Figure, Make};

/// The size of a preview on other sites, at two pixels a unit.
pub const SIZE: (u32, u32) = (600, 315);
const PARTICLES: usize = 2200;
const STEPS: usize = 32;
/// Pixels along a side of the portrait; its pixels are the centres of the data's law.
const SIDE: usize = 48;
/// Half the width of the portrait.
const REACH: f64 = 2.9;
/// Times of the three panels, as knots.
const SHOWN: [usize; 3] = [0, 21, STEPS];
/// The seed of the picture.
pub const SEED: Seed = Seed(7);

/// The picture.
pub const FIGURE: Figure = Figure {
    id: "noise_to_cat",
    caption: Text::new(
        "Noise becomes a cat. Each of 2200 points follows one and the same field $u_t$ from noise, $t = 0$, to a law whose samples draw a cat, $t = 1$. Nothing is learned here: for this law the field is known exactly.",
        "噪声变成一只猫。2200 个点都顺着同一个向量场 $u_t$ 走，从噪声（$t = 0$）走到 $t = 1$，这时各点的分布恰好画出一只猫。这里没有用到学习；对这个分布，向量场是精确已知的。",
    ),
    alt: Text::new(
        "Three stages: a round cloud of orange points; the points draw together and take on colours; the points form the portrait of a grey cat with amber eyes.",
        "三个阶段：一团圆形的橙色点；点逐渐聚拢并显出颜色；点组成一只灰猫的头像，眼睛是琥珀色。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The particles on their way, and the colour that each of them brings to the portrait.
pub struct Data {
    /// From noise, at the first knot, to the cat, at the last: places within ±[`WINDOW`](Data::WINDOW).
    pub particles: Trajectory,
    /// Red, green and blue of each particle.
    pub colours: Vec<[u8; 3]>,
}

impl Data {
    /// Half the width of the square in which the particles move.
    pub const WINDOW: f64 = 3.4;
}

/// The particles of a seed.
///
/// # Errors
/// None for the constants of this file.
pub fn data(seed: Seed) -> Result<Data> {
    let (means, colours) = portrait();
    let n = means.nrows();
    let sd = 0.35 * 2.0 * REACH / SIDE as f64;
    let law = GaussianMixture::isotropic(Array1::from_elem(n, 1.0 / n as f64), means.clone(), sd)?;
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), law);
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let particles = simulate_ode(&field, &Heun, &grid, &even_normal(seed, PARTICLES))?;
    let nearest = |place: (f64, f64)| {
        let distance = |k: usize| (means[[k, 0]] - place.0).powi(2) + (means[[k, 1]] - place.1).powi(2);
        (0..n).min_by(|a, b| distance(*a).total_cmp(&distance(*b))).unwrap_or_default()
    };
    let colours = points(&particles.last()).into_iter().map(|place| colours[nearest(place)]).collect();
    Ok(Data { particles, colours })
}

/// The places and colours of the pixels that show the cat: those that do not change with the ground behind it.
fn portrait() -> (Array2<f64>, Vec<[u8; 3]>) {
    let cat = Portrait {
        collar: false,
        mirrored: false,
        x: 0.0,
        y: 0.04,
        size: 1.05,
        tilt: 0.05,
        eye_colour: 0.2,
        openness: 0.98,
        pupil: 0.75,
        tone: 0.35,
        tail: 0.9,
        ..Cats::portraits_given(Breed::Grey, Seed(1), 1)[0]
    };
    let on = |ground_hue: f64| Portrait { ground_hue, ..cat }.render(SIDE, SIDE);
    let (picture, other) = (on(0.1), on(0.6));
    let colour = |row: usize, column: usize| [0, 1, 2].map(|k| picture[[row, column, k]]);
    let is_cat = |row: usize, column: usize| (0..3).all(|k| picture[[row, column, k]] == other[[row, column, k]]);
    let pixels: Vec<(usize, usize)> = (0..SIDE * SIDE).map(|k| (k / SIDE, k % SIDE)).collect();
    let shown: Vec<(usize, usize)> = pixels.into_iter().filter(|(row, column)| is_cat(*row, *column)).collect();
    let across = |k: usize| REACH * (2.0 * (k as f64 + 0.5) / SIDE as f64 - 1.0);
    let means =
        Array2::from_shape_fn((shown.len(), 2), |(k, j)| if j == 0 { across(shown[k].1) } else { -across(shown[k].0) });
    let colours = shown.iter().map(|(row, column)| colour(*row, *column).map(|part| (255.0 * part).round() as u8));
    (means, colours.collect())
}

/// A sample of N(0, I₂) that is spread more evenly than chance would (stratified): each ring of the same mass holds one
/// point, each turned by the golden angle from the last and then shaken.
fn even_normal(seed: Seed, n: usize) -> Array2<f64> {
    const SHAKE: f64 = 0.06;
    let mut rng = seed.stream(0);
    let mut places = Array2::zeros((n, 2));
    for (k, mut place) in places.outer_iter_mut().enumerate() {
        let share = (k as f64 + rng.random::<f64>()) / n as f64;
        let radius = (-2.0 * (1.0 - share).ln()).sqrt();
        let turn = PI * (3.0 - 5.0_f64.sqrt()) * k as f64 + 2.0 * rng.random::<f64>() / (k as f64 + 1.0).sqrt();
        place[0] = radius * turn.cos() + SHAKE * (rng.random::<f64>() - 0.5);
        place[1] = radius * turn.sin() + SHAKE * (rng.random::<f64>() - 0.5);
    }
    places
}

/// The particles at three times, beside each other.
///
/// # Errors
/// Those of the drawing.
pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (noise, text) = (ink::noise(style), ink::text(style));
    let last = data.particles.grid.knots().len() - 1;
    let words = ["$X_0 \\sim p_{\\mathrm{init}}$", "", "$X_1 \\sim p_{\\mathrm{data}}$"];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        // Three squares beside each other; the particles of one may reach into the next.
        let half = f64::from(SIZE.0) / f64::from(SIZE.1) * Data::WINDOW;
        let mut panel = Panel::on(area, style)
            .bare()
            .margin(0.0)
            .font(13.0)
            .x(-half..half, "")
            .y(-Data::WINDOW..Data::WINDOW, "")
            .draw()?;
        for ((knot, word), place) in SHOWN.into_iter().zip(words).zip([-0.655, 0.02, 0.665]) {
            let time = knot as f32 / last as f32;
            let scale = 0.72;
            for (particle, rgb) in points(&data.particles.state(knot)).into_iter().zip(&data.colours) {
                let colour = noise.mix(Colour { rgb: *rgb, alpha: 1.0 }, time);
                let point = (place * half + scale * particle.0, 0.2 + scale * particle.1);
                panel.dots([point], 1.75, colour)?;
            }
            let foot = (place * half, -0.9 * Data::WINDOW);
            let word = if word.is_empty() { format!("$t = {:.2}$", knot as f64 / last as f64) } else { word.into() };
            panel.label(&word, foot, (0.0, 0.0), Anchor::Centre, text)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noise_is_standard_normal() {
        let places = even_normal(SEED, PARTICLES);
        for column in places.columns() {
            // Stratified: far closer than chance, whose standard errors are 0.022 and 0.032.
            assert!(column.mean().unwrap().abs() < 0.02 && (column.var(0.0) - 1.0).abs() < 0.03);
        }
    }

    #[test]
    fn the_particles_end_on_the_cat() {
        let data = data(SEED).unwrap();
        let (means, _) = portrait();
        let pixel = 2.0 * REACH / SIDE as f64;
        let off = points(&data.particles.last()).into_iter().filter(|place| {
            let distance = |k: usize| (means[[k, 0]] - place.0).hypot(means[[k, 1]] - place.1);
            (0..means.nrows()).all(|k| distance(k) > 1.5 * pixel)
        });
        // The standard deviation about a centre is 0.35 pixels; the steps of Heun's method add a little.
        assert!(off.count() < PARTICLES / 50);
    }
}
