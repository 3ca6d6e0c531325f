//! `sample_distances.png`: how far N true samples are from their own law, in the distances KS and W1.

use std::f64::consts::{LN_2, PI};

use flowlab::distribution::{Gaussian, GaussianMixture, Sample};
use flowlab::lang::Text;
use flowlab::metrics::{kolmogorov_quantile, ks, wasserstein_to_law, wasserstein_to_law_null};
use flowlab::ndarray::{ArrayRef1, Axis, array};
use flowlab::plot::{Anchor, Area, Colour, Panel, Scene, Stroke, Style, ink, px};
use flowlab::statrs::distribution::{ContinuousCDF, Normal};
use flowlab::{Result, Seed};

use crate::drawing::with_ticks;
use crate::models::{MEAN, SD, mixture_cdf};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 330);
const SEED: Seed = Seed(33);
/// How many samples a data set has, and how many data sets there are of each size.
const SIZES: [usize; 6] = [16, 64, 256, 1024, 4096, 16384];
const DATA_SETS: usize = 60;
/// The logarithms to base 10 of the window's sizes and distances.
const SIZES_SHOWN: (f64, f64) = (0.95, 4.45);
const KS_SHOWN: (f64, f64) = (-2.6, -0.15);
const W1_SHOWN: (f64, f64) = (-2.45, 0.15);

pub const FIGURE: Figure = Figure {
    id: "sample_distances",
    caption: Text::new(
        "How far $N$ true samples are from their own law; both axes logarithmic. Faint dots: single data sets; full dots: the mean of 60; lines: the theory for large $N$. Both distances fall like $1/\\sqrt N$: a sample four times as large is only twice as close. Left: of 100 data sets about one lies above the upper line, whatever the law, if it is continuous. Right: the wider law, the mixture of $N(\\pm2, 0.5^2)$, is farther than $N(0, 1)$.",
        "$N$ 个真实样本离自己的分布有多远；两轴均为对数刻度。浅色小点：一个数据集；大圆点：60 个数据集的平均；直线：$N$ 很大时的理论值。两种距离都按 $1/\\sqrt N$ 下降：样本增至四倍，距离只缩小一半。左：不论是什么分布，只要它连续，100 个数据集中约有 1 个高于上面的线。右：较宽的那个分布，即 $N(\\pm2, 0.5^2)$ 的混合，比 $N(0, 1)$ 远。",
    ),
    alt: Text::new(
        "Two panels with logarithmic axes, N from 16 to 16384. Left, the KS distance: columns of dots fall along a line of slope -1/2, nearly all below the line 1.63 over root N. Right, W1: two such rows, that of the mixture along 2.061 over root N, that of the normal law along 1.288 over root N.",
        "两幅双对数图，N 从 16 到 16384。左图是 KS 距离：一列列的点沿斜率为 -1/2 的直线下降，几乎全部在 1.63 除以根号 N 这条线之下。右图是 W1 距离：混合分布的点沿 2.061 除以根号 N 下降，正态分布的点沿 1.288 除以根号 N 下降。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The distances of the data sets of each size.
type Distances = Vec<Vec<f64>>;

/// The distances of samples of the mixture, and of N(0, 1).
pub struct Data {
    pub ks: Distances,
    pub w1: [Distances; 2],
}

pub fn data() -> Result<Data> {
    let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-MEAN], [MEAN]], SD)?;
    let normal = Gaussian::standard(1)?;
    Ok(Data {
        ks: distances(&mixture, |sample| ks(sample, mixture_cdf))?,
        w1: [
            distances(&mixture, |sample| wasserstein_to_law(sample, mixture_cdf))?,
            distances(&normal, |sample| wasserstein_to_law(sample, normal_cdf))?,
        ],
    })
}

fn distances(law: &impl Sample, distance: impl Fn(&ArrayRef1<f64>) -> Result<f64>) -> Result<Distances> {
    let of_size = |n: usize| {
        let samples = law.sample(SEED, n * DATA_SETS)?;
        samples.axis_chunks_iter(Axis(0), n).map(|data| distance(&data.column(0))).collect()
    };
    SIZES.into_iter().map(of_size).collect()
}

