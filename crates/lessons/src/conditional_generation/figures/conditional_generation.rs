//! `conditional_generation.png`: the same noise under two labels in the plane, the same random numbers under two labels
//! for pictures.

use flowlab::distribution::{Breed, Cats, Density, Gaussian, GaussianMixture, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, Array2, Array3, array};
use flowlab::ode::Rk4;
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, Seed, TimeGrid, simulate_ode_final};

use crate::drawing::{contours, density_at_knots, linspace, points};
use crate::{Figure, Make};

/// Sizes and places are in CSS pixels, right and down from the left upper corner.
const SIZE: (u32, u32) = (680, 344);
/// Left upper corners and sides of the squares: the noise, and what it becomes under either label.
const NOISE: ((f64, f64), f64) = ((8.0, 106.0), 132.0);
const ENDS: [((f64, f64), f64); 2] = [((238.0, 30.0), 134.0), ((238.0, 180.0), 134.0)];
/// The cats: left sides of the columns, tops of the rows, side.
const COLUMNS: [f64; 3] = [396.0, 490.0, 584.0];
const CAT_ROWS: [f64; 2] = [45.0, 211.0];
const CAT: f64 = 88.0;
/// Where the die stands between both rows, and half its side.
const CAT_MIDDLE: f64 = 172.0;
const DIE: f64 = 8.0;

const SEED: Seed = Seed(6);
/// Noises, the first of which are joined with what they become.
const SAMPLES: usize = 400;
const JOINED: usize = 9;
/// The squares show from -REACH to REACH on both axes.
const REACH: f64 = 3.2;
const STEPS: usize = 100;
/// Knots of the densities along a side, and their levels.
const KNOTS: usize = 97;
const LEVELS: [f64; 3] = [0.02, 0.06, 0.12];

const CATS: Seed = Seed(20);
const LABELS: [Breed; 2] = [Breed::GingerTabby, Breed::Tuxedo];
/// Pixels of a cat for each CSS pixel.
const FINE: usize = 2;

