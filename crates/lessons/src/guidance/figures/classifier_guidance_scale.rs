//! `classifier_guidance_scale.png`: the classifier's gradient times w, added to the field.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink, number, px};

use super::hills::{Hills, REACH, first, frame, square};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (480, 186);
const SIDE: f64 = 148.0;
const TOP: f64 = 30.0;
const WEIGHTS: [f64; 3] = [1.0, 2.0, 3.0];
/// Where the arrows start.
const PLACE: (f64, f64) = (0.95, -1.85);
/// Length of the arrow of speed 1: longer than in a field of arrows.
const UNIT: f64 = 0.22;

pub const FIGURE: Figure = Figure {
    id: "classifier_guidance_scale",
    caption: Text::new(
        "The classifier's gradient, times a weight $w$. At one place: the field $u_t(x)$ to all data (dark), from its end on $w\\,\\frac{1 - t}{t}\\,\\nabla \\log p_t(y \\mid x)$ (purple), and their sum (green). At $w = 1$ the sum is the exact field $u_t(x \\mid y)$. A larger $w$ stretches the purple arrow alone, so the sum grows and turns further, past the class $y$, away from the hill that is nearest. Shading: $p_t(y \\mid x)$, at $t = 0.5$, for three hills of data, of which the upper one has the label $y$.",
        "分类器的梯度乘以权重 $w$。在同一个位置上画出：通往全体数据的向量场 $u_t(x)$（深色），从它的末端接上的 $w\\,\\frac{1 - t}{t}\\,\\nabla \\log p_t(y \\mid x)$（紫色），以及两者之和（绿色）。$w = 1$ 时，和就是精确的向量场 $u_t(x \\mid y)$。$w$ 变大，只拉长紫色箭头，于是两者之和变得更长，也转得更过，越过标签为 $y$ 的一类，背离最近的那座峰。底色：$t = 0.5$ 时的 $p_t(y \\mid x)$；数据是三座峰，上面一座的标签是 $y$。",
    ),
    alt: Text::new(
        "Three square panels for w = 1, 2 and 3. In each, a short dark arrow and a purple one are put end to end, with a green arrow for their sum; from panel to panel only the purple and the green arrow grow, up towards the shaded region.",
        "三幅方形图，w = 1、2、3。每幅里一支短的深色箭头与一支紫色箭头首尾相接，绿色箭头是它们的和；一幅比一幅长的只有紫色和绿色箭头，指向上方的深色区域。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The hills, and at the place the field to all data and what the classifier adds.
pub struct Data {
    pub hills: Hills,
    pub u: (f64, f64),
    pub push: (f64, f64),
}

impl Data {
    /// Where the arrow of the field ends, and from there that of the classifier, times w.
    fn ends(&self, w: f64) -> [(f64, f64); 2] {
        let ahead = |from: (f64, f64), (u1, u2): (f64, f64)| (from.0 + UNIT * u1, from.1 + UNIT * u2);
        let tip = ahead(PLACE, self.u);
        [tip, ahead(tip, (w * self.push.0, w * self.push.1))]
    }
}

pub fn data() -> Result<Data> {
    let (hills, place) = (Hills::new()?, array![[PLACE.0, PLACE.1]]);
    Ok(Data { u: first(&hills.u(&place)), push: first(&hills.push(&place)?), hills })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (text, purple, green) = (ink::text(style), ink::other_method(style), ink::method(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, w) in WEIGHTS.into_iter().enumerate() {
            let left = 6.0 + 160.0 * k as f64;
            let place = area.clone().shrink((px(left), px(TOP)), (px(SIDE), px(SIDE)));
            let mut panel = square(&place, 16.0, style)?;
            data.hills.shade_posterior(&mut panel, purple, style)?;
            let [tip, end] = data.ends(w);
            panel.arrow(PLACE, end, Stroke::new(green, 2.8))?;
            panel.arrow(PLACE, tip, Stroke::new(text, 2.2))?;
            panel.arrow(tip, end, Stroke::new(purple, 2.2))?;
            panel.knob(PLACE, 3.4, text)?;
            frame(&mut panel, style)?;
            panel.label(&format!("$w = {}$", number(w)), (0.0, REACH), (0.0, -6.0), Anchor::Above, text)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_weight_one_the_sum_is_the_field_of_the_class() {
        let data = data().unwrap();
        let given = first(&data.hills.u_given(&array![[PLACE.0, PLACE.1]]));
        let gap = (data.u.0 + data.push.0 - given.0).hypot(data.u.1 + data.push.1 - given.1);
        assert!(gap < 1e-13, "{gap}"); // some roundings of numbers below 10
    }

    #[test]
    fn every_arrow_ends_in_the_picture() {
        let data = data().unwrap();
        for end in WEIGHTS.into_iter().flat_map(|w| data.ends(w)) {
            assert!(end.0.abs() < REACH && end.1.abs() < REACH, "{end:?}");
        }
    }
}
