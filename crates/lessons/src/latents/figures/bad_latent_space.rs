//! `bad_latent_space.png`: where an autoencoder that is only asked to reconstruct puts the digits.

use flowlab::distribution::Digits;
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, ArrayRef2, Axis, s};
use flowlab::nn::{Activation, Adam, Mlp, Tape, Transposed, cosine};
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, Scaler, Seed};

use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 452);
/// The encoder; the decoder is the same backwards.
const WIDTHS: [usize; 4] = [64, 64, 32, 2];
const STEPS: usize = 1500;
const BATCH: usize = 128;
const RATE: f64 = 3e-3;
const SEED: Seed = Seed(204);
/// How many digits are drawn.
const SHOWN: usize = 400;
/// What is seen of the plane, in standard deviations of the codes.
const ACROSS: (f64, f64) = (-2.9, 2.9);
const UP: (f64, f64) = (-2.6, 2.6);

pub const FIGURE: Figure = Figure {
    id: "bad_latent_space",
    caption: Text::new(
        "The two latents that a small autoencoder (64, 64, 32, 2, 32, 64, 64 numbers in its layers) finds for 400 handwritten digits. It was trained on the squared error alone, and is drawn as it came out, each axis in its standard deviation; colours are the ten labels, which it was never told. A grey line joins each picture to that of the others which is nearest to it as a picture. Circles: $\\mathcal{N}(0, I_2)$ has 39 % of its mass in the inner one and 86 % in the outer one. The codes lie in bands with empty places in between, of which no picture tells the decoder what to make, and some pictures that are alike have codes far apart.",
        "一个小的自编码器（各层依次有 64、64、32、2、32、64、64 个数）给 400 张手写数字找到的两个潜变量。它只按平方误差训练，这里照原样画出，每个轴以自己的标准差为单位；颜色表示十个标签，而标签从来没有告诉过它。灰线把每张图像与其余图像中最像它的一张连起来。圆：$\\mathcal{N}(0, I_2)$ 有 39 % 的质量在内圆里，86 % 在外圆里。编码聚成一条条带子，中间有空白；空白处该还原成什么，没有哪张图像告诉过解码器。有些图像很像，编码却离得很远。",
    ),
    alt: Text::new(
        "Some hundred dots in ten colours, in streaks and clumps of one colour with empty places between them, over two circles. Most grey lines are short, and some run right across.",
        "几百个点，分十种颜色，同色的聚成条带和团块，其间有空白，底下有两个圆。灰线多数很短，有些横穿整幅图。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

pub struct Data {
    /// In standard deviations, (SHOWN, 2).
    pub codes: Array2<f64>,
    pub labels: Vec<usize>,
    /// Of each picture the row of the one that is most like it.
    pub nearest: Vec<usize>,
}

/// The encoder's half of an autoencoder that was trained on these pictures. In f64: the last bits of a processor grow about
/// a million times in these steps, in f32 to some hundredths of the picture.
fn encoder(z: &ArrayRef2<f64>, rate: f64, seed: Seed) -> Result<Mlp<f64>> {
    let widths: Vec<usize> = WIDTHS.iter().chain(WIDTHS[..3].iter().rev()).copied().collect();
    let mut net = Mlp::new(&widths, Activation::Tanh, seed)?;
    let (mut adam, mut tape) = (Adam::new(net.n_weights()), Tape::new(&net, BATCH));
    let (mut turned, mut gradient) = (Transposed::of(&net), vec![0.0; net.n_weights()]);
    for step in 0..STEPS {
        // a stride without a common factor with the number of pictures: all come equally often
        let rows: Vec<usize> = (0..BATCH).map(|i| (step * BATCH + i) * 7 % z.nrows()).collect();
        tape.inputs_mut(BATCH).zip(&rows).for_each(|(mut input, row)| input.assign(&z.row(*row)));
        net.forward(&turned, &mut tape);
        for ((output, mut slope), row) in tape.outputs_and_gradients_mut().zip(&rows) {
            slope.assign(&((&output - &z.row(*row)) * (2.0 / BATCH as f64)));
        }
        net.backward(&turned, &mut tape, &mut gradient);
        adam.step(net.weights_mut(), &gradient, rate * cosine(step, STEPS));
        turned.renew(&net);
    }
    // its outputs are the latents before their activation, with which the decoder begins
    let mut half = Mlp::zeros(&WIDTHS, Activation::Tanh)?;
    let n = half.n_weights();
    half.weights_mut().copy_from_slice(&net.weights()[..n]);
    Ok(half)
}

/// In standard deviations, (SHOWN, 2).
fn codes(z: &ArrayRef2<f64>, rate: f64, seed: Seed) -> Result<Array2<f64>> {
    let codes = encoder(z, rate, seed)?.at(z).mapv(f64::tanh);
    Ok(Scaler::fit(&codes)?.scale(&codes)?.slice(s![..SHOWN, ..]).to_owned())
}

pub fn data(seed: Seed) -> Result<Data> {
    let training = Digits::split().0;
    let codes = codes(training.points(), RATE, seed)?;
    let shown = training.points().slice(s![..SHOWN, ..]).to_owned();
    let nearest = |i: usize| {
        let squares = (&shown - &shown.row(i)).mapv(|gap| gap * gap).sum_axis(Axis(1));
        (0..SHOWN).filter(|j| *j != i).min_by(|j, k| squares[*j].total_cmp(&squares[*k])).unwrap_or(i)
    };
    Ok(Data { codes, labels: training.labels()[..SHOWN].to_vec(), nearest: (0..SHOWN).map(nearest).collect() })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (muted, colours) = (ink::muted(style), ColourMap::place(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let panel = Panel::on(area, style).x(ACROSS.0..ACROSS.1, "$\\zeta_1$").y(UP.0..UP.1, "$\\zeta_2$").ticks(5, 5);
        let mut panel = panel.font(13.0).equal().draw()?;
        for radius in [1.0, 2.0] {
            let circle = (0..=120).map(|k| {
                let (sin, cos) = (std::f64::consts::TAU * f64::from(k) / 120.0).sin_cos();
                (radius * cos, radius * sin)
            });
            panel.line(circle, Stroke::new(ink::truth(style), 1.2))?;
        }
        let place = |i: usize| (data.codes[[i, 0]], data.codes[[i, 1]]);
        for (i, j) in data.nearest.iter().enumerate() {
            panel.line([place(i), place(*j)], Stroke::new(muted.alpha(0.45), 0.9))?;
        }
        for (i, label) in data.labels.iter().enumerate() {
            panel.dots([place(i)], 2.6, colours.at(*label as f64 / 9.0))?;
        }
        for label in 0..10 {
            // the words stand on the code in the middle of its digit
            let rows: Vec<usize> = (0..SHOWN).filter(|i| data.labels[*i] == label).collect();
            let middle = |axis: usize| {
                let mut values: Vec<f64> = rows.iter().map(|i| data.codes[[*i, axis]]).collect();
                values.sort_by(f64::total_cmp);
                values[values.len() / 2]
            };
            let at = (middle(0), middle(1));
            panel.label(&label.to_string(), at, (0.0, 0.0), Anchor::Centre, ink::text(style))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_like_pictures_have_codes_far_apart_and_most_have_not() {
        let Data { codes, nearest, .. } = data(SEED).unwrap();
        let length = |i: usize| (&codes.row(i) - &codes.row(nearest[i])).mapv(|gap| gap * gap).sum().sqrt();
        let far = (0..SHOWN).filter(|i| length(*i) > 1.0).count();
        assert!(far > 3 && far < SHOWN / 4, "{far}");
    }

    #[test]
    fn the_last_bits_of_a_processor_are_not_seen() {
        let (training, _) = Digits::split();
        let gap = codes(training.points(), RATE, SEED).unwrap()
            - codes(training.points(), RATE * (1.0 + 1e-14), SEED).unwrap();
        // a unit of the drawing is 1/80 of a standard deviation
        assert!(gap.iter().all(|gap| gap.abs() < 1e-4), "{gap}");
    }

    #[test]
    fn the_circles_hold_what_the_caption_says() {
        let inside = |radius: f64| 1.0 - (-0.5 * radius * radius).exp();
        assert!((inside(1.0) - 0.39).abs() < 0.005 && (inside(2.0) - 0.86).abs() < 0.005);
    }
}