pub const FIGURE: Figure = Figure {
    id: "conditional_generation",
    caption: Text::new(
        "A label says which law to sample. Left: a flow for $y = 0$ carries the noise (orange) into the one law (blue), a flow for $y = 1$ carries the same noise into the other (purple); lines join a noise with what it becomes. Right, no flow: the program that draws the cats, three times with the same random numbers (dice) under two labels. It keeps pose, eyes and ground; a flow need not.",
        "标签决定从哪个分布采样。左：$y = 0$ 的流把噪声（橙色）送到一个分布（蓝色），$y = 1$ 的流把同一批噪声送到另一个分布（紫色）；细线连接噪声与它变成的样本。右：这里没有流，是画猫的程序用同样的随机数（骰子）在两个标签下各画一遍，共三组。它保持姿态、眼睛和背景不变，而流不一定如此。",
    ),
    alt: Text::new(
        "On the left a round cloud of orange dots; thin lines lead from nine of them up to nine blue dots of a crescent and down to nine purple dots of three round clouds. On the right three pairs of cats, above ginger, below black and white, between them a die from which an arrow leads to each; both cats of a pair have the same pose and the same ground.",
        "左边是橙色点组成的圆形点云，从其中九个点出发的细线，向上连到蓝色新月形中的九个点，向下连到三个紫色圆团中的九个点。右边是三对猫，上面是橘猫，下面是奶牛猫，中间有一颗骰子，向两只猫各引出一支箭头；每一对的姿态和背景都相同。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

pub struct Data {
    /// The noise, (n, 2), and what it becomes under either label.
    pub noise: Array2<f64>,
    pub ends: [Array2<f64>; 2],
    /// Each label's cats: (height, width, 3).
    pub cats: [Vec<Array3<f64>>; 2],
}

/// The laws given either label: a crescent, and three round hills.
fn laws() -> Result<[GaussianMixture; 2]> {
    let angles = linspace(0.15, 2.99, 9);
    let crescent = Array2::from_shape_fn((9, 2), |(k, axis)| {
        let (sin, cos) = angles[k].sin_cos();
        [2.1 * cos, 2.3 * sin - 1.1][axis]
    });
    let equal = |n: usize| Array1::from_elem(n, 1.0 / n as f64);
    let hills = array![[-1.75, -1.1], [1.75, -1.1], [0.0, 1.75]];
    Ok([GaussianMixture::isotropic(equal(9), crescent, 0.3)?, GaussianMixture::isotropic(equal(3), hills, 0.42)?])
}

pub fn data() -> Result<Data> {
    let noise = Gaussian::standard(2)?.sample(SEED, SAMPLES)?;
    let [crescent, hills] = laws()?;
    let end = |law: GaussianMixture| {
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), law);
        simulate_ode_final(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &noise)
    };
    let pixels = FINE * CAT as usize;
    let cats = |breed: Breed| {
        let cats = Cats::portraits_given(breed, CATS, COLUMNS.len());
        cats.iter().map(|cat| cat.render(pixels, pixels)).collect()
    };
    Ok(Data { ends: [end(crescent)?, end(hills)?], cats: LABELS.map(cats), noise })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (orange, inks, text) = (ink::noise(style), inks(style), ink::text(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let [width, height] = [SIZE.0, SIZE.1].map(f64::from);
        let mut panel =
            Panel::on(area, style).bare().margin(0.0).font(13.0).x(0.0..width, "").y(0.0..height, "").draw()?;
        cloud(&mut panel, NOISE, &Gaussian::standard(2)?, &data.noise, orange, style)?;
        for (k, law) in laws()?.iter().enumerate() {
            cloud(&mut panel, ENDS[k], law, &data.ends[k], inks[k], style)?;
        }
        let start = places(NOISE, &data.noise);
        for k in 0..2 {
            for (from, to) in start.iter().zip(places(ENDS[k], &data.ends[k])).take(JOINED) {
                panel.arrow(*from, to, Stroke::new(inks[k].alpha(0.75), 1.0))?;
                panel.knob(to, 3.0, inks[k])?;
            }
        }
        for from in &start[..JOINED] {
            panel.knob(*from, 3.0, orange)?;
        }
        let middle = |((left, _), side): ((f64, f64), f64)| left + side / 2.0;
        let words = Text::new("noise", "噪声");
        panel.label(words.get(style.lang), at(middle(NOISE), 92.0), (0.0, 0.0), Anchor::Centre, orange)?;
        for (k, down) in [18.0, 328.0].into_iter().enumerate() {
            let words = format!("$p_{{\\mathrm{{data}}}}(z\\,|\\,y = {k})$");
            panel.label(&words, at(middle(ENDS[k]), down), (0.0, 0.0), Anchor::Centre, inks[k])?;
        }
        for (k, breed) in LABELS.iter().enumerate() {
            for (cat, left) in data.cats[k].iter().zip(COLUMNS) {
                picture(&mut panel, cat, (left, CAT_ROWS[k]))?;
                let (edge, half) = ([CAT_ROWS[0] + CAT, CAT_ROWS[1]][k], left + CAT / 2.0);
                panel.arrow(at(half, CAT_MIDDLE), at(half, edge), Stroke::new(inks[k], 1.6))?;
            }
            let words = format!("$y$ = {}", breed.name().get(style.lang));
            let down = [CAT_ROWS[0] - 15.0, CAT_ROWS[1] + CAT + 16.0][k];
            panel.label(&words, at(COLUMNS[1] + CAT / 2.0, down), (0.0, 0.0), Anchor::Centre, text)?;
        }
        for left in COLUMNS {
            die(&mut panel, left + CAT / 2.0, style)?;
        }
        Ok(())
    })
}

