//! `moving_density.png`: a density that moves along its field: mass between two flow lines stays, scores point uphill.

use flowlab::distribution::{Gaussian, GaussianMixture};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::ode::Rk4;
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::plot::{Anchor, Area, ColourMap, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::statrs::distribution::{ContinuousCDF, Normal};
use flowlab::{Result, TimeGrid, Trajectory, simulate_ode};

use crate::drawing::{curve, density, linspace, numbers_below, numbers_left, outline, tiles};
use crate::models::{MEAN, SD};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 404);
/// Shares of the mass below the flow lines that are drawn, and below the two that bound the interval.
const LINES: usize = 20;
const BOUNDS: [usize; 2] = [11, 16];
const STEPS: usize = 400;
/// The window goes from -REACH to REACH; its tiles are this many CSS pixels wide and high.
const REACH: f64 = 3.4;
const TILE: f64 = 1.0;
/// The density that has the full colour.
const FULL: f64 = 0.45;
/// The times that stand alone at the right.
const TIMES: [f64; 3] = [0.1, 0.6, 0.9];
/// Where the arrows of the score start, and the length of score 1 in units of x.
const ARROWS: usize = 9;
const UNIT: f64 = 0.09;

pub const FIGURE: Figure = Figure {
    id: "moving_density",
    caption: Text::new(
        "A density on the move. Left: $p_t(x)$ (hue: time; depth: density) and trajectories of its exact field $u_t$. Two neighbouring trajectories enclose the same mass at every time, the two bold ones $0.25$: mass is carried, never made or lost. Said for every small interval, this is the continuity equation $\\partial_t p_t + \\partial_x(p_t u_t) = 0$. Right: three moments with the same piece of mass. Arrows: the score $\\partial_x \\log p_t(x)$; it points to where the density grows. Around a hill its length is the distance from the top divided by the variance: at the same distance, the narrower the hill, the longer the arrow.",
        "移动的密度。左：$p_t(x)$（色相表示时间，深浅表示密度）和精确向量场 $u_t$ 的轨迹。相邻两条轨迹之间的质量处处时时相同，两条粗线之间是 $0.25$：质量只被搬运，既不产生也不消失。对每个小区间写出质量守恒，就得到连续性方程 $\\partial_t p_t + \\partial_x(p_t u_t) = 0$。右：三个时刻的密度和同一份质量。箭头：得分函数 $\\partial_x \\log p_t(x)$，指向密度增大的方向。在一座峰附近，箭头的长度等于到峰顶的距离除以方差：距离相同时，峰越窄，箭头越长。",
    ),
    alt: Text::new(
        "On the left a map over time and place: one broad ridge splits into two narrow ones, thin curves follow it, and between two bold curves stands 0.25 at three times. On the right the density at t = 0.1, 0.6 and 0.9, each with a shaded piece of area 0.25 and a row of arrows that point towards the nearest hill.",
        "左边是以时间和位置为坐标的密度图：一条宽脊分成两条窄脊，细曲线随之而行，两条粗曲线之间在三个时刻都标着 0.25。右边是 t = 0.1、0.6、0.9 的密度，各有一块面积为 0.25 的阴影和一排指向附近峰顶的箭头。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

pub struct Data {
    pub field: MarginalField,
    /// The trajectories that cut the mass into [`LINES`] equal shares, without the two at infinity.
    pub lines: Trajectory,
}

pub fn data() -> Result<Data> {
    let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-MEAN], [MEAN]], SD)?;
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), mixture);
    let normal = Normal::standard();
    let starts = Array2::from_shape_fn((LINES - 1, 1), |(k, _)| normal.inverse_cdf((k + 1) as f64 / LINES as f64));
    let lines = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &starts)?;
    Ok(Data { field, lines })
}

impl Data {
    /// The places at time t of the two lines that bound the interval.
    fn bounds(&self, t: f64) -> [f64; 2] {
        let knot = (t * STEPS as f64).round() as usize;
        BOUNDS.map(|line| self.lines.states[[knot, line - 1, 0]])
    }

    /// The mass between them.
    fn mass(&self, t: f64) -> Result<f64> {
        let (law, normal, [low, high]) = (self.field.law(t)?, Normal::standard(), self.bounds(t));
        let below = |x: f64| {
            let parts = law.components().iter().zip(law.weights());
            let part = |part: &Gaussian| normal.cdf((x - part.mean()[0]) / part.covariance()[[0, 0]].sqrt());
            parts.map(|(component, weight)| weight * part(component)).sum::<f64>()
        };
        Ok(below(high) - below(low))
    }
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        map(&area.clone().shrink((px(44.0), px(36.0)), (px(372.0), px(312.0))), data, style)?;
        for (k, t) in TIMES.into_iter().enumerate() {
            let top = 36.0 + 108.0 * k as f64;
            moment(&area.clone().shrink((px(452.0), px(top)), (px(216.0), px(96.0))), data, t, k, style)?;
        }
        Ok(())
    })
}

