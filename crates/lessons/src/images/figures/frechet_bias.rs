//! `frechet_bias.png`: the Fréchet distance of true digits from true digits falls with their number, and a model stands beside it.

use std::sync::OnceLock;

use flowlab::distribution::{Dataset, Digits, Gaussian, Sample, SampleLabelled};
use flowlab::lang::Text;
use flowlab::metrics::{frechet, frechet_null};
use flowlab::ode::Heun;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, Seed, TimeGrid};

use crate::drawing::{kept, outline, ticks};
use crate::models::trained_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 380);
/// Pictures in each of two true sets, and random splits of each size.
const SIZES: [usize; 6] = [50, 100, 200, 400, 600, 898];
const SPLITS: u64 = 8;
const WEIGHTS: [f64; 3] = [1.0, 2.0, 3.0];
const STEPS: usize = 20;
const SEED: Seed = Seed(183);
/// The logarithms to base 10 of what the axes show.
const WINDOW: [(f64, f64); 2] = [(1.6, 3.06), (-0.75, 1.0)];

static DATA: OnceLock<Data> = OnceLock::new();

pub const FIGURE: Figure = Figure {
    id: "frechet_bias",
    caption: Text::new(
        "The Fréchet distance, on the 64 numbers of a digit, between two sets of $N$ pictures; both axes logarithmic. Blue: true digits against true digits, the mean over random splits. Grey: the formula, in proportion to $1/N$. Green: 600 samples of the model, asked for with guidance $w$, against 600 held-out pictures. They mean something beside the line at 600 alone; true sets of 100 pictures are further apart than the model at $w = 1$ is from the data.",
        "两组各 $N$ 张图像之间的弗雷歇距离，用数字的 64 个数计算；两轴均为对数刻度。蓝色：真实数字对真实数字，取多次随机分组的平均。灰色：公式，与 $1/N$ 成正比。绿色：模型以引导权重 $w$ 生成的 600 个样本，对 600 张留出的图像。它们只有与灰线在 600 处的值相比才有意义；两组各 100 张的真实图像之间，距离比 $w = 1$ 的模型到数据的还要大。",
    ),
    alt: Text::new(
        "Blue dots on a falling grey straight line from 5 at 50 pictures to 0.3 at 898. Above the line, at 600 pictures, three green dots one over the other: w = 1 close to the line, w = 2 and w = 3 well above it.",
        "一条下降的灰色直线，蓝点落在上面，从 50 张时的 5 降到 898 张时的 0.3。在 600 张处，直线上方有三个绿点上下排成一列：w = 1 靠近直线，w = 2 和 w = 3 远在其上。",
    ),
    make: Make::Still(|style| draw(kept(&DATA, || data(SEED))?, style)),
};

pub struct Data {
    /// The mean distance of two true sets, for each size.
    pub seen: Vec<f64>,
    /// The distance of 1/N in the formula.
    pub of_one: f64,
    /// The distance of the samples, for each weight.
    pub model: Vec<f64>,
    /// How many samples there are, and held-out pictures.
    pub n: usize,
}

/// The mean distance of two sets of n digits that have none in common.
fn of_true(digits: &Dataset, n: usize) -> Result<f64> {
    let split = |k: u64| {
        let (a, rest) = digits.split(Seed(k), n as f64 / digits.len() as f64)?;
        let points = rest.points();
        let b = if rest.len() == n { rest.clone() } else { rest.split(Seed(k), n as f64 / points.nrows() as f64)?.0 };
        frechet(a.points(), b.points())
    };
    let sum = (0..SPLITS).try_fold(0.0, |sum, k| split(k).map(|distance| sum + distance))?;
    Ok(sum / SPLITS as f64)
}

