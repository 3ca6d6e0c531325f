//! `euler_maruyama_refinement.png`: the Euler-Maruyama method at four step sizes on one Brownian path.

use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::plot::{Area, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::GeometricBrownian;
use flowlab::sde::EulerMaruyama;
use flowlab::{BrownianPath, Result, Seed, TimeGrid, simulate_sde};

use crate::drawing::{curve, key};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 470);
/// dX = MU X dt + SIGMA X dW from 1.
const MU: f64 = 0.5;
const SIGMA: f64 = 1.0;
/// Steps of the methods, and of the path on which they run.
const STEPS: [usize; 4] = [8, 32, 128, 512];
const FINE: usize = 4096;
const SEED: Seed = Seed(729);

pub const FIGURE: Figure = Figure {
    id: "euler_maruyama_refinement",
    caption: Text::new(
        "The Euler–Maruyama method (green) for $dX_t = X_t/2\\,dt + X_t\\,dW_t$, $X_0 = 1$, with $n = 8, 32, 128, 512$ steps on one and the same Brownian path. Grey: the exact solution on that path. Red: the errors at the grid points; on average they are halved by 4 times as many steps.",
        "用欧拉-丸山方法（绿色）求解 $dX_t = X_t/2\\,dt + X_t\\,dW_t$，$X_0 = 1$，步数 $n = 8, 32, 128, 512$，四次都用同一条布朗路径。灰色：该路径上的精确解。红色：网格点处的误差；平均而言，步数增加到 4 倍，误差减半。",
    ),
    alt: Text::new(
        "Four panels with the same jagged grey path. A green polygon with 8 corners misses it by much, one with 512 corners can hardly be told from it; red bars between both shrink from panel to panel.",
        "四幅图中是同一条灰色的锯齿路径。8 步的绿色折线与它相差明显，512 步的几乎与它重合；表示误差的红色短线逐幅变短。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The exact solution on a fine path, and for each number of steps the method's values on that path.
pub struct Data {
    pub exact: Vec<(f64, f64)>,
    pub methods: Vec<Vec<(f64, f64)>>,
}

pub fn data(seed: Seed) -> Result<Data> {
    let sde = GeometricBrownian::new(1, MU, SIGMA)?;
    let (x0, fine) = (array![[1.0]], BrownianPath::sample(seed, &TimeGrid::uniform(0.0, 1.0, FINE)?, 1, 1)?);
    let exact = curve(fine.grid().knots(), &sde.exact(&fine, &x0)?.particle(0).column(0).to_owned());
    let method = |n: usize| {
        let trajectory = simulate_sde(&sde, &EulerMaruyama, &fine.coarsen(FINE / n)?, &x0)?;
        Ok(curve(trajectory.grid.knots(), &trajectory.particle(0).column(0).to_owned()))
    };
    Ok(Data { exact, methods: STEPS.into_iter().map(method).collect::<Result<_>>()? })
}

impl Data {
    /// The method's points and the exact ones at the same times.
    fn pairs<'a>(&'a self, method: &'a [(f64, f64)]) -> impl Iterator<Item = ((f64, f64), (f64, f64))> + 'a {
        let each = FINE / (method.len() - 1);
        method.iter().copied().zip(self.exact.iter().copied().step_by(each))
    }

    fn largest_error(&self, method: &[(f64, f64)]) -> f64 {
        self.pairs(method).map(|((_, x), (_, exact))| (x - exact).abs()).fold(0.0, f64::max)
    }
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        // The panels with words beside or below them are larger by that much: all four plots have one size.
        let (upper, lower) = area.split_vertically(px(228.5));
        for (row, half) in [upper, lower].iter().enumerate() {
            let (left, right) = half.split_horizontally(px(348.5));
            panel(&left, data, 2 * row, style)?;
            panel(&right, data, 2 * row + 1, style)?;
        }
        Ok(())
    })
}

fn panel(area: &Area, data: &Data, k: usize, style: &Style) -> Result<()> {
    let (green, grey, red) = (ink::method(style), ink::truth(style), ink::error(style));
    let method = &data.methods[k];
    let all = || data.exact.iter().chain(data.methods.iter().flatten()).map(|(_, x)| *x);
    let (low, high) = (all().fold(f64::INFINITY, f64::min) - 0.33, all().fold(0.0, f64::max) + 0.1);
    let largest = Text::new(": largest error", "：最大误差");
    let title = format!("$n = {}${} ${:.3}$", STEPS[k], largest.get(style.lang), data.largest_error(method));
    let mut panel = Panel::on(area, style)
        .title(&title)
        .x(0.0..1.0, if k < 2 { "" } else { "$t$" })
        .y(low..high, if k.is_multiple_of(2) { "$X_t$" } else { "" })
        .ticks(6, 5)
        .font(13.0)
        .draw()?;
    panel.line(data.exact.iter().copied(), Stroke::new(grey.alpha(0.75), 1.0))?;
    for (point, exact) in data.pairs(method) {
        panel.line([point, exact], Stroke::new(red, 1.4))?;
    }
    panel.line(method.iter().copied(), Stroke::new(green, 1.5))?;
    if STEPS[k] <= 32 {
        panel.dots(method.iter().copied(), 2.3, green)?;
    }
    if k == 0 {
        let keys = [
            (0.02, grey, Text::new("exact", "精确解")),
            (0.29, green, Text::new("Euler–Maruyama", "欧拉-丸山")),
            (0.79, red, Text::new("error", "误差")),
        ];
        for (t, colour, words) in keys {
            key(&mut panel, (t, low + 0.12), Stroke::new(colour, 1.8), words.get(style.lang), ink::text(style))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_multiplies_by_its_steps_of_the_one_path() {
        let (data, grid) = (data(SEED).unwrap(), TimeGrid::uniform(0.0, 1.0, FINE).unwrap());
        let fine = BrownianPath::sample(SEED, &grid, 1, 1).unwrap();
        for (n, method) in STEPS.into_iter().zip(&data.methods) {
            let w = |i: usize| fine.values()[[i * FINE / n, 0, 0]];
            let product: f64 = (0..n).map(|i| 1.0 + MU / n as f64 + SIGMA * (w(i + 1) - w(i))).product();
            // some roundings of relative size 1.1e-16 in each step
            assert!((method[n].1 / product - 1.0).abs() < 1e-15 * n as f64, "{n}");
        }
    }

    #[test]
    fn the_exact_path_is_the_closed_form() {
        let (data, grid) = (data(SEED).unwrap(), TimeGrid::uniform(0.0, 1.0, FINE).unwrap());
        let w = BrownianPath::sample(SEED, &grid, 1, 1).unwrap().last()[[0, 0]];
        let expected = (MU - SIGMA * SIGMA / 2.0 + SIGMA * w).exp();
        assert!((data.exact[FINE].1 / expected - 1.0).abs() < 1e-14);
    }
}