/// The density over time and place, and the flow lines.
fn map(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let (hues, text, muted) = (ColourMap::time(style), ink::text(style), ink::muted(style));
    let window = [(0.0, 1.0), (-REACH, REACH)];
    let mut panel = Panel::on(area, style).bare().margin(0.0).font(13.0).y(-REACH..REACH, "").draw()?;
    let scale = panel.scale();
    let (columns, rows) = ((scale.0 / TILE).round() as usize, (2.0 * REACH * scale.1 / TILE).round() as usize);
    let middle = |row: usize| REACH * ((2 * row + 1) as f64 / rows as f64 - 1.0);
    let places: Vec<f64> = (0..rows).map(middle).collect();
    let mut columns_of = Vec::new();
    for column in 0..columns {
        let t = (column as f64 + 0.5) / columns as f64;
        columns_of.push((hues.at(t), density(&data.field.law(t)?, &places)));
    }
    tiles(&mut panel, window, (columns, rows), |column, row| {
        const SHADES: f64 = 120.0;
        let (hue, density) = &columns_of[column];
        let share = (density[row] / FULL * SHADES).round() / SHADES;
        ink::ground(style).mix(*hue, share.min(1.0) as f32)
    })?;
    let line = |k: usize| curve(data.lines.grid.knots(), &data.lines.particle(k - 1).column(0).to_owned());
    for k in 1..LINES {
        panel.line(line(k), Stroke::new(text.alpha(0.45), 0.8))?;
    }
    let piece = line(BOUNDS[0]).into_iter().chain(line(BOUNDS[1]).into_iter().rev());
    panel.polygon(piece, text.alpha(0.16))?;
    for k in BOUNDS {
        panel.line(line(k), Stroke::new(text, 2.2))?;
    }
    for t in TIMES {
        panel.dashes([(t, -REACH), (t, REACH)], Stroke::new(muted, 0.9), (4.0, 3.5))?;
        let [low, high] = data.bounds(t);
        let mass = format!("{:.2}", data.mass(t)?);
        panel.label(&mass, (t, (low + high) / 2.0), (0.0, 0.0), Anchor::Centre, text)?;
    }
    outline(&mut panel, window, Stroke::new(muted, 0.9))?;
    numbers_below(&mut panel, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], -REACH, style)?;
    numbers_left(&mut panel, &[-2.0, 0.0, 2.0], 0.0, style)?;
    panel.label("$t$", (0.5, -REACH), (0.0, 25.0), Anchor::Below, text)?;
    panel.label("$x$", (0.0, 0.86 * REACH), (-9.0, 0.0), Anchor::Left, text)?;
    let title = "$\\partial_t p_t(x) + \\partial_x (p_t(x)\\,u_t(x)) = 0$";
    panel.label(title, (0.5, REACH), (0.0, -9.0), Anchor::Above, text)
}

/// The density at one time, the piece of mass, and the score.
fn moment(area: &Area, data: &Data, t: f64, k: usize, style: &Style) -> Result<()> {
    const LOW: f64 = -0.13;
    let (hue, text, muted) = (ColourMap::time(style).at(t), ink::text(style), ink::muted(style));
    let law = data.field.law(t)?;
    let mut panel = Panel::on(area, style).bare().margin(0.0).font(13.0).x(-REACH..REACH, "").y(LOW..0.5, "").draw()?;
    let rim = |low: f64, high: f64| {
        let places = linspace(low, high, 201);
        let density = density(&law, &places);
        places.into_iter().zip(density).collect::<Vec<_>>()
    };
    let filled = |low: f64, high: f64| [(low, 0.0)].into_iter().chain(rim(low, high)).chain([(high, 0.0)]);
    let [low, high] = data.bounds(t);
    panel.polygon(filled(-REACH, REACH), hue.alpha(0.25))?;
    panel.polygon(filled(low, high), hue.alpha(0.75))?;
    panel.line(rim(-REACH, REACH), Stroke::new(hue, 1.8))?;
    for x in [low, high] {
        panel.line([(x, 0.0), (x, rim(x, REACH)[0].1)], Stroke::new(text, 1.4))?;
    }
    panel.line([(-REACH, 0.0), (REACH, 0.0)], Stroke::new(muted, 0.9))?;
    for x in linspace(-0.9 * REACH, 0.9 * REACH, ARROWS) {
        let score = data.field.score(t, &array![[x]])?[[0, 0]];
        panel.arrow((x, 0.55 * LOW), (x + UNIT * score, 0.55 * LOW), Stroke::new(ink::method(style), 1.6))?;
        panel.dots([(x, 0.55 * LOW)], 1.5, ink::method(style))?;
    }
    panel.label(&format!("$t = {t}$"), (-REACH, 0.44), (2.0, 0.0), Anchor::Right, text)?;
    if k == 0 {
        panel.label("$p_t(x)$", (REACH, 0.44), (-2.0, 0.0), Anchor::Left, text)?;
    }
    if k + 1 == TIMES.len() {
        let words = Text::new(
            "score $\\partial_x\\,\\mathrm{log}\\,p_t(x)$",
            "得分函数 $\\partial_x\\,\\mathrm{log}\\,p_t(x)$",
        );
        panel.label(words.get(style.lang), (0.0, LOW), (0.0, 22.0), Anchor::Below, ink::method(style))?;
        for x in [-2.0, 0.0, 2.0] {
            panel.label(&number(x), (x, LOW), (0.0, 2.0), Anchor::Below, muted)?;
        }
        panel.label("$x$", (REACH, LOW), (-4.0, 2.0), Anchor::Below, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mass_between_two_flow_lines_stays() {
        let data = data().unwrap();
        let share = (BOUNDS[1] - BOUNDS[0]) as f64 / LINES as f64;
        for t in linspace(0.0, 1.0, 11) {
            // Runge and Kutta's error at 400 steps is below 1e-7
            let mass = data.mass(t).unwrap();
            assert!((mass - share).abs() < 1e-6, "{t}: {mass}");
        }
    }

    #[test]
    fn no_density_is_beyond_the_colours() {
        let field = data().unwrap().field;
        for t in linspace(0.0, 1.0, 101) {
            let law = field.law(t).unwrap();
            assert!(density(&law, &linspace(-REACH, REACH, 401)).iter().all(|p| *p <= FULL), "{t}");
        }
    }
}
