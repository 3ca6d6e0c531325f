//! `euler_maruyama_step.png`: one step of the Euler-Maruyama method, taken apart into drift and noise.

use flowlab::distribution::Gaussian;
use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::OrnsteinUhlenbeck;
use flowlab::sde::EulerMaruyama;
use flowlab::{BrownianPath, Result, Sde, Seed, TimeGrid, simulate_sde};

use crate::drawing::{curve, density, key, linspace, numbered, ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 380);
/// dX = -LAMBDA X dt + SIGMA dW from X at time 0, one step of length H.
const LAMBDA: f64 = 1.0;
const SIGMA: f64 = 1.0;
const X: f64 = 2.0;
const H: f64 = 0.25;
/// Steps of the path that is drawn inside the step.
const FINE: usize = 512;
const SEED: Seed = Seed(53);
const PLACES: (f64, f64) = (0.15, 2.95);
/// Where the density stands, in steps, and how long density 1 is.
const BASE: f64 = 1.4;
const UNIT: f64 = 0.42;

pub const FIGURE: Figure = Figure {
    id: "euler_maruyama_step",
    caption: Text::new(
        "One Euler–Maruyama step (green) for $dX_t = -X_t\\,dt + dW_t$ from $X_t = 2$ with $h = 1/4$. The drift moves the mean by $h\\,u$; the noise adds $\\sqrt h\\,\\sigma\\varepsilon$, one draw from the law on the right. Orange bands: one and two standard deviations $\\sqrt s\\,\\sigma$ after the time $s$. Grey: the exact path on the same noise.",
        "从 $X_t = 2$ 出发，对 $dX_t = -X_t\\,dt + dW_t$ 用欧拉-丸山方法走一步（绿色），步长 $h = 1/4$。漂移使均值移动 $h\\,u$；噪声再加上 $\\sqrt h\\,\\sigma\\varepsilon$，它是从右侧的分布中抽取的一个样本。橙色带：经过时间 $s$ 后的一倍与两倍标准差 $\\sqrt s\\,\\sigma$。灰色：同一噪声下的精确路径。",
    ),
    alt: Text::new(
        "From a point at height 2 an arrow goes down along the drift to 1.5, the middle of a band that widens like a root and of a bell curve at the side; from there an orange arrow goes down to the next state. A jagged grey path ends close to it.",
        "一个箭头从高度 2 处沿漂移方向下到 1.5，那里是按平方根变宽的色带的中线，也是右侧钟形曲线的中心；再由一个橙色箭头向下到达下一个状态。灰色的锯齿路径终点与之相近。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The parts of the step.
pub struct Data {
    /// h u.
    pub drift: f64,
    /// The noise √h σ ε.
    pub noise: f64,
    /// The next state.
    pub next: f64,
    /// The exact path inside the step, time in steps.
    pub exact: Vec<(f64, f64)>,
}

pub fn data(seed: Seed) -> Result<Data> {
    let sde = OrnsteinUhlenbeck::new(1, LAMBDA, SIGMA)?;
    let fine = BrownianPath::sample(seed, &TimeGrid::uniform(0.0, H, FINE)?, 1, 1)?;
    let step = fine.coarsen(FINE)?;
    let x = array![[X]];
    let mut u = array![[0.0]];
    sde.drift(0.0, x.view(), u.view_mut());
    let next = simulate_sde(&sde, &EulerMaruyama, &step, &x)?.last()[[0, 0]];
    let exact = sde.exact(&fine, &x, seed)?.particle(0).column(0).to_owned();
    let exact = curve(fine.grid().knots(), &exact).into_iter().map(|(t, x)| (t / H, x)).collect();
    Ok(Data { drift: H * u[[0, 0]], noise: SIGMA * step.last()[[0, 0]], next, exact })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (noise, green, grey) = (ink::noise(style), ink::method(style), ink::truth(style));
    let (text, muted) = (ink::text(style), ink::muted(style));
    let (low, high) = PLACES;
    let mean = X + data.drift;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(52.0), px(14.0)), (px(612.0), px(334.0)));
        let mut panel =
            Panel::on(&place, style).bare().margin(0.0).font(13.0).x(-0.16..1.78, "").y(low..high, "").draw()?;
        let places = numbered(&[0.5, 1.0, 1.5, 2.0, 2.5]);
        let times = [(0.0, "$t$".to_string()), (1.0, "$t + h$".to_string())];
        ticks(&mut panel, [(-0.16, 1.78), PLACES], [&times, &places], style)?;
        panel.label("$x$", (-0.16, high), (-12.0, 6.0), Anchor::Left, text)?;
        panel.label(&format!("$h = {H}$"), (0.5, low), (0.0, 6.0), Anchor::Below, text)?;
        let times = linspace(0.0, 1.0, 121);
        for width in [2.0, 1.0] {
            let edge = |side: f64| {
                let at = |s: &f64| X + s * data.drift + side * width * (s * H).sqrt() * SIGMA;
                times.iter().map(at).collect::<Vec<_>>()
            };
            panel.band(&times, &edge(-1.0), &edge(1.0), noise.alpha(0.15))?;
        }
        law(&mut panel, data, style)?;
        panel.line(data.exact.iter().copied(), Stroke::new(grey, 1.1))?;
        panel.dashes([(0.0, X), (1.0, X)], Stroke::new(muted, 1.0), (3.0, 3.0))?;
        panel.arrow((0.0, X), (1.0, mean), Stroke::new(text, 1.6))?;
        panel.line([(0.0, X), (1.0, data.next)], Stroke::new(green, 2.2))?;
        panel.arrow((1.0, X), (1.0, mean), Stroke::new(text, 1.6))?;
        panel.arrow((1.0, mean), (1.0, data.next + 0.035), Stroke::new(noise, 2.4))?;
        let drift = format!("$h\\,u = {:.2}$", data.drift);
        panel.label(&drift, (1.0, (X + mean) / 2.0), (9.0, 0.0), Anchor::Right, text)?;
        let noisy = format!("$\\sqrt{{h}}\\,\\sigma\\varepsilon = {:.2}$", data.noise);
        panel.label(&noisy, (1.0, (mean + data.next) / 2.0), (9.0, 0.0), Anchor::Right, noise)?;
        panel.dots([data.exact[FINE]], 2.8, grey)?;
        panel.knob((0.0, X), 3.6, green)?;
        panel.knob((1.0, data.next), 3.6, green)?;
        panel.label("$X_t$", (0.0, X), (-8.0, 0.0), Anchor::Left, green)?;
        panel.label("$X_{t+h}$", (1.0, data.next), (8.0, 9.0), Anchor::Right, green)?;
        let words = [
            (Stroke::new(green, 2.2), Text::new("Euler–Maruyama step", "欧拉-丸山的一步")),
            (Stroke::new(text, 1.6), Text::new("drift alone", "只有漂移")),
            (Stroke::new(grey, 1.3), Text::new("exact path, same noise", "同一噪声下的精确路径")),
        ];
        for (row, (stroke, words)) in words.into_iter().enumerate() {
            key(&mut panel, (0.03, 0.82 - 0.2 * row as f64), stroke, words.get(style.lang), text)?;
        }
        Ok(())
    })
}

