//! `euler_maruyama_orders.png`: strong and weak errors against the step size.

use flowlab::convergence::order;
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, Area, Colour, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::{GeometricBrownian, OrnsteinUhlenbeck};
use flowlab::sde::{EulerMaruyama, Milstein, SdeSolver};
use flowlab::{BrownianPath, Result, Sde, Seed, TimeGrid, simulate_sde};

use crate::drawing::{powers_of_ten, with_ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 400);
/// dX = MU X dt + SIGMA X dW, and dX = -LAMBDA X dt + SIGMA dW; both from 1 to the time 1.
const MU: f64 = 0.5;
const LAMBDA: f64 = 1.0;
const SIGMA: f64 = 1.0;
const PATHS: usize = 4000;
/// Steps of length 2^-k: the paths have the finest, the method takes each of these.
const FINEST: u32 = 9;
const COARSEST: u32 = 3;
const SEED: Seed = Seed(41);

pub const FIGURE: Figure = Figure {
    id: "euler_maruyama_orders",
    caption: Text::new(
        "Errors at $t = 1$ against the step size $h$, both axes logarithmic: an order is a slope. Left, strong: root mean square distance to the exact solution on the same 4000 paths; dashed: its exact value. Right, weak, for $dX_t = X_t/2\\,dt + X_t\\,dW_t$: error of the mean, in closed form and as 4000 paths see it: they cannot see a bias that lies below their standard error (shaded).",
        "$t = 1$ 时的误差与步长 $h$，两轴都取对数，因此斜率就是阶。左：强误差，即在同样的 4000 条路径上与精确解的均方根距离；虚线为其精确值。右：$dX_t = X_t/2\\,dt + X_t\\,dW_t$ 的弱误差，即均值的误差，一为精确公式，一为 4000 条路径的估计：偏差一旦低于标准误差（阴影），采样就看不到它。",
    ),
    alt: Text::new(
        "Left: three lines of dots; the Euler–Maruyama method with state-dependent noise has slope one half, Milstein's method and the Euler–Maruyama method with additive noise have slope one. Right: the exact weak error falls with slope one, the sampled one stays near its standard error of 0.034.",
        "左：三列点；噪声依赖状态时欧拉-丸山方法的斜率为二分之一，Milstein 方法，以及加性噪声下的欧拉-丸山方法斜率为一。右：精确的弱误差以斜率一下降，采样得到的误差停留在标准误差 0.034 附近，不再下降。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// What one method shows on one equation.
pub struct Study {
    /// Step sizes, the smallest first.
    pub h: Vec<f64>,
    /// Root mean square distances to the exact solution at the end.
    pub strong: Vec<f64>,
    /// Means at the end.
    pub mean: Vec<f64>,
}

/// The three studies, all on the same paths.
pub struct Data {
    pub additive: Study,
    pub multiplicative: Study,
    pub milstein: Study,
}

pub fn data(seed: Seed) -> Result<Data> {
    let fine = BrownianPath::sample(seed, &TimeGrid::uniform(0.0, 1.0, 1 << FINEST)?, PATHS, 1)?;
    let x0 = Array2::ones((PATHS, 1));
    let growth = GeometricBrownian::new(1, MU, SIGMA)?;
    let decay = OrnsteinUhlenbeck::new(1, LAMBDA, SIGMA)?;
    // The end of the one depends on the end of its path alone, that of the other on all of it.
    let grown = growth.exact(&fine.coarsen(1 << FINEST)?, &x0)?.last();
    let decayed = decay.exact(&fine, &x0, seed)?.last();
    Ok(Data {
        additive: study(&decay, &EulerMaruyama, &fine, &decayed)?,
        multiplicative: study(&growth, &EulerMaruyama, &fine, &grown)?,
        milstein: study(&growth, &Milstein, &fine, &grown)?,
    })
}

/// The errors of a method that starts at 1, with the steps of the path and coarser ones.
fn study(sde: &impl Sde, solver: &impl SdeSolver, fine: &BrownianPath, exact: &Array2<f64>) -> Result<Study> {
    let mut study = Study { h: Vec::new(), strong: Vec::new(), mean: Vec::new() };
    for k in 0..=FINEST - COARSEST {
        let path = fine.coarsen(1 << k)?;
        let end = simulate_sde(sde, solver, &path, &Array2::ones(exact.dim()))?.last();
        let n = end.len() as f64;
        study.h.push(path.grid().h());
        study.strong.push(((&end - exact).mapv(|error| error * error).sum() / n).sqrt());
        study.mean.push(end.sum() / n);
    }
    Ok(study)
}

/// The error of a method as a function of its step size, in closed form.
type Theory = fn(f64) -> f64;

/// The root mean square error of Euler-Maruyama, or of Milstein's method, for geometric Brownian motion: the method
/// multiplies by factors M, the solution by factors F, all pairs independent, and
/// E (prod M - prod F)^2 = (E M^2)^n - 2 (E M F)^n + (E F^2)^n.
fn multiplicative_error(h: f64, milstein: bool) -> f64 {
    let (s, n) = (SIGMA * SIGMA * h, 1.0 / h);
    let correction = if milstein { s * s / 2.0 } else { 0.0 };
    let square = (1.0 + MU * h).powi(2) + s + correction;
    let mixed = (MU * h).exp() * (1.0 + MU * h + s + correction);
    (square.powf(n) - 2.0 * mixed.powf(n) + (2.0 * MU + SIGMA * SIGMA).exp()).sqrt()
}

/// The root mean square error of Euler-Maruyama for the Ornstein-Uhlenbeck process: with a = 1 - lambda h and
/// q = e^(-lambda h) the noise of a step reaches the end with the factors a^j and q^j.
fn additive_error(h: f64) -> f64 {
    let (a, q) = (1.0 - LAMBDA * h, (-LAMBDA * h).exp());
    let (mixed, exact) = ((1.0 - q) / LAMBDA, (1.0 - q * q) / (2.0 * LAMBDA));
    let n = (1.0 / h).round() as i32;
    let noise = |j: i32| a.powi(2 * j) * h - 2.0 * (a * q).powi(j) * mixed + q.powi(2 * j) * exact;
    let variance = SIGMA * SIGMA * (0..n).map(noise).sum::<f64>();
    ((a.powi(n) - q.powi(n)).powi(2) + variance).sqrt()
}

/// The weak error of Euler-Maruyama for geometric Brownian motion, of the mean: e^mu - (1 + mu h)^(1/h).
fn weak_error(h: f64) -> f64 {
    MU.exp() - (1.0 + MU * h).powf(1.0 / h)
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = area.split_horizontally(px(366.0));
        strong(&left, data, style)?;
        weak(&right, &data.multiplicative, style)
    })
}

