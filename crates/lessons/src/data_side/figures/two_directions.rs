//! `two_directions.png`: three data points that are destroyed, and the same film run backwards, with noise and without.

use flowlab::distribution::GaussianMixture;
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::plot::{Anchor, Area, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::{Noising, Reversed};
use flowlab::sde::EulerMaruyama;
use flowlab::{BrownianPath, Result, Seed, TimeGrid, simulate_sde};

use crate::drawing::{curve, key, linspace, numbers_below, numbers_left, outline};
use crate::models::noise_quantiles;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 400);
/// The data: three hills, so narrow that they are points to the eye.
const POINTS: [f64; 3] = [-2.2, 0.3, 1.9];
const SD: f64 = 0.03;
/// The rate b at both ends of [0, 1].
const RATES: (f64, f64) = (0.5, 11.5);
const STEPS: usize = 4000;
/// Of so many steps one is drawn.
const THINNED: usize = 10;
/// Paths from each point, and paths back.
const FROM_EACH: usize = 3;
const BACK: usize = 7;
const REACH: f64 = 3.9;
const SEED: Seed = Seed(161);
/// Of the noise on the way back.
const SEED_BACK: Seed = Seed(162);

pub const FIGURE: Figure = Figure {
    id: "two_directions",
    caption: Text::new(
        "One noising process, seen twice; the time $r$ runs from data to noise. Left: nine paths from three data points, left to right. Right: seven starts in the noise, right to left, by the reverse-time SDE (green) and by the ODE (purple). Blue bands: the law of $Y_r$ given each of the three points, two standard deviations about the mean. They are the same on both sides.",
        "同一个加噪过程，看两遍；时间 $r$ 从数据走向噪声。左：从三个数据点出发的九条路径，从左向右走。右：从噪声里的七个起点从右向左走，绿色是反向随机微分方程，紫色是常微分方程。蓝色带：给定三个点中的一个时 $Y_r$ 的分布，均值上下各两个标准差。两边的带相同。",
    ),
    alt: Text::new(
        "Two panels with the same three bands that start narrow at three heights on the left and merge into one wide band on the right. In the left panel ragged paths leave the three points. In the right panel ragged and smooth paths come from the wide band and arrive at the three points.",
        "两幅图中都有三条带，在左端很窄，位于三个高度，到右端合成一条宽带。左图中，锯齿状的路径离开三个点。右图中，锯齿状的路径和光滑的路径从宽带出发，到达那三个点。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

type Path = Vec<(f64, f64)>;

/// Paths over the time r.
pub struct Data {
    pub noising: Vec<Path>,
    pub shaken: Vec<Path>,
    pub smooth: Vec<Path>,
}

fn process() -> Result<Noising> {
    Noising::vp(1, RATES.0, RATES.1, 1.0)
}

pub fn data(seed: Seed) -> Result<Data> {
    let process = process()?;
    let points = Array2::from_shape_fn((3, 1), |(k, _)| POINTS[k]);
    let law = GaussianMixture::isotropic(array![1.0, 1.0, 1.0] / 3.0, points, SD)?;
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let from = Array2::from_shape_fn((3 * FROM_EACH, 1), |(k, _)| POINTS[k % 3]);
    let w = BrownianPath::sample(seed, &grid, from.nrows(), 1)?;
    let ways = simulate_sde(&process, &EulerMaruyama, &w, &from)?;
    let noising = (0..from.nrows()).map(|k| thinned(curve(grid.knots(), &ways.particle(k).column(0).to_owned())));
    let noising = noising.collect();
    let back = |k: f64| -> Result<Vec<Path>> {
        let reversed = Reversed::new(process, law.clone(), k)?;
        let w = BrownianPath::sample(SEED_BACK, &grid, BACK, 1)?;
        let ways = simulate_sde(&reversed, &EulerMaruyama, &w, &noise_quantiles(BACK)?)?;
        let path = |k: usize| {
            let path = curve(grid.knots(), &ways.particle(k).column(0).to_owned());
            thinned(path).into_iter().map(|(s, x)| (1.0 - s, x)).collect()
        };
        Ok((0..BACK).map(path).collect())
    };
    Ok(Data { noising, shaken: back(1.0)?, smooth: back(0.0)? })
}

fn thinned(path: Path) -> Path {
    path.into_iter().step_by(THINNED).collect()
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let text = ink::text(style);
    let [shaken, smooth] = [ink::method(style), ink::other_method(style)];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (side, paths) in [&data.noising, &data.shaken].into_iter().enumerate() {
            let place = area.clone().shrink((px(42.0 + 348.0 * side as f64), px(36.0)), (px(318.0), px(308.0)));
            let mut panel = frame(&place, side == 0, style)?;
            let colour = if side == 0 { ink::truth(style) } else { shaken };
            for path in paths {
                panel.line(path.iter().copied(), Stroke::new(colour.alpha(0.8), 1.0))?;
            }
            if side == 1 {
                for path in &data.smooth {
                    panel.line(path.iter().copied(), Stroke::new(smooth, 1.9))?;
                }
            }
            for path in paths.iter().chain(if side == 1 { &data.smooth[..] } else { &[] }) {
                let (first, last) = (path[0], path[path.len() - 1]);
                let (at_data, at_noise) = if side == 0 { (first, last) } else { (last, first) };
                panel.dots([at_data], 2.4, ink::data(style))?;
                panel.dots([at_noise], 2.4, ink::noise(style))?;
            }
            let title = if side == 0 {
                Text::new("destroy: $r$ rises $\\rightarrow$", "加噪：$r$ 增大 $\\rightarrow$")
            } else {
                Text::new("$\\leftarrow$ generate: $r$ falls", "$\\leftarrow$ 生成：$r$ 减小")
            };
            panel.label(title.get(style.lang), (0.5, REACH), (0.0, -8.0), Anchor::Above, text)?;
            if side == 1 {
                let names = [
                    (
                        Stroke::new(shaken, 1.6),
                        Text::new("$\\sigma = \\tau$: reverse-time SDE", "$\\sigma = \\tau$：随机微分方程"),
                    ),
                    (Stroke::new(smooth, 2.0), Text::new("$\\sigma = 0$: ODE", "$\\sigma = 0$：常微分方程")),
                ];
                for (row, (stroke, words)) in names.into_iter().enumerate() {
                    let at = (0.03, REACH - 0.32 - 0.5 * row as f64);
                    key(&mut panel, at, stroke, words.get(style.lang), text)?;
                }
            }
        }
        Ok(())
    })
}

