//! `flow_distribution.gif`: a flow model's law moves from noise to data.

use flowlab::distribution::{Density, EightGaussians, Gaussian, GaussianMixture, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::ode::Rk4;
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::plot::{Anchor, Animation, ColourMap, Panel, Scene, Style, ink};
use flowlab::{Result, Seed, TimeGrid, Trajectory, simulate_ode};

use crate::drawing::points;
use crate::models::trained_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (300, 225);
const FRAMES: usize = 60;
/// Frames that rest at the start and at the end.
const REST: (usize, usize) = (5, 12);
const PARTICLES: usize = 450;
/// Particles whose way is drawn.
const TRACED: usize = 7;
const STEPS: usize = 120;
/// A drawn path has a corner at each so manieth knot.
const EVERY: usize = 3;
const HALF: (f64, f64) = (5.2, 3.9);
/// The density is shown in bands; tiles of this many CSS pixels.
const BANDS: f64 = 10.0;
const TILE: f64 = 2.5;
const SEED: Seed = Seed(20);

pub const FIGURE: Figure = Figure {
    id: "flow_distribution",
    caption: Text::new(
        r"A trained flow model: the flow of $u_t^\theta$ carries samples of the noise $p_{\mathrm{init}}$ (orange, $t = 0$) to samples of the data distribution $p_{\mathrm{data}}$ (blue, $t = 1$). Shading: the density that the exact flow has at time $t$ (square-root scale, each frame to its own peak). Ringed dots: seven samples with their paths.",
        r"学到的流模型：$u_t^\theta$ 的流把噪声 $p_{\mathrm{init}}$ 的样本（橙色，$t = 0$）带到数据分布 $p_{\mathrm{data}}$ 的样本（蓝色，$t = 1$）。底色：精确流在时刻 $t$ 的密度（按平方根着色，逐帧归一）。带圈的点：七个样本及其路径。",
    ),
    alt: Text::new(
        "A round cloud of dots splits into eight clusters on a circle; the paths of a few dots are drawn.",
        "一团圆形的点分裂成圆周上的八簇；其中几个点的路径画了出来。",
    ),
    make: Make::Animation(|style| Ok(draw(data(SEED)?, *style))),
};

/// The laws on the way, and the particles that the trained field moves.
pub struct Data {
    pub exact: MarginalField,
    pub particles: Trajectory,
}

pub fn data(seed: Seed) -> Result<Data> {
    let exact = MarginalField::new(GaussianPath::new(Schedule::Linear), EightGaussians);
    let noise = Gaussian::standard(2)?.sample(seed, PARTICLES)?;
    let field = trained_field("eight-gaussians")?;
    let particles = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &noise)?;
    Ok(Data { exact, particles })
}

/// The knot that a frame shows.
fn knot(frame: usize) -> usize {
    let moving = (FRAMES - 1 - REST.0 - REST.1) as f64;
    let time = (frame as f64 - REST.0 as f64).clamp(0.0, moving) / moving;
    (time * STEPS as f64).round() as usize
}

pub fn draw(data: Data, style: Style) -> Animation {
    Animation {
        frames: FRAMES,
        poster: REST.0 + (FRAMES - REST.0 - REST.1) * 4 / 5,
        delay: 6,
        frame: Box::new(move |frame| draw_frame(&data, knot(frame), &style)),
    }
}

fn draw_frame(data: &Data, knot: usize, style: &Style) -> Result<Scene> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let time = knot as f64 / STEPS as f64;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = Panel::on(area, style)
            .bare()
            .margin(0.0)
            .font(12.0)
            .x(-HALF.0..HALF.0, "")
            .y(-HALF.1..HALF.1, "")
            .draw()?;
        density(&mut panel, &data.exact.law(time)?, style)?;
        let now = points(&data.particles.state(knot));
        for k in 0..TRACED {
            let way: Vec<_> = points(&data.particles.particle(k))[..=knot].iter().copied().step_by(EVERY).collect();
            let shade = |i: usize| colours.at((i * EVERY) as f64 / STEPS as f64);
            panel.shaded_line(&way, 1.4, shade)?;
        }
        panel.dots(now.iter().copied(), 1.35, colours.at(time))?;
        for point in &now[..TRACED] {
            panel.knob(*point, 2.4, colours.at(time))?;
        }
        let corner = (-HALF.0, HALF.1);
        panel.label(&format!("$t = {time:.2}$"), corner, (8.0, 13.0), Anchor::Right, text)?;
        let name = if knot == 0 {
            "$X_0 \\sim p_{\\mathrm{init}}$"
        } else if knot == STEPS {
            "$X_1 \\sim p_{\\mathrm{data}}$"
        } else {
            return Ok(());
        };
        panel.label(name, (HALF.0, HALF.1), (-8.0, 13.0), Anchor::Left, colours.at(time))
    })
}

/// The density as bands of grey, each row of tiles in as few pieces as there are bands.
fn density(panel: &mut Panel<'_>, law: &GaussianMixture, style: &Style) -> Result<()> {
    let (columns, rows) = ((f64::from(SIZE.0) / TILE) as usize, (f64::from(SIZE.1) / TILE) as usize);
    let x = |column: f64| HALF.0 * (2.0 * column / columns as f64 - 1.0);
    let y = |row: f64| HALF.1 * (2.0 * row / rows as f64 - 1.0);
    let centres = Array2::from_shape_fn((rows * columns, 2), |(k, j)| {
        if j == 0 { x((k % columns) as f64 + 0.5) } else { y((k / columns) as f64 + 0.5) }
    });
    let log_density = law.log_density(&centres);
    let peak = log_density.fold(f64::NEG_INFINITY, |a, b| a.max(*b));
    // The square root keeps the thin parts visible.
    let band = |k: usize| (((log_density[k] - peak) / 2.0).exp() * BANDS).floor() / BANDS;
    let shades = ColourMap::amount(style, ink::ground(style).mix(ink::truth(style), 0.6));
    for row in 0..rows {
        let mut from = 0;
        for column in 1..=columns {
            let value = band(row * columns + from);
            if column == columns || band(row * columns + column) != value {
                if value > 0.0 {
                    let corner = (x(from as f64), y(row as f64));
                    panel.tile(corner, (x(column as f64), y(row as f64 + 1.0)), shades.at(value))?;
                }
                from = column;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODES: usize = 8;

    #[test]
    fn particles_end_at_the_modes_in_equal_shares() {
        let data = data(SEED).unwrap();
        let means: Vec<_> = data.exact.data().components().iter().map(|c| c.mean().clone()).collect();
        let mut counts = [0.0; MODES];
        for end in data.particles.last().outer_iter() {
            let distance = |k: usize| (&end - &means[k]).mapv(|v| v * v).sum().sqrt();
            let mode = (0..MODES).min_by(|a, b| distance(*a).total_cmp(&distance(*b))).unwrap();
            counts[mode] += 1.0;
        }
        // Binomial(450, 1/8) has sd 7; eight counts within 4.5 sd fail by chance once in 18 000 seeds.
        assert!(counts.iter().all(|count| (count - 56.25_f64).abs() < 4.5 * 7.0), "{counts:?}");
    }

    #[test]
    fn the_animation_rests_at_both_ends() {
        assert_eq!((knot(0), knot(REST.0), knot(FRAMES - 1 - REST.1), knot(FRAMES - 1)), (0, 0, STEPS, STEPS));
    }
}
