//! `marginal_probability_path.png`: the laws between one Gaussian and a checkerboard.

use flowlab::Result;
use flowlab::distribution::{Checkerboard, GaussianMixture};
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, Array2, Axis};
use flowlab::path::{Coefficients, Schedule};
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink, px};

use crate::drawing::{density_at_knots, outline, tiles};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (468, 358);
const TIMES: [f64; 6] = [0.0, 0.3, 0.5, 0.6, 0.8, 1.0];
/// The window goes from -REACH to REACH; TILES along a side, each two CSS pixels.
const REACH: f64 = 4.8;
const TILES: usize = 72;
const SIDE: f64 = 144.0;
const GAP: f64 = 10.0;
const TOP: f64 = 28.0;

pub const FIGURE: Figure = Figure {
    id: "marginal_probability_path",
    caption: Text::new(
        "The marginal path from a Gaussian to a checkerboard: the density $p_t$ of $X_t = t z + (1 - t) x_0$, the mean over all data points $z$ of the conditional densities $\\mathcal N(t z, (1 - t)^2 I)$. Each panel is shaded up to its own peak. The board grows from the origin, its squares have the side $2t$; they begin to show where the noise's standard deviation $1 - t$ falls below half of that, at $t = 0.5$.",
        "从高斯分布到棋盘分布的边缘路径：$X_t = t z + (1 - t) x_0$ 的密度 $p_t$，它是条件密度 $\\mathcal N(t z, (1 - t)^2 I)$ 对所有数据点 $z$ 的平均。每幅图按各自的峰值着色。棋盘从原点处长大，方格的边长为 $2t$；噪声的标准差 $1 - t$ 降到边长的一半以下，即从 $t = 0.5$ 起，格子才开始显现。",
    ),
    alt: Text::new(
        "Six square panels, t = 0 to t = 1. A round orange hill broadens; at t = 0.5 faint spots show in it, at t = 0.6 eight clear ones, at t = 0.8 they are squares with soft edges, and at t = 1 a sharp blue checkerboard.",
        "六幅方形图，t 从 0 到 1。一座圆形的橙色小丘逐渐变宽；t = 0.5 时露出浅浅的斑块，t = 0.6 时可以看清有八块，t = 0.8 时成为边缘柔和的方格，t = 1 时是边界清晰的蓝色棋盘。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The density at the middle of each tile at each of the times: (columns, rows).
pub fn data() -> Result<Vec<Array2<f64>>> {
    TIMES.iter().map(|t| density(*t)).collect()
}

fn density(t: f64) -> Result<Array2<f64>> {
    if t < 1.0 {
        let edge = REACH * (1.0 - 1.0 / TILES as f64);
        return Ok(density_at_knots(&law(t)?, edge, TILES));
    }
    let density = Checkerboard.log_density(&middles(REACH, TILES)).exp();
    Ok(Array2::from_shape_fn((TILES, TILES), |(column, row)| density[column * TILES + row]))
}

/// The law of X_t for t < 1: the mean of the conditional laws of data points that lie evenly on the dark squares, no
/// further apart than the noise is wide.
fn law(t: f64) -> Result<GaussianMixture> {
    let Coefficients { alpha, beta, .. } = Schedule::Linear.coefficients(t);
    let board = middles(4.0, 4 * (2.0 * alpha / beta).ceil().max(1.0) as usize);
    let dark: Vec<usize> =
        Checkerboard.log_density(&board).iter().enumerate().filter(|(_, p)| p.is_finite()).map(|(k, _)| k).collect();
    let z = board.select(Axis(0), &dark);
    GaussianMixture::isotropic(Array1::from_elem(z.nrows(), 1.0 / z.nrows() as f64), alpha * z, beta)
}

/// The middles of n by n tiles of the square from -reach to reach, column by column: (n n, 2).
fn middles(reach: f64, n: usize) -> Array2<f64> {
    let middle = |k: usize| reach * ((2 * k + 1) as f64 / n as f64 - 1.0);
    Array2::from_shape_fn((n * n, 2), |(k, axis)| middle(if axis == 0 { k / n } else { k % n }))
}

pub fn draw(densities: &[Array2<f64>], style: &Style) -> Result<Scene> {
    const SHADES: f64 = 100.0;
    let (colours, window) = (ColourMap::time(style), [(-REACH, REACH); 2]);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (t, density)) in TIMES.into_iter().zip(densities).enumerate() {
            let left = 8.0 + (k % 3) as f64 * (SIDE + GAP);
            let top = TOP + (k / 3) as f64 * (SIDE + TOP + 8.0);
            let place = area.clone().shrink((px(left), px(top)), (px(SIDE), px(SIDE)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(16.0);
            let mut panel = panel.x(-REACH..REACH, "").y(-REACH..REACH, "").draw()?;
            let peak = density.fold(0.0_f64, |peak, p| peak.max(*p));
            let shades = ColourMap::amount(style, colours.at(t));
            tiles(&mut panel, window, (TILES, TILES), |column, row| {
                shades.at((density[[column, row]] / peak * SHADES).round() / SHADES)
            })?;
            outline(&mut panel, window, Stroke::new(ink::truth(style), 0.9))?;
            panel.label(&format!("$t = {t}$"), (0.0, REACH), (0.0, -5.0), Anchor::Above, ink::text(style))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::normal_cdf;
    use flowlab::distribution::Density;

    #[test]
    fn the_density_is_that_of_a_uniform_square_with_noise() {
        // A coordinate of X_t given the square is uniform on (t low, t high) and blurred by N(0, (1 - t)^2).
        let strip = |t: f64, x: f64, low: f64| {
            (normal_cdf((x - t * low) / (1.0 - t)) - normal_cdf((x - t * (low + 2.0)) / (1.0 - t))) / (2.0 * t)
        };
        for t in TIMES.into_iter().filter(|t| *t > 0.0 && *t < 1.0) {
            let places = middles(REACH, 7);
            let found = law(t).unwrap().log_density(&places).exp();
            for (place, found) in places.outer_iter().zip(found) {
                let lows = (0..16).map(|k| [k / 4, k % 4]).filter(|[i, j]| (i + j) % 2 == 0);
                let lows = lows.map(|corner| corner.map(|k| 2.0 * f64::from(k) - 4.0));
                let exact: f64 = lows.map(|low| strip(t, place[0], low[0]) * strip(t, place[1], low[1]) / 8.0).sum();
                // Midpoints at the distance h, each blurred by s >= h, miss the share of a strip by at most h^2/24 times
                // the greatest slope of the density of N(0, s^2): 0.0101; dark strips of both directions sum to 4.
                let error = 4.0 * 0.0101 / (32.0 * t * t);
                assert!((found - exact).abs() < error, "{t} {place}: {found} {exact}");
            }
        }
    }

    #[test]
    fn the_panels_hold_nearly_all_of_the_mass_and_the_squares_show_late() {
        let tile = (2.0 * REACH / TILES as f64).powi(2);
        let at = |x: f64| ((x / REACH + 1.0) / 2.0 * TILES as f64) as usize;
        for (t, density) in TIMES.into_iter().zip(data().unwrap()) {
            let mass = density.sum() * tile;
            assert!((mass - 1.0).abs() < 5e-3, "{t}: {mass}");
            // the middle of a dark square against that of its light neighbour
            let contrast = density[[at(t), at(t)]] / density[[at(t), at(-t)]];
            let seen = if t < 0.5 { contrast < 1.1 } else { contrast > if t == 0.5 { 1.2 } else { 3.0 } };
            assert!(seen, "{t}: {contrast}");
        }
    }
}