/// A panel with its outline, its numbers and the bands.
fn frame<'a>(place: &'a Area, first: bool, style: &Style) -> Result<Panel<'a>> {
    let panel = Panel::on(place, style).bare().margin(0.0).font(13.0);
    let mut panel = panel.x(0.0..1.0, "").y(-REACH..REACH, "").draw()?;
    let (process, times) = (process()?, linspace(0.0, 1.0, 201));
    for point in POINTS {
        let edge = |side: f64| {
            let at =
                |r: &f64| process.alpha(*r) * point + 2.0 * side * (process.alpha(*r) * SD).hypot(process.beta(*r));
            times.iter().map(at).collect::<Vec<_>>()
        };
        panel.band(&times, &edge(-1.0), &edge(1.0), ink::data(style).alpha(0.14))?;
    }
    outline(&mut panel, [(0.0, 1.0), (-REACH, REACH)], Stroke::new(ink::grid(style), 0.9))?;
    numbers_below(&mut panel, &[0.0, 1.0], -REACH, style)?;
    panel.label("$r$", (0.5, -REACH), (0.0, 6.0), Anchor::Below, ink::text(style))?;
    let ends =
        [(0.0, Text::new("data", "数据"), ink::data(style)), (1.0, Text::new("noise", "噪声"), ink::noise(style))];
    for (r, words, colour) in ends {
        let aside = if r == 0.0 { 14.0 } else { -18.0 };
        panel.label(words.get(style.lang), (r, -REACH), (aside, 26.0), Anchor::Below, colour)?;
    }
    if first {
        numbers_left(&mut panel, &[-2.0, 0.0, 2.0], 0.0, style)?;
        panel.label("$Y_r$", (0.0, 0.85 * REACH), (-5.0, 0.0), Anchor::Left, ink::text(style))?;
    }
    Ok(panel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_back_arrive_at_the_data_points() {
        let data = data(SEED).unwrap();
        for path in data.shaken.iter().chain(&data.smooth) {
            let (r, x) = path[path.len() - 1];
            let gap = POINTS.map(|point| (x - point).abs()).into_iter().fold(f64::INFINITY, f64::min);
            assert!(r == 0.0 && gap < 5.0 * SD, "{x}"); // the hills' own width
        }
    }

    #[test]
    fn no_path_leaves_the_picture() {
        let data = data(SEED).unwrap();
        let paths = data.noising.iter().chain(&data.shaken).chain(&data.smooth);
        assert!(paths.flatten().all(|(_, x)| x.abs() < REACH));
    }
}
