//! `classifier_guidance_intuition.png`: the field to all data, what a classifier adds to it, and their sum.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};

use super::hills::{Hills, REACH, arrows, cells, frame, square};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (480, 184);
/// Side of a panel and the room between two, in CSS pixels.
const SIDE: f64 = 142.0;
const GAP: f64 = 22.0;
const TOP: f64 = 36.0;
/// Arrows in a row.
const ARROWS: usize = 6;

pub const FIGURE: Figure = Figure {
    id: "classifier_guidance_intuition",
    caption: Text::new(
        "Classifier guidance at $t = 0.5$, for three hills of data, the upper one with the label $y$. Left: the field $u_t(x)$ to all data, over their density $p_t(x)$. Middle: what the classifier adds, $\\frac{1 - t}{t}\\,\\nabla \\log p_t(y \\mid x)$, over its answer $p_t(y \\mid x)$ (the darker, the surer): uphill, and hardly anything where it is sure of $y$. Right: their sum is the field $u_t(x \\mid y)$ to the data with this label, over the density of these. All arrows have one scale.",
        "$t = 0.5$ 时的分类器引导。数据是三座峰，上面一座的标签是 $y$。左：通往全体数据的向量场 $u_t(x)$，底色是密度 $p_t(x)$。中：分类器加上的部分 $\\frac{1 - t}{t}\\,\\nabla \\log p_t(y \\mid x)$，底色是它的回答 $p_t(y \\mid x)$，颜色越深把握越大；箭头指向上坡，在它确信是 $y$ 的地方几乎为零。右：两者之和就是通往带有这个标签的数据的向量场 $u_t(x \\mid y)$，底色是这些数据的密度。所有箭头用同一比例。",
    ),
    alt: Text::new(
        "Three square panels with a plus sign and an equals sign between them. Left, arrows that lead to three grey spots. Middle, purple arrows that lead up to a shaded region in the upper third and die out there. Right, blue arrows that all lead to one blue spot above.",
        "三幅方形图，中间有加号和等号。左：箭头通往三块灰斑。中：紫色箭头指向上方的深色区域，到了那里便消失。右：蓝色箭头全都通往上方的一块蓝斑。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The hills, and at each place of a grid what the three panels show.
pub struct Data {
    pub hills: Hills,
    pub parts: [Array2<f64>; 3],
}

pub fn data() -> Result<Data> {
    let (hills, places) = (Hills::new()?, cells(ARROWS));
    Ok(Data { parts: [hills.u(&places), hills.push(&places)?, hills.u_given(&places)], hills })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let text = ink::text(style);
    let inks = [text, ink::other_method(style), ink::data(style)];
    let titles = ["$u_t(x)$", "$\\frac{1-t}{t}\\nabla\\log p_t(y\\,|\\,x)$", "$u_t(x\\,|\\,y)$"];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let whole = Panel::on(area, style).bare().margin(0.0).font(22.0);
        let mut whole = whole.x(0.0..f64::from(SIZE.0), "").y(-f64::from(SIZE.1)..0.0, "").draw()?;
        for (k, sign) in ["$+$", "$=$"].into_iter().enumerate() {
            let right = left(k) + SIDE + GAP / 2.0;
            whole.label(sign, (right, -TOP - SIDE / 2.0), (0.0, 0.0), Anchor::Centre, text)?;
        }
        for (k, (part, title)) in data.parts.iter().zip(titles).enumerate() {
            let place = area.clone().shrink((px(left(k)), px(TOP)), (px(SIDE), px(SIDE)));
            let mut panel = square(&place, 16.0, style)?;
            match k {
                0 => data.hills.shade_density(&mut panel, false, ink::truth(style))?,
                1 => data.hills.shade_posterior(&mut panel, ink::other_method(style), style)?,
                _ => data.hills.shade_density(&mut panel, true, ink::data(style))?,
            }
            arrows(&mut panel, &cells(ARROWS), part, Stroke::new(inks[k].alpha(0.75), 1.1))?;
            frame(&mut panel, style)?;
            panel.label(title, (0.0, REACH), (0.0, -6.0), Anchor::Above, inks[k])?;
        }
        Ok(())
    })
}

/// Left side of a panel.
fn left(k: usize) -> f64 {
    5.0 + (SIDE + GAP) * k as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guidance::figures::hills::first;

    #[test]
    fn the_right_panel_is_the_sum_of_the_others() {
        let [u, push, sum] = data().unwrap().parts;
        let gap = u + push - sum;
        assert!(gap.iter().all(|gap| gap.abs() < 1e-13), "{gap}"); // some roundings of numbers below 10
    }

    #[test]
    fn the_classifier_pushes_little_where_it_is_sure() {
        let hills = Hills::new().unwrap();
        let length = |x: f64, y: f64| {
            let push = first(&hills.push(&Array2::from_shape_fn((1, 2), |(_, axis)| [x, y][axis])).unwrap());
            push.0.hypot(push.1)
        };
        assert!(length(0.0, 1.5) < 0.05 && length(0.0, -1.0) > 3.0);
    }
}