/// A place of the picture, right and down from its left upper corner, in the panel's coordinates.
fn at(right: f64, down: f64) -> (f64, f64) {
    (right, f64::from(SIZE.1) - down)
}

/// A die that shows five: the random numbers of a column.
fn die(panel: &mut Panel<'_>, middle: f64, style: &Style) -> Result<()> {
    let place = |right: f64, down: f64| at(middle + right * DIE, CAT_MIDDLE + down * DIE);
    panel.tile(place(-1.0, 1.0), place(1.0, -1.0), ink::muted(style))?;
    let pips = [(0.0, 0.0), (0.5, 0.5), (0.5, -0.5), (-0.5, 0.5), (-0.5, -0.5)];
    panel.dots(pips.map(|(right, down)| place(right, down)), 1.4, ink::ground(style))
}

/// The colours of the two labels.
fn inks(style: &Style) -> [Colour; 2] {
    [ink::data(style), ink::other_method(style)]
}

/// Where points of the plane stand in a square.
fn places(((left, top), side): ((f64, f64), f64), rows: &Array2<f64>) -> Vec<(f64, f64)> {
    let unit = side / (2.0 * REACH);
    points(rows).into_iter().map(|(x, y)| at(left + (x + REACH) * unit, top + (REACH - y) * unit)).collect()
}

/// A square with the contours of a law and samples of it.
fn cloud(
    panel: &mut Panel<'_>,
    square: ((f64, f64), f64),
    law: &impl Density,
    samples: &Array2<f64>,
    colour: Colour,
    style: &Style,
) -> Result<()> {
    let ((left, top), side) = square;
    let corners = [at(left, top + side), at(left + side, top)];
    panel.tile(corners[0], corners[1], ink::grid(style).alpha(0.45))?;
    let window = [(corners[0].0, corners[1].0), (corners[0].1, corners[1].1)];
    for level in LEVELS {
        for line in contours(window, &density_at_knots(law, REACH, KNOTS), level) {
            panel.polygon(line, colour.alpha(0.16))?;
        }
    }
    let inside = |p: &(f64, f64)| window[0].0 < p.0 && p.0 < window[0].1 && window[1].0 < p.1 && p.1 < window[1].1;
    panel.dots(places(square, samples).into_iter().filter(inside), 1.1, colour.alpha(0.55))
}

/// A picture of [`FINE`] pixels for each CSS pixel.
fn picture(panel: &mut Panel<'_>, z: &Array3<f64>, (left, top): (f64, f64)) -> Result<()> {
    let pixel = 1.0 / FINE as f64;
    for (i, row) in z.outer_iter().enumerate() {
        for (j, z) in row.outer_iter().enumerate() {
            let (right, down) = (left + j as f64 * pixel, top + i as f64 * pixel);
            let rgb = [0, 1, 2].map(|c| (255.0 * z[c]).round() as u8);
            panel.tile(at(right, down), at(right + pixel, down + pixel), Colour { rgb, alpha: 1.0 })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::metrics::{energy_distance, energy_distance_null};

    #[test]
    fn each_label_makes_of_the_noise_samples_of_its_own_law() {
        let data = data().unwrap();
        for (law, ends) in laws().unwrap().iter().zip(&data.ends) {
            let drawn = law.sample(Seed(5), SAMPLES).unwrap();
            let (found, null) = (energy_distance(ends, &drawn).unwrap(), energy_distance_null(ends, &drawn).unwrap());
            // The distance of two true samples has the mean `null`; of 400 pairs of this size 7 were above 3 times it.
            assert!(found < 3.0 * null, "{found} {null}");
        }
    }

    #[test]
    fn the_cats_of_a_column_differ_in_their_breed_alone() {
        let [first, second] = LABELS.map(|breed| Cats::portraits_given(breed, CATS, COLUMNS.len()));
        for (a, b) in first.iter().zip(&second) {
            assert_eq!(a.values(), b.values());
            assert_ne!(a.breed, b.breed);
        }
    }
}
