//! `classifier_guidance_intuition.png`: the field to all data, what a classifier adds to it, and their sum.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Scene, Style, ink};

use super::equation::{self, Ground, Term, places};
use super::hills::Hills;
use crate::{Figure, Make};

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
    let (hills, places) = (Hills::new()?, places());
    Ok(Data { parts: [hills.u(&places), hills.push(&places)?, hills.u_given(&places)], hills })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let [u, push, u_given] = data.parts.clone();
    let terms = [
        Term { title: "$u_t(x)$", ink: ink::text(style), arrows: u, ground: Ground::Density },
        Term {
            title: "$\\frac{1-t}{t}\\nabla\\log p_t(y\\,|\\,x)$",
            ink: ink::other_method(style),
            arrows: push,
            ground: Ground::Posterior,
        },
        Term { title: "$u_t(x\\,|\\,y)$", ink: ink::data(style), arrows: u_given, ground: Ground::DensityOfClass },
    ];
    equation::draw(&data.hills, &terms, ["$+$", "$=$"], style)
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