pub fn data(seed: Seed) -> Result<Data> {
    let (digits, (training, held_out)) = (Digits::all(), Digits::split());
    let (n, field) = (held_out.len(), trained_field("digits")?);
    let noise = Gaussian::standard(digits.dim())?.sample(seed, n)?;
    let labels = training.sample_labelled(seed, n)?.1;
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let model = WEIGHTS.into_iter().map(|w| {
        let samples = field.by_labels(&labels, w, &Heun, &grid, &noise)?;
        frechet(&samples, held_out.points())
    });
    Ok(Data {
        seen: SIZES.into_iter().map(|n| of_true(&digits, n)).collect::<Result<_>>()?,
        of_one: frechet_null(digits.points(), 1, 1)?,
        model: model.collect::<Result<_>>()?,
        n,
    })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (text, blue, green, grey) = (ink::text(style), ink::data(style), ink::method(style), ink::truth(style));
    let [pictures, distance] =
        [Text::new("pictures in each set $N$", "每组图像数 $N$"), Text::new("Fréchet distance", "弗雷歇距离")];
    let [of_true, formula] = [Text::new("true against true", "真实对真实"), Text::new("formula", "公式")];
    let marks =
        |values: &[f64]| -> Vec<(f64, String)> { values.iter().map(|value| (value.log10(), number(*value))).collect() };
    let (across, up) = (marks(&[50.0, 100.0, 200.0, 400.0, 600.0, 898.0]), marks(&[0.2, 0.5, 1.0, 2.0, 5.0]));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(50.0), px(14.0)), (px(490.0), px(308.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(15.0);
        let mut panel = panel.x(WINDOW[0].0..WINDOW[0].1, "").y(WINDOW[1].0..WINDOW[1].1, "").draw()?;
        ticks(&mut panel, WINDOW, [&across, &up], style)?;
        let line = |x: f64| (x, data.of_one.log10() - x);
        panel.line([line(WINDOW[0].0), line(WINDOW[0].1)], Stroke::new(grey, 2.0))?;
        let dots: Vec<_> = SIZES.iter().zip(&data.seen).map(|(n, seen)| ((*n as f64).log10(), seen.log10())).collect();
        for dot in &dots {
            panel.knob(*dot, 4.2, blue)?;
        }
        let at = (data.n as f64).log10();
        for (w, distance) in WEIGHTS.iter().zip(&data.model) {
            panel.knob((at, distance.log10()), 4.6, green)?;
            panel.label(&format!("$w = {}$", number(*w)), (at, distance.log10()), (10.0, 0.0), Anchor::Right, green)?;
        }
        panel.label(of_true.get(style.lang), dots[0], (10.0, -6.0), Anchor::Right, blue)?;
        panel.label(formula.get(style.lang), line(2.32), (-10.0, 10.0), Anchor::Left, ink::muted(style))?;
        outline(&mut panel, WINDOW, Stroke::new(ink::grid(style), 0.9))?;
        let middle = (WINDOW[0].0 + WINDOW[0].1) / 2.0;
        panel.label(pictures.get(style.lang), (middle, WINDOW[1].0), (0.0, 28.0), Anchor::Below, text)?;
        panel.label(distance.get(style.lang), (WINDOW[0].1, WINDOW[1].1), (-8.0, 14.0), Anchor::Left, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_sets_lie_on_the_line_and_the_model_above_it() {
        let data = kept(&DATA, || data(SEED)).unwrap();
        for (n, seen) in SIZES.iter().zip(&data.seen) {
            // a value scatters by a tenth, a mean over the splits by a twentieth at most; and the digits are not normal
            assert!((seen * *n as f64 / data.of_one - 1.0).abs() < 0.15, "{n} {seen}");
        }
        let null = data.of_one / data.n as f64;
        assert!(data.model[0] > null && data.model[0] < data.seen[1], "{:?} {null}", data.model);
        assert!(data.model.windows(2).all(|pair| pair[1] > 1.2 * pair[0]), "{:?}", data.model);
        let up = WINDOW[1].0..WINDOW[1].1;
        assert!(data.seen.iter().chain(&data.model).all(|distance| up.contains(&distance.log10())));
    }
}