fn strong(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let (green, purple) = (ink::method(style), ink::other_method(style));
    let mut panel = axes(area, Text::new("strong error", "强误差"), style)?;
    let slope = |study: &Study| order(&study.h, &study.strong);
    let rows: [(&Study, Theory, Mark, Text); 3] = [
        (&data.multiplicative, |h| multiplicative_error(h, false), Mark::Dot(green), EULER_MARUYAMA),
        (&data.milstein, |h| multiplicative_error(h, true), Mark::Dot(purple), MILSTEIN),
        (&data.additive, additive_error, Mark::Ring(green), ADDITIVE),
    ];
    for (row, (study, theory, mark, name)) in rows.into_iter().enumerate() {
        dashes(&mut panel, &study.h, theory, mark)?;
        marks(&mut panel, &study.h, &study.strong, mark, style)?;
        let words = format!("{} {:.2}", name.get(style.lang), slope(study)?);
        legend(&mut panel, row, mark, &words, style)?;
    }
    Ok(())
}

fn weak(area: &Area, study: &Study, style: &Style) -> Result<()> {
    let (closed, sampled) = (Mark::Dot(ink::method(style)), Mark::Ring(ink::noise(style)));
    let mut panel = axes(area, Text::new("weak error", "弱误差"), style)?;
    let process = GeometricBrownian::new(1, MU, SIGMA)?;
    let one = Array2::ones((1, 1));
    let noise = (process.variance(1.0, &one)[[0, 0]] / PATHS as f64).sqrt();
    let (x, floor) = (panel.x(), panel.y().start);
    panel.tile((x.start, floor), (x.end, noise.log10()), ink::noise(style).alpha(0.1))?;
    let exact: Vec<f64> = study.h.iter().map(|h| weak_error(*h)).collect();
    dashes(&mut panel, &study.h, weak_error, closed)?;
    marks(&mut panel, &study.h, &exact, closed, style)?;
    let mean = process.mean(1.0, &one)[[0, 0]];
    let errors: Vec<f64> = study.mean.iter().map(|m| (m - mean).abs()).collect();
    marks(&mut panel, &study.h, &errors, sampled, style)?;
    let name = Text::new("exact: slope", "精确值：斜率");
    let words = format!("{} {:.2}", name.get(style.lang), order(&study.h, &exact)?);
    legend(&mut panel, 0, closed, &words, style)?;
    let name = Text::new("mean of 4000 paths", "4000 条路径的均值");
    legend(&mut panel, 1, sampled, name.get(style.lang), style)?;
    let name = Text::new("standard error of 4000 paths", "4000 条路径的标准误差");
    panel.label(name.get(style.lang), (x.end, floor), (-6.0, -14.0), Anchor::Left, ink::noise(style))
}

const EULER_MARUYAMA: Text =
    Text::new("Euler–Maruyama, $\\sigma X_t\\,dW_t$: slope", "欧拉-丸山，$\\sigma X_t\\,dW_t$：斜率");