fn normal_cdf(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// The limits of sqrt(N) E KS, which is the same for every law with a density, and of sqrt(N) E W1.
fn limits() -> Result<(f64, [f64; 2])> {
    let n = SIZES[0];
    let w1 = [wasserstein_to_law_null(n, mixture_cdf)?, wasserstein_to_law_null(n, normal_cdf)?];
    Ok(((PI / 2.0).sqrt() * LN_2, w1.map(|mean| mean * (n as f64).sqrt())))
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (alarm, (mean, w1)) = (kolmogorov_quantile(0.01)?, limits()?);
    let (blue, orange, red) = (ink::data(style), ink::noise(style), ink::error(style));
    let (few, average) = (Text::new("1 % lie above: ", "1% 在线上方："), Text::new("mean: ", "平均："));
    let mixture = Text::new("mixture: ", "混合分布：");
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = area.split_horizontally(px(340.0));
        let mut panel = axes(&left, Text::new("KS distance", "KS 距离"), KS_SHOWN, style)?;
        rule(&mut panel, alarm, Stroke::new(red, 1.6))?;
        rule(&mut panel, mean, Stroke::new(blue, 1.6))?;
        data_sets(&mut panel, &data.ks, 0.0, blue)?;
        let words = format!("{}${alarm:.2}/\\sqrt{{N}}$", few.get(style.lang));
        panel.label(&words, point(alarm, 100.0), (6.0, -12.0), Anchor::Right, red)?;
        let words = format!("{}${mean:.2}/\\sqrt{{N}}$", average.get(style.lang));
        panel.label(&words, point(mean, 16.0), (-6.0, 92.0), Anchor::Right, blue)?;
        let mut panel = axes(&right, Text::new("Wasserstein distance $W_1$", "瓦瑟斯坦距离 $W_1$"), W1_SHOWN, style)?;
        for (k, colour) in [blue, orange].into_iter().enumerate() {
            rule(&mut panel, w1[k], Stroke::new(colour, 1.6))?;
            data_sets(&mut panel, &data.w1[k], [0.06, -0.06][k], colour)?;
        }
        let words = format!("{}${:.3}/\\sqrt{{N}}$", mixture.get(style.lang), w1[0]);
        panel.label(&words, point(w1[0], 100.0), (6.0, -12.0), Anchor::Right, blue)?;
        let words = format!("$N(0, 1)$: ${:.3}/\\sqrt{{N}}$", w1[1]);
        panel.label(&words, point(w1[1], 16.0), (-6.0, 106.0), Anchor::Right, orange)
    })
}

/// A panel with logarithmic axes for one distance.
fn axes<'a>(area: &'a Area, title: Text, shown: (f64, f64), style: &Style) -> Result<Panel<'a>> {
    let across = SIZES.map(|n| ((n as f64).log10(), n.to_string()));
    let up = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0].map(|d: f64| (d.log10(), d.to_string()));
    let up: Vec<_> = up.into_iter().filter(|(at, _)| shown.0 < *at && *at < shown.1).collect();
    let panel = Panel::on(area, style).title(title.get(style.lang));
    with_ticks(panel, [SIZES_SHOWN, shown], ["$N$", ""], [&across, &up], style)
}

/// The point of the curve constant / sqrt(N) at N.
fn point(constant: f64, n: f64) -> (f64, f64) {
    (n.log10(), (constant / n.sqrt()).log10())
}

/// The line constant / sqrt(N).
fn rule(panel: &mut Panel<'_>, constant: f64, stroke: Stroke) -> Result<()> {
    panel.line([10.0, 25_000.0].map(|n| point(constant, n)), stroke)
}

/// A faint dot for each data set, those of one size side by side and moved by `shift`, and a full one for their mean.
fn data_sets(panel: &mut Panel<'_>, distances: &Distances, shift: f64, colour: Colour) -> Result<()> {
    for (n, distances) in SIZES.iter().zip(distances) {
        let middle = (*n as f64).log10();
        let aside = |k: usize| middle + shift + 0.1 * (k as f64 / (DATA_SETS - 1) as f64 - 0.5);
        let dots = distances.iter().enumerate().map(|(k, distance)| (aside(k), distance.log10()));
        panel.dots(dots, 1.4, colour.alpha(0.4))?;
        panel.knob((middle, (distances.iter().sum::<f64>() / DATA_SETS as f64).log10()), 3.6, colour)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::convergence;

    #[test]
    fn the_mean_distances_fall_like_one_over_the_root_of_n() {
        let data = data().unwrap();
        for distances in [&data.ks, &data.w1[0], &data.w1[1]] {
            let means: Vec<f64> = distances.iter().map(|d| d.iter().sum::<f64>() / DATA_SETS as f64).collect();
            let slope = convergence::order(&SIZES.map(|n| n as f64), &means).unwrap();
            // A mean of 60 has a relative sd below .37 / sqrt(60) = .048, a line through six sizes at distances of
            // log 4 one of .048 / (log 4 sqrt(17.5)) = .0083; four of them, and .013 for KS, which starts below its limit.
            assert!((slope + 0.5).abs() < 0.046, "{slope}");
        }
    }

    #[test]
    fn few_data_sets_lie_above_the_line() {
        let alarm = kolmogorov_quantile(0.01).unwrap();
        let data = data().unwrap();
        let above = |(n, d): (&usize, &Vec<f64>)| d.iter().filter(|d| **d * (*n as f64).sqrt() > alarm).count();
        // binomial(360, .01): more than 13 for one seed in 10 000
        assert!(SIZES.iter().zip(&data.ks).map(above).sum::<usize>() <= 13);
    }
}
