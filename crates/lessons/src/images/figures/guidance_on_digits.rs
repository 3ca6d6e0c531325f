//! `guidance_on_digits.png`: digits at four weights of guidance, and how two judges see them.

use std::sync::OnceLock;

use flowlab::distribution::{Digits, Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::metrics::{Nearest, accuracy, frechet, frechet_null};
use flowlab::ndarray::{Array2, s};
use flowlab::ode::Heun;
use flowlab::plot::{Anchor, Area, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, Seed, TimeGrid};

use super::digit::digit;
use crate::drawing::{kept, numbered, outline, ticks};
use crate::models::trained_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (480, 404);
/// In CSS pixels: a pixel of a digit, gap between two, where the digits begin, top of the first row.
const PIXEL: f64 = 4.0;
const SIDE: f64 = 8.0 * PIXEL;
const GAP: f64 = 7.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 8.0;
/// Digits in a row.
const SHOWN: usize = 10;
/// The weights that are drawn, and those that are judged.
const DRAWN: [f64; 4] = [1.0, 1.5, 2.0, 3.0];
const JUDGED: [f64; 6] = [0.75, 1.0, 1.25, 1.5, 2.0, 3.0];
const STEPS: usize = 20;
const SEED: Seed = Seed(184);
/// What the two lower panels show: weights, distances and accuracies.
const ACROSS: (f64, f64) = (0.6, 3.15);
const DISTANCES: (f64, f64) = (0.0, 3.0);
const ACCURACIES: (f64, f64) = (0.88, 1.01);

static DATA: OnceLock<Data> = OnceLock::new();

pub const FIGURE: Figure = Figure {
    id: "guidance_on_digits",
    caption: Text::new(
        "Above: the digits 0 to 9, each from one noise, asked for with the guidance weight $w$. Below, from 600 samples each, left: the Fréchet distance to the held-out pictures; the grey line is what true pictures show. Right: the share that the nearest training picture puts into the class that was asked for; grey, that of true held-out pictures. The more guidance, the surer the labels and the further the pictures are from the data.",
        "上：数字 0 到 9，同一列用同一份噪声，引导权重为 $w$。下：每个点用 600 个样本。左图是到留出图像的弗雷歇距离，灰线是真实图像的值。右图是按最近的训练图像的标签，归入所要那一类的比例，灰线是真实的留出图像的值。引导越强，标签越明确，图像却离数据越远。",
    ),
    alt: Text::new(
        "Four rows of the digits 0 to 9 for w = 1, 1.5, 2 and 3; downwards the strokes become blacker. Below on the left a curve that is lowest near w = 1 and rises steeply above a grey line; on the right a curve that rises above a grey line, towards 1.",
        "四行数字 0 到 9，w = 1、1.5、2、3，越往下笔画越黑。左下的曲线在 w = 1 附近最低，随后在灰线上方陡升；右下的曲线升到灰线以上，接近 1。",
    ),
    make: Make::Still(|style| draw(kept(&DATA, || data(SEED))?, style)),
};

/// A weight with its first samples (SHOWN, 64), its distance and its accuracy.
pub struct Judged {
    pub w: f64,
    pub first: Array2<f64>,
    pub distance: f64,
    pub accuracy: f64,
}

pub struct Data {
    pub weights: Vec<Judged>,
    /// Distance and accuracy of true pictures.
    pub of_true: (f64, f64),
}

pub fn data(seed: Seed) -> Result<Data> {
    let (training, held_out) = Digits::split();
    let (n, field, classifier) = (held_out.len(), trained_field("digits")?, Nearest::new(&training));
    let noise = Gaussian::standard(training.dim())?.sample(seed, n)?;
    let labels: Vec<usize> = (0..n).map(|i| i % SHOWN).collect();
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let judged = |w: f64| {
        let samples = field.by_labels(&labels, w, &Heun, &grid, &noise)?;
        Ok(Judged {
            w,
            first: samples.slice(s![..SHOWN, ..]).to_owned(),
            distance: frechet(&samples, held_out.points())?,
            accuracy: accuracy(&classifier.classify(&samples)?, &labels)?,
        })
    };
    let right = accuracy(&classifier.classify(held_out.points())?, held_out.labels())?;
    Ok(Data {
        weights: JUDGED.into_iter().map(judged).collect::<Result<_>>()?,
        of_true: (frechet_null(training.points(), n, n)?, right),
    })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let dark = ink::text(style);
    let names = [Text::new("Fréchet distance", "弗雷歇距离"), Text::new("right labels", "标签正确的比例")];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let [width, height] = [SIZE.0, SIZE.1].map(f64::from);
        let panel = Panel::on(area, style).bare().margin(0.0).font(16.0);
        let mut panel = panel.x(0.0..width, "").y(0.0..height, "").draw()?;
        let drawn = data.weights.iter().filter(|judged| DRAWN.contains(&judged.w));
        for (row, judged) in drawn.enumerate() {
            let top = height - TOP - row as f64 * (SIDE + GAP);
            let words = format!("$w = {}$", number(judged.w));
            panel.label(&words, (LEFT - 10.0, top - 0.5 * SIDE), (0.0, 0.0), Anchor::Left, dark)?;
            for (column, z) in judged.first.rows().into_iter().enumerate() {
                digit(&mut panel, (LEFT + column as f64 * (SIDE + GAP), top), PIXEL, z, dark, style)?;
            }
        }
        let distances: Vec<_> = data.weights.iter().map(|judged| (judged.w, judged.distance)).collect();
        let accuracies: Vec<_> = data.weights.iter().map(|judged| (judged.w, judged.accuracy)).collect();
        let places = [38.0, 288.0].map(|left| area.clone().shrink((px(left), px(208.0)), (px(184.0), px(146.0))));
        curve(
            &places[0],
            &distances,
            data.of_true.0,
            DISTANCES,
            (&[0.0, 1.0, 2.0, 3.0], names[0].get(style.lang)),
            style,
        )?;
        curve(
            &places[1],
            &accuracies,
            data.of_true.1,
            ACCURACIES,
            (&[0.88, 0.92, 0.96, 1.0], names[1].get(style.lang)),
            style,
        )
    })
}

