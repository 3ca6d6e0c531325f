//! `classifier_free_guidance_scale.png`: the difference of two fields, times w: a straight line of guided velocities.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};

use super::hills::{Hills, first};
use crate::drawing::outline;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (336, 307);
/// What is seen of the plane.
const WINDOW: [(f64, f64); 2] = [(-1.85, 2.6), (-2.3, 1.75)];
const TOP: f64 = 8.0;
/// Where the arrows start.
const PLACE: (f64, f64) = (0.95, -1.85);
/// Length of the arrow of speed 1: longer than in a field of arrows.
const UNIT: f64 = 0.2;
const WEIGHTS: [f64; 4] = [0.0, 1.0, 2.0, 3.0];

pub const FIGURE: Figure = Figure {
    id: "classifier_free_guidance_scale",
    caption: Text::new(
        "The strength of guidance, at one place. Dark: the velocity $u$ to all data. Blue: $u_y$, to the data with the label $y$. The guided velocity $u + w\\,(u_y - u)$ has its end on the straight line through the ends of both (dashes): at $w = 0$ it is $u$, at $w = 1$ it is $u_y$, and beyond (green, $w = 2, 3$) it exaggerates what the label adds. Discs: the hill with the label $y$ (blue) and the two others, at $t = 0.5$.",
        "在一个位置上看引导的强度。深色：通往全体数据的速度 $u$。蓝色：通往标签为 $y$ 的数据的速度 $u_y$。引导后的速度 $u + w\\,(u_y - u)$，末端总在过这两个末端的直线上（虚线）：$w = 0$ 时是 $u$，$w = 1$ 时是 $u_y$，再往前（绿色，$w = 2, 3$）就夸大了标签带来的变化。底色：$t = 0.5$ 时标签为 $y$ 的峰（蓝色）和另外两座峰。",
    ),
    alt: Text::new(
        "Four arrows fan out from one ringed place: a short dark one to the right, a blue one upwards, two green ones further to the left and longer. Their ends lie on a dashed straight line at equal distances, marked w = 0, 1, 2, 3.",
        "从一个带圈的位置散开四支箭头：短的深色箭头指向右，蓝色的向上，两支绿色的更偏左、更长。它们的末端等距地排在一条虚线上，标着 w = 0、1、2、3。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The hills, and the velocity at the place for each weight.
pub struct Data {
    pub hills: Hills,
    pub velocities: [(f64, f64); 4],
}

pub fn data() -> Result<Data> {
    let hills = Hills::new()?;
    let (u, u_y) = (first(&hills.u(&place())), first(&hills.u_given(&place())));
    let velocities = WEIGHTS.map(|w| (u.0 + w * (u_y.0 - u.0), u.1 + w * (u_y.1 - u.1)));
    Ok(Data { hills, velocities })
}

/// [`PLACE`] as a batch of one.
fn place() -> Array2<f64> {
    array![[PLACE.0, PLACE.1]]
}

/// Where the arrow of a velocity ends.
fn end((u1, u2): (f64, f64)) -> (f64, f64) {
    (PLACE.0 + UNIT * u1, PLACE.1 + UNIT * u2)
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (text, green) = (ink::text(style), ink::method(style));
    let inks = [text, ink::data(style), green, green];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (width, height) = (f64::from(SIZE.0) - 16.0, f64::from(SIZE.1) - 16.0);
        let place = area.clone().shrink((px(8.0), px(TOP)), (px(width), px(height)));
        let [(left, right), (low, high)] = WINDOW;
        let panel = Panel::on(&place, style).bare().margin(0.0).font(18.0);
        let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
        data.hills.shade_density(&mut panel, false, ink::truth(style))?;
        data.hills.shade_density(&mut panel, true, ink::data(style))?;
        let ends = data.velocities.map(end);
        let beyond =
            |share: f64| (ends[0].0 + share * (ends[3].0 - ends[0].0), ends[0].1 + share * (ends[3].1 - ends[0].1));
        panel.dashes([beyond(-0.08), beyond(1.08)], Stroke::new(ink::other_method(style), 1.6), (5.0, 4.0))?;
        for (end, ink) in ends.into_iter().zip(inks).rev() {
            panel.arrow(PLACE, end, Stroke::new(ink, 2.6))?;
        }
        let words = ["$u\\;\\;(w = 0)$", "$u_y\\;\\;(w = 1)$", "$w = 2$", "$w = 3$"];
        for ((end, ink), words) in ends.into_iter().zip(inks).zip(words) {
            panel.label(words, end, (8.0, 0.0), Anchor::Right, ink)?;
        }
        panel.knob(PLACE, 3.8, text)?;
        panel.label("$x$", PLACE, (-7.0, 4.0), Anchor::Left, text)?;
        outline(&mut panel, WINDOW, Stroke::new(ink::truth(style), 0.9))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::figures::hills::REACH;

    #[test]
    fn the_ends_lie_at_equal_distances_on_a_line_in_the_picture() {
        let ends = data().unwrap().velocities.map(end);
        let step = |k: usize| (ends[k + 1].0 - ends[k].0, ends[k + 1].1 - ends[k].1);
        for k in 0..3 {
            assert!((step(k).0 - step(0).0).abs() < 1e-14 && (step(k).1 - step(0).1).abs() < 1e-14);
        }
        let [x, y] = WINDOW.map(|(low, high)| low..high);
        assert!(ends.iter().all(|end| x.contains(&end.0) && y.contains(&end.1)), "{ends:?}");
    }

    #[test]
    fn the_second_velocity_is_that_of_the_class() {
        let Data { hills, velocities } = data().unwrap();
        let given = first(&hills.u_given(&place()));
        assert!((velocities[1].0 - given.0).abs() < 1e-14 && (velocities[1].1 - given.1).abs() < 1e-14);
        assert!(given.1 > 0.0 && given.1 < REACH / UNIT, "upwards, to the class");
    }
}
