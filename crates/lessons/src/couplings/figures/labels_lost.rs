//! `labels_lost.png`: batches that are joined without regard to labels lose the label.

use flowlab::Result;
use flowlab::distribution::{Gaussian, GaussianMixture};
use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, number, px};

use crate::couplings::claims::OfLabel;
use crate::drawing::{density, histogram, key, linspace, numbers_below};
use crate::models::noise_quantiles;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 316);
const BATCHES: [usize; 3] = [1, 4, 64];
/// Starts that are followed.
const STARTS: usize = 4000;
const ACROSS: (f64, f64) = (-4.2, 4.4);
const TOP: f64 = 0.44;
const BIN: f64 = 0.2;

pub const FIGURE: Figure = Figure {
    id: "labels_lost",
    caption: Text::new(
        "Two classes $\\mathcal{N}(-1, 1)$ and $\\mathcal{N}(1, 1)$, equally likely; asked is $y = 1$. Filled: where starts from $\\mathcal{N}(0, 1)$ end under the exact field $u_t(x \\mid y)$ of pairs that were joined in batches of $B$ without regard to labels. Line: the class that is asked for. Dashes: all data. At $B = 1$ the samples are the class, at $B = 64$ nearly all data. Below: mean of the samples, and their share below $0$ (of the class $0.159$).",
        "两类 $\\mathcal{N}(-1, 1)$ 与 $\\mathcal{N}(1, 1)$，概率相等，要的是 $y = 1$。填色部分：不管标签、每批 $B$ 对配成的点对；沿着这些点对的精确场 $u_t(x \\mid y)$，来自 $\\mathcal{N}(0, 1)$ 的起点走到了哪里。实线：所要的一类。虚线：全体数据。$B = 1$ 时样本就是这一类，$B = 64$ 时几乎成了全体数据。下方：样本的均值，以及小于 $0$ 的比例（这一类是 $0.159$）。",
    ),
    alt: Text::new(
        "Three panels for B = 1, 4 and 64. In the first a filled histogram lies under the line of the class, around 1. In the second it has moved left and is wider. In the third it lies under the dashed curve of all data, around 0, far from the line.",
        "三幅图，B = 1、4、64。第一幅里，填色的直方图正好填满所要一类的实线下方，中心在 1。第二幅里，它向左移，也变宽了。第三幅里，它贴着全体数据的虚线，中心在 0，离实线很远。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The two classes.
fn classes() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)
}

/// For each batch size the ends of quantiles of the noise, in order.
pub fn data() -> Result<Vec<Vec<f64>>> {
    let (noise, starts) = (Gaussian::standard(1)?, noise_quantiles(STARTS)?);
    let ends = |size: usize| {
        let law = OfLabel::new(size)?;
        starts.iter().map(|x| law.end(&noise, *x)).collect::<Result<Vec<f64>>>()
    };
    BATCHES.into_iter().map(ends).collect()
}

fn mean(ends: &[f64]) -> f64 {
    ends.iter().sum::<f64>() / ends.len() as f64
}

fn below(ends: &[f64]) -> f64 {
    ends.iter().filter(|end| **end < 0.0).count() as f64 / ends.len() as f64
}

pub fn draw(panels: &[Vec<f64>], style: &Style) -> Result<Scene> {
    let (text, muted, green) = (ink::text(style), ink::muted(style), ink::method(style));
    let places = linspace(ACROSS.0, ACROSS.1, 161);
    let (all, class) = (density(&classes()?, &places), density(&Gaussian::isotropic(array![1.0], 1.0)?, &places));
    let names = [
        Text::new("samples for $y = 1$", "$y = 1$ 的样本"),
        Text::new("the class", "这一类"),
        Text::new("all data", "全体数据"),
    ];
    let words = [Text::new("mean: ", "均值："), Text::new("below 0: ", "小于 0：")].map(|word| word.get(style.lang));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let keys = Panel::on(area, style).bare().margin(0.0).font(17.0);
        let mut keys = keys.x(0.0..f64::from(SIZE.0), "").y(-f64::from(SIZE.1)..0.0, "").draw()?;
        keys.tile((90.0, -24.0), (108.0, -12.0), green.alpha(0.45))?;
        keys.label(names[0].get(style.lang), (108.0, -18.0), (6.0, 0.0), Anchor::Right, text)?;
        key(&mut keys, (330.0, -18.0), Stroke::new(ink::data(style), 2.4), names[1].get(style.lang), text)?;
        keys.dashes([(510.0, -18.0), (530.0, -18.0)], Stroke::new(ink::truth(style), 1.6), (5.0, 3.0))?;
        keys.label(names[2].get(style.lang), (530.0, -18.0), (6.0, 0.0), Anchor::Right, text)?;
        for (k, (size, ends)) in BATCHES.into_iter().zip(panels).enumerate() {
            let place = area.clone().shrink((px(12.0 + 238.0 * k as f64), px(66.0)), (px(220.0), px(158.0)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(17.0);
            let mut panel = panel.x(ACROSS.0..ACROSS.1, "").y(0.0..TOP, "").draw()?;
            for (low, height) in histogram(ends, BIN) {
                if low >= ACROSS.0 && low + BIN <= ACROSS.1 {
                    panel.tile((low, 0.0), (low + BIN, height), green.alpha(0.45))?;
                }
            }
            let curve = |heights: &[f64]| places.iter().copied().zip(heights.to_vec()).collect::<Vec<_>>();
            panel.dashes(curve(&all), Stroke::new(ink::truth(style), 1.6), (5.0, 3.0))?;
            panel.line(curve(&class), Stroke::new(ink::data(style), 2.2))?;
            panel.line([(ACROSS.0, 0.0), (ACROSS.1, 0.0)], Stroke::new(muted, 0.9))?;
            numbers_below(&mut panel, &[-2.0, 0.0, 2.0], 0.0, style)?;
            let middle = (ACROSS.0 + ACROSS.1) / 2.0;
            panel.label(&format!("$B = {}$", number(size as f64)), (middle, TOP), (0.0, -4.0), Anchor::Above, text)?;
            let lines = [format!("{}{:.2}", words[0], mean(ends)), format!("{}{:.2}", words[1], below(ends))];
            for (row, words) in lines.iter().enumerate() {
                panel.label(words, (middle, 0.0), (0.0, 32.0 + 24.0 * row as f64), Anchor::Below, text)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_is_obeyed_at_first_and_nearly_lost_in_the_end() {
        let panels = data().unwrap();
        // B = 1 is the class; the ends of 4000 quantiles leave out a share of 1/8000 on either side
        assert!((mean(&panels[0]) - 1.0).abs() < 1e-3 && (below(&panels[0]) - 0.1587).abs() < 1e-3);
        assert!(panels.windows(2).all(|pair| mean(&pair[1]) < mean(&pair[0]) - 0.4));
        // nearly all data: their mean is 0, and half of them lie below
        assert!(mean(&panels[2]) < 0.1 && below(&panels[2]) > 0.45, "{}", mean(&panels[2]));
    }

    #[test]
    fn every_histogram_lies_in_the_picture() {
        for ends in data().unwrap() {
            assert!(histogram(&ends, BIN).iter().all(|(_, height)| *height < TOP));
            let outside = ends.iter().filter(|end| !(ACROSS.0..ACROSS.1).contains(*end)).count();
            assert!(outside < STARTS / 100, "{outside}");
        }
    }
}