/// A curve over the weights, and as a grey line what true pictures show.
fn curve(
    area: &Area,
    points: &[(f64, f64)],
    of_true: f64,
    up: (f64, f64),
    (marks, name): (&[f64], &str),
    style: &Style,
) -> Result<()> {
    let (window, green) = ([ACROSS, up], ink::method(style));
    let panel = Panel::on(area, style).bare().margin(0.0).font(14.0);
    let mut panel = panel.x(ACROSS.0..ACROSS.1, "").y(up.0..up.1, "").draw()?;
    ticks(&mut panel, window, [&numbered(&[1.0, 1.5, 2.0, 3.0]), &numbered(marks)], style)?;
    panel.line([(ACROSS.0, of_true), (ACROSS.1, of_true)], Stroke::new(ink::truth(style), 1.8))?;
    panel.line(points.iter().copied(), Stroke::new(green, 2.0))?;
    for point in points {
        panel.knob(*point, 3.2, green)?;
    }
    outline(&mut panel, window, Stroke::new(ink::grid(style), 0.9))?;
    panel.label(name, ((ACROSS.0 + ACROSS.1) / 2.0, up.1), (0.0, -6.0), Anchor::Above, ink::text(style))?;
    panel.label("$w$", ((ACROSS.0 + ACROSS.1) / 2.0, up.0), (0.0, 25.0), Anchor::Below, ink::text(style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_least_near_one_and_the_labels_are_surer_than_true_ones() {
        let Data { weights, of_true } = kept(&DATA, || data(SEED)).unwrap();
        let of = |w: f64| weights.iter().find(|judged| judged.w == w).unwrap();
        let least = weights.iter().map(|judged| judged.distance).fold(f64::INFINITY, f64::min);
        assert!([0.75, 1.0, 1.25].iter().any(|w| of(*w).distance == least));
        assert!(
            of(1.0).distance > of_true.0 && of(1.5).distance < of(2.0).distance && of(2.0).distance < of(3.0).distance
        );
        assert!(of(2.0).accuracy > of_true.1 && of(3.0).accuracy > of_true.1);
        assert!(weights.iter().all(|judged| (DISTANCES.0..DISTANCES.1).contains(&judged.distance)));
        assert!(weights.iter().all(|judged| (ACCURACIES.0..ACCURACIES.1).contains(&judged.accuracy)));
    }
}