/// The density of the next state, on its side, with the one draw from it.
fn law(panel: &mut Panel<'_>, data: &Data, style: &Style) -> Result<()> {
    let (noise, muted) = (ink::noise(style), ink::muted(style));
    let (mean, sd) = (X + data.drift, H.sqrt() * SIGMA);
    let law = Gaussian::isotropic(array![mean], sd)?;
    let beside = |places: &[f64]| -> Vec<(f64, f64)> {
        density(&law, places).into_iter().zip(places).map(|(p, x)| (BASE + UNIT * p, *x)).collect()
    };
    let rim = beside(&linspace(PLACES.0, PLACES.1, 241));
    let corners = [(BASE, PLACES.0), (BASE, PLACES.1)];
    panel.polygon([corners[0]].into_iter().chain(rim.iter().copied()).chain([corners[1]]), noise.alpha(0.25))?;
    panel.line(corners, Stroke::new(muted, 0.9))?;
    panel.line(rim, Stroke::new(noise, 2.0))?;
    let draw = beside(&[data.next])[0];
    panel.dashes([(1.0, data.next), draw], Stroke::new(ink::method(style), 1.2), (3.0, 3.0))?;
    panel.dots([draw], 2.8, ink::method(style))?;
    panel.dashes([(1.0, mean), beside(&[mean])[0]], Stroke::new(muted, 1.0), (3.0, 3.0))?;
    let edge = beside(&[mean + sd])[0];
    panel.dashes([(BASE, mean + sd), edge], Stroke::new(muted, 1.0), (3.0, 3.0))?;
    panel.arrow((BASE + 0.05, mean), (BASE + 0.05, mean + sd), Stroke::new(ink::text(style), 1.3))?;
    panel.label(
        "$\\sqrt{h}\\,\\sigma$",
        (BASE + 0.05, mean + sd / 2.0),
        (5.0, 0.0),
        Anchor::Right,
        ink::text(style),
    )?;
    let name = "$\\mathrm{N}(X_t + h\\,u, h\\,\\sigma^2)$";
    panel.label(name, (BASE, mean + 2.6 * sd), (26.0, 0.0), Anchor::Right, noise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_the_sum_of_its_parts() {
        let data = data(SEED).unwrap();
        assert_eq!(data.drift, -H * LAMBDA * X);
        assert!((data.next - (X + data.drift + data.noise)).abs() < 1e-15);
    }

    #[test]
    fn the_exact_path_ends_nearby() {
        let data = data(SEED).unwrap();
        // With lambda h = 1/4 the local error has mean x (e^(-1/4) - 3/4) = .0576 and an sd of
        // (h - 2 (1 - e^(-h)) + (1 - e^(-2 h))/2)^(1/2) = .066: five of them are passed once in 10^6 seeds.
        let error = data.exact[FINE].1 - data.next;
        assert!((error - 0.0576).abs() < 5.0 * 0.066, "{error}");
    }
}
