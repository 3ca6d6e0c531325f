//! `classifier_free_guidance_page34.png`: samples of one digit at three weights of guidance.

use flowlab::distribution::{Digits, Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, Axis};
use flowlab::ode::Heun;
use flowlab::plot::{Anchor, Panel, Scene, Style, ink, number};
use flowlab::{Result, Seed, TimeGrid};

use super::digit::digit;
use crate::models::trained_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (480, 182);
/// In CSS pixels: a pixel of a digit, gap between two digits, gap between two panels, rim, room for words.
const PIXEL: f64 = 4.0;
const SIDE: f64 = 8.0 * PIXEL;
const GAP: f64 = 4.0;
const SPACE: f64 = 20.0;
const RIM: f64 = 10.0;
const WORDS: f64 = 30.0;
/// Digits along a side of a panel.
const ACROSS: usize = 4;
const LABEL: usize = 4;
const WEIGHTS: [f64; 3] = [1.0, 2.0, 4.0];
const STEPS: usize = 50;
const SEED: Seed = Seed(185);

pub const FIGURE: Figure = Figure {
    id: "classifier_free_guidance_page34",
    caption: Text::new(
        "Samples of the class \"4\" as the guidance weight $w$ grows: 16 noises, the same ones for each $w$, and a network that was trained on 1197 digits. At $w = 1$ some are pale, and some are nearly nines. With more guidance the doubts go, and the strokes become blacker; the fours stay as different from one another as they were.",
        "引导权重 $w$ 增大时，“4”这一类的样本：16 份噪声，各个 $w$ 都用这一批；网络用 1197 张数字图像训练。$w = 1$ 时，有几个颜色浅，有几个几乎是 9。引导越强，越不模棱两可，笔画也越黑；各个 4 之间的差别却没有变小。",
    ),
    alt: Text::new(
        "Three squares of sixteen small pictures of the digit four, for w = 1, 2 and 4. In the first some are pale or unclear; in the last all have hard black strokes.",
        "三个方阵，各有十六张小图，写的都是 4，依次为 w = 1、2、4。第一个方阵里，有的颜色浅，有的不清楚；最后一个方阵里，笔画全都又黑又硬。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The samples for each weight: (ACROSS², 64).
pub fn data(seed: Seed) -> Result<Vec<Array2<f64>>> {
    let (field, n) = (trained_field("digits")?, ACROSS * ACROSS);
    let noise = Gaussian::standard(Digits::SIDE * Digits::SIDE)?.sample(seed, n)?;
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    WEIGHTS.into_iter().map(|w| field.by_labels(&vec![LABEL; n], w, &Heun, &grid, &noise)).collect()
}

pub fn draw(samples: &[Array2<f64>], style: &Style) -> Result<Scene> {
    let dark = ink::text(style);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let [width, height] = [SIZE.0, SIZE.1].map(f64::from);
        let panel = Panel::on(area, style).bare().margin(0.0).font(17.0);
        let mut panel = panel.x(0.0..width, "").y(0.0..height, "").draw()?;
        let step = SIDE + GAP;
        let square = ACROSS as f64 * step - GAP;
        for (k, (w, samples)) in WEIGHTS.iter().zip(samples).enumerate() {
            let (left, top) = (RIM + k as f64 * (square + SPACE), height - WORDS);
            panel.label(
                &format!("$w = {}$", number(*w)),
                (left + 0.5 * square, top),
                (0.0, -6.0),
                Anchor::Above,
                dark,
            )?;
            for (i, z) in samples.axis_iter(Axis(0)).enumerate() {
                let place = (left + step * (i % ACROSS) as f64, top - step * (i / ACROSS) as f64);
                digit(&mut panel, place, PIXEL, z, dark, style)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::SampleLabelled;
    use flowlab::metrics::Nearest;

    /// Mean square distance of the samples from their mean.
    fn spread(samples: &Array2<f64>) -> f64 {
        samples.var_axis(Axis(0), 0.0).sum()
    }

    #[test]
    fn with_guidance_all_are_fours_with_more_ink_and_as_different_as_before() {
        let samples = data(SEED).unwrap();
        let (training, _) = Digits::split();
        let classifier = Nearest::new(&training);
        assert!(training.n_classes() > LABEL);
        for guided in &samples[1..] {
            assert!(classifier.classify(guided).unwrap().iter().all(|label| *label == LABEL));
        }
        let black = |samples: &Array2<f64>| samples.iter().filter(|z| **z > 0.9).count();
        assert!(black(&samples[2]) > black(&samples[0]));
        // as drawn: out of range counts as its ends
        let drawn = |samples: &Array2<f64>| spread(&samples.mapv(|z| z.clamp(-1.0, 1.0)));
        assert!(drawn(&samples[2]) > 0.9 * drawn(&samples[0]), "{} {}", drawn(&samples[2]), drawn(&samples[0]));
    }
}
