//! `digits_and_copies.png`: pictures from four sources, and below each the training picture that is nearest to it.

use flowlab::distribution::{Digits, Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::metrics::nearest;
use flowlab::ndarray::{Array2, ArrayRef2, Axis};
use flowlab::ode::{Euler, Heun};
use flowlab::path::{GaussianPath, PointField, Schedule};
use flowlab::plot::{Anchor, Panel, Scene, Style, ink};
use flowlab::{Result, Seed, TimeGrid, simulate_ode_final};

use super::digit::digit;
use crate::models::trained_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (480, 508);
/// In CSS pixels: a pixel of a digit, gap between two digits, rim, room for words, gap below a group.
const PIXEL: f64 = 5.0;
const SIDE: f64 = 8.0 * PIXEL;
const GAP: f64 = 6.0;
const RIM: f64 = 13.0;
const WORDS: f64 = 28.0;
const SPACE: f64 = 14.0;
/// Pictures in a group.
const SHOWN: usize = 10;
const FEW: f64 = 20.0;
const STEPS: usize = 50;
const SEED: Seed = Seed(182);

pub const FIGURE: Figure = Figure {
    id: "digits_and_copies",
    caption: Text::new(
        "Dark: pictures from four sources. Blue, below each: the picture of the training set that is nearest to it. Held-out pictures have relatives there. The exact field of 20 pictures gives these pictures back, and a network that was trained on them nearly does. A network that was trained on 1197 makes pictures which, like true ones, have relatives. Both networks had 15 000 steps.",
        "深色：四种来源的图像。蓝色，在每张的下面：训练集中离它最近的图像。留出的图像，在训练集里只有近亲。20 张图像的精确场，给出的就是这些图像本身；用它们训练的网络，也几乎如此。用 1197 张训练的网络，画出的图像与真实图像一样，在训练集里只有近亲。两个网络都训练了 15 000 步。",
    ),
    alt: Text::new(
        "Four pairs of rows of ten small digits, dark above and blue below. In the first and the last pair the blue digit is the same numeral in another hand; in the second it is the same picture, and in the third nearly so.",
        "四组图像，每组上下两行，每行十个小数字，上面深色，下面蓝色。第一组和最后一组里，上下是同一个数字的不同写法；第二组里上下是同一张图像，第三组里几乎是。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

const NAMES: [Text; 4] = [
    Text::new("held-out pictures", "留出的图像"),
    Text::new("exact field of 20 pictures", "20 张图像的精确场"),
    Text::new("network, trained on these 20", "用这 20 张训练的网络"),
    Text::new("network, trained on 1197", "用 1197 张训练的网络"),
];

/// Pictures, and their nearest ones of a training set: (SHOWN, 64) each.
pub struct Group {
    pub pictures: Array2<f64>,
    pub nearest: Array2<f64>,
}

impl Group {
    fn new(pictures: Array2<f64>, training: &ArrayRef2<f64>) -> Result<Group> {
        let rows = nearest(&pictures, training)?.0;
        Ok(Group { nearest: training.select(Axis(0), &rows), pictures })
    }
}

pub fn data(seed: Seed) -> Result<[Group; 4]> {
    let (training, held_out) = Digits::split();
    let few = training.split(Seed(1), FEW / training.len() as f64)?.0;
    let noise = Gaussian::standard(training.dim())?.sample(seed, SHOWN)?;
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let first: Vec<usize> =
        (0..SHOWN).filter_map(|label| held_out.labels().iter().position(|other| *other == label)).collect();
    let exact = PointField::new(GaussianPath::new(Schedule::Linear), few.points().to_owned())?;
    // the network of few can only be asked for digits that are among them
    let shown: Vec<usize> = few.labels().iter().copied().take(SHOWN).collect();
    let labels: Vec<usize> = (0..SHOWN).collect();
    Ok([
        Group::new(held_out.points().select(Axis(0), &first), training.points())?,
        Group::new(simulate_ode_final(&exact, &Euler, &grid, &noise)?, few.points())?,
        Group::new(trained_field("digits-20")?.by_labels(&shown, 1.0, &Heun, &grid, &noise)?, few.points())?,
        Group::new(trained_field("digits")?.by_labels(&labels, 1.0, &Heun, &grid, &noise)?, training.points())?,
    ])
}

pub fn draw(groups: &[Group; 4], style: &Style) -> Result<Scene> {
    let (dark, blue) = (ink::text(style), ink::data(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let [width, height] = [SIZE.0, SIZE.1].map(f64::from);
        let panel = Panel::on(area, style).bare().margin(0.0).font(17.0);
        let mut panel = panel.x(0.0..width, "").y(0.0..height, "").draw()?;
        for (k, (group, name)) in groups.iter().zip(NAMES).enumerate() {
            let top = height - k as f64 * (WORDS + 2.0 * SIDE + 3.0 + SPACE);
            panel.label(name.get(style.lang), (RIM, top - 0.5 * WORDS), (0.0, 0.0), Anchor::Right, dark)?;
            let places = (0..SHOWN).map(|column| RIM + (SIDE + GAP) * column as f64);
            for (left, (z, near)) in places.zip(group.pictures.rows().into_iter().zip(group.nearest.rows())) {
                digit(&mut panel, (left, top - WORDS), PIXEL, z, dark, style)?;
                digit(&mut panel, (left, top - WORDS - SIDE - 3.0), PIXEL, near, blue, style)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::ndarray::Array1;

    /// How far each picture is from its nearest.
    fn gaps(group: &Group) -> Array1<f64> {
        (&group.pictures - &group.nearest).mapv(|gap| gap * gap).sum_axis(Axis(1)).mapv(f64::sqrt)
    }

    #[test]
    fn the_field_of_few_copies_its_network_nearly_and_the_network_of_many_does_not() {
        let [held, exact, few, many] = data(SEED).unwrap().map(|group| gaps(&group));
        let mean = |gaps: &Array1<f64>| gaps.mean().unwrap();
        assert!(exact.iter().all(|gap| *gap < 1e-3), "{exact}");
        assert!(mean(&few) < 1.0, "{few}");
        // held-out pictures are some 2 away from the nearest one, and so are those of the network
        assert!([&held, &many].iter().all(|gaps| mean(gaps) > 1.5 && mean(gaps) < 3.0), "{held} {many}");
    }
}
