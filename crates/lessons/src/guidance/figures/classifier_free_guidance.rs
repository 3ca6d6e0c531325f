//! `classifier_free_guidance.png`: the field of a class less the field to all data: a classifier's arrows without one.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Scene, Style, ink};

use super::equation::{self, Ground, Term, places};
use super::hills::Hills;
use crate::{Figure, Make};

pub const FIGURE: Figure = Figure {
    id: "classifier_free_guidance",
    caption: Text::new(
        "Guidance without a classifier: a perfect network that was told the labels in some of its training, and nothing in the rest, knows both fields. Left: $u_t(x \\mid y)$, to the data with the label $y$. Middle: $u_t(x)$, to all data. Right: their difference. It is, arrow by arrow, what a classifier would add, $\\frac{1 - t}{t}\\,\\nabla \\log p_t(y \\mid x)$, though nobody has trained one. Exact fields of three hills at $t = 0.5$, one scale.",
        "不用分类器的引导：一个完美的网络，在训练中有时看得到标签，有时看不到，于是两个向量场都学会了。左：通往标签为 $y$ 的数据的 $u_t(x \\mid y)$。中：通往全体数据的 $u_t(x)$。右：两者之差。每一支箭头都等于分类器会加上的 $\\frac{1 - t}{t}\\,\\nabla \\log p_t(y \\mid x)$，而这里并没有训练过分类器。三座峰的精确向量场，$t = 0.5$，所有箭头用同一比例。",
    ),
    alt: Text::new(
        "Three square panels with a minus sign and an equals sign between them. Left, blue arrows that lead to one blue spot above. Middle, dark arrows that lead to three grey spots. Right, purple arrows that lead to the upper third and die out there.",
        "三幅方形图，中间有减号和等号。左：蓝色箭头通往上方的一块蓝斑。中：深色箭头通往三块灰斑。右：紫色箭头指向上方，到了那里便消失。",
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
    let (given, all) = (hills.u_given(&places), hills.u(&places));
    let difference = &given - &all;
    Ok(Data { hills, parts: [given, all, difference] })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let [u_given, u, difference] = data.parts.clone();
    let terms = [
        Term { title: "$u_t(x\\,|\\,y)$", ink: ink::data(style), arrows: u_given, ground: Ground::DensityOfClass },
        Term { title: "$u_t(x)$", ink: ink::text(style), arrows: u, ground: Ground::Density },
        Term {
            title: "$u_t(x\\,|\\,y) - u_t(x)$",
            ink: ink::other_method(style),
            arrows: difference,
            ground: Ground::Nothing,
        },
    ];
    equation::draw(&data.hills, &terms, ["$-$", "$=$"], style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_the_fields_is_the_gradient_of_a_classifier() {
        let Data { hills, parts: [_, _, difference] } = data().unwrap();
        let gap = difference - hills.push(&places()).unwrap();
        assert!(gap.iter().all(|gap| gap.abs() < 1e-13), "{gap}"); // some roundings of numbers below 10
    }
}