const MILSTEIN: Text = Text::new("Milstein, $\\sigma X_t\\,dW_t$: slope", "Milstein 方法，$\\sigma X_t\\,dW_t$：斜率");
const ADDITIVE: Text = Text::new("Euler–Maruyama, $\\sigma\\,dW_t$: slope", "欧拉-丸山，$\\sigma\\,dW_t$：斜率");

/// How a point is marked.
#[derive(Clone, Copy)]
enum Mark {
    Dot(Colour),
    Ring(Colour),
}

impl Mark {
    fn colour(self) -> Colour {
        match self {
            Mark::Dot(colour) | Mark::Ring(colour) => colour,
        }
    }

    fn draw(self, panel: &mut Panel<'_>, point: (f64, f64), style: &Style) -> Result<()> {
        panel.dots([point], 3.4, self.colour())?;
        if matches!(self, Mark::Ring(_)) { panel.dots([point], 1.9, ink::ground(style)) } else { Ok(()) }
    }
}

/// Step sizes and errors, both to base 10.
fn log((h, error): (f64, f64)) -> (f64, f64) {
    (h.log10(), error.log10())
}

fn axes<'a>(area: &'a Area, title: Text, style: &Style) -> Result<Panel<'a>> {
    let step = |k: u32| 0.5_f64.powi(k as i32).log10();
    let (steps, errors) = ((step(FINEST) - 0.1, step(COARSEST) + 0.1), (-3.9, 1.15));
    let across: Vec<_> =
        (COARSEST..=FINEST).filter(|k| k % 2 == 0).map(|k| (step(k), format!("$2^{{-{k}}}$"))).collect();
    let panel = Panel::on(area, style).title(title.get(style.lang));
    with_ticks(panel, [steps, errors], ["$h$", ""], [&across, &powers_of_ten(-3..=0)], style)
}

fn dashes(panel: &mut Panel<'_>, h: &[f64], theory: Theory, mark: Mark) -> Result<()> {
    panel.dashes(h.iter().map(|h| log((*h, theory(*h)))), Stroke::new(mark.colour(), 1.3), (4.5, 3.5))
}

fn marks(panel: &mut Panel<'_>, h: &[f64], errors: &[f64], mark: Mark, style: &Style) -> Result<()> {
    h.iter().zip(errors).try_for_each(|(h, error)| mark.draw(panel, log((*h, *error)), style))
}

/// A mark at the top of the panel, and the words for it.
fn legend(panel: &mut Panel<'_>, row: usize, mark: Mark, words: &str, style: &Style) -> Result<()> {
    let (scale, corner) = (panel.scale(), (panel.x().start, panel.y().end));
    let at = (corner.0 + 13.0 / scale.0, corner.1 - (12.0 + 20.0 * row as f64) / scale.1);
    mark.draw(panel, at, style)?;
    panel.label(words, at, (10.0, 0.0), Anchor::Right, ink::text(style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_errors_are_those_of_the_closed_forms() {
        let data = data(SEED).unwrap();
        for (study, theory, slack) in [
            // Squared errors of geometric Brownian motion have heavy tails: their mean over 4000 paths has a
            // relative sd of about (3 e^4 / 4000)^(1/2) = .2, its root one of .1; four of them.
            (&data.multiplicative, (|h| multiplicative_error(h, false)) as Theory, 0.4),
            (&data.milstein, |h| multiplicative_error(h, true), 0.4),
            // Gaussian errors: 1/sqrt(2 * 4000) = .011; five of them.
            (&data.additive, additive_error, 0.056),
        ] {
            for (h, error) in study.h.iter().zip(&study.strong) {
                assert!((error / theory(*h) - 1.0).abs() < slack, "{h}: {error} {}", theory(*h));
            }
        }
    }

    #[test]
    fn slopes_are_the_declared_orders() {
        let data = data(SEED).unwrap();
        for (study, sde, solver) in [
            (&data.multiplicative, flowlab::Noise::Multiplicative, &EulerMaruyama as &dyn SdeSolver),
            (&data.milstein, flowlab::Noise::Multiplicative, &Milstein),
            (&data.additive, flowlab::Noise::Additive, &EulerMaruyama),
        ] {
            let (slope, expected) = (order(&study.h, &study.strong).unwrap(), solver.strong_order(sde).unwrap());
            // The slopes of the closed forms over these steps are .5004, .975 and 1.008; all steps share their paths.
            assert!((slope - expected).abs() < 0.1, "{slope} {expected}");
        }
    }

    #[test]
    fn the_sampled_mean_is_as_wrong_as_its_sampling_error() {
        let study = data(SEED).unwrap().multiplicative;
        for (h, mean) in study.h.iter().zip(&study.mean) {
            // E of the method is (1 + mu h)^(1/h); sd of its mean 2.16/sqrt(4000) = .034, five of them.
            assert!((mean - (1.0 + MU * h).powf(1.0 / h)).abs() < 5.0 * 0.0345, "{h}: {mean}");
        }
    }
}
