//! `guided_paths.png`: guided trajectories beside those of the class, and when they are pushed.

use flowlab::lang::Text;
use flowlab::ndarray::Array1;
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Area, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, TimeGrid, Trajectory, VectorField, simulate_ode};

use super::hills::guided;
use crate::drawing::{curve, key, numbers_below, numbers_left, outline};
use crate::models::{exact_field, mixture, noise_quantiles};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 322);
const W: f64 = 3.0;
const DRAWN: usize = 11;
/// Starts over which the push is averaged, and steps.
const QUANTILES: usize = 400;
const STEPS: usize = 200;
/// By then most of the push is spent.
const EARLY: f64 = 0.25;
const ACROSS: (f64, f64) = (-2.6, 3.6);

pub const FIGURE: Figure = Figure {
    id: "guided_paths",
    caption: Text::new(
        "Data: half $\\mathcal N(-2, \\frac14)$, half $\\mathcal N(2, \\frac14)$; asked is the upper class. Left: trajectories from the same starts (orange) under the field $u_y$ of the class (grey) and under the guided field $u + w\\,(u_y - u)$ at $w = 3$ (green). They part early; measured in spreads of the class their distance then hardly changes. All guided ones end above the middle of the class, closer together. Right: the share of $\\int_0^1 (w - 1)(u_y - u)\\,dt$, on average over the guided trajectories, that has come by the time $t$: 0.90 by $t = 0.25$, when the two classes still overlap.",
        "数据：$\\mathcal N(-2, \\frac14)$ 与 $\\mathcal N(2, \\frac14)$ 各占一半，要的是上面一类。左：从同样的起点（橙色）出发，沿该类的向量场 $u_y$（灰色）和 $w = 3$ 的引导向量场 $u + w\\,(u_y - u)$（绿色）的轨迹。两者很早就分开，此后以本类的标准差为单位，距离几乎不再改变。引导的轨迹都停在类中心的上方，彼此也更靠近。右：$\\int_0^1 (w - 1)(u_y - u)\\,dt$ 沿引导的轨迹取平均，到时刻 $t$ 为止已完成的比例：到 $t = 0.25$ 已有 0.90，那时两类还有一部分混在一起。",
    ),
    alt: Text::new(
        "Left, eleven grey and eleven green curves from the same starts; the green ones lie above the grey ones from early on and end in a narrower bundle further up. Right, a curve that rises steeply from 0, is at 0.90 at t = 0.25, and then flattens towards 1.",
        "左：从同样起点出发的十一条灰色曲线和十一条绿色曲线；绿色的很早就到了灰色的上方，终点更高，也更集中。右：一条从 0 陡然上升的曲线，在 t = 0.25 处达到 0.90，随后渐渐平缓，趋于 1。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Trajectories of either field, and the share of the push that has come by each knot.
pub struct Data {
    pub of_class: Trajectory,
    pub guided: Trajectory,
    pub spent: Vec<(f64, f64)>,
}

pub fn data() -> Result<Data> {
    let (data, grid) = (mixture()?, TimeGrid::uniform(0.0, 1.0, STEPS)?);
    let class = data.components()[1].clone();
    let (all, given) = (exact_field(data.clone()), exact_field(class.clone()));
    let field = guided(data, class, W)?;
    let starts = noise_quantiles(DRAWN)?;
    let many = simulate_ode(&field, &Rk4, &grid, &noise_quantiles(QUANTILES)?)?;
    let push = |i: usize| {
        let (t, x) = (grid.t(i), many.state(i));
        (W - 1.0) * (given.at(t, &x) - all.at(t, &x)).mean().unwrap_or_default()
    };
    let mut spent = vec![0.0];
    for i in 0..STEPS {
        spent.push(spent[i] + (push(i) + push(i + 1)) / 2.0 * grid.h());
    }
    let total = spent[STEPS];
    let spent = grid.knots().iter().zip(spent).map(|(t, sum)| (*t, sum / total)).collect();
    Ok(Data {
        of_class: simulate_ode(&given, &Rk4, &grid, &starts)?,
        guided: simulate_ode(&field, &Rk4, &grid, &starts)?,
        spent,
    })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        ways(&area.clone().shrink((px(44.0), px(36.0)), (px(366.0), px(240.0))), data, style)?;
        push(&area.clone().shrink((px(478.0), px(36.0)), (px(224.0), px(240.0))), data, style)
    })
}

/// The trajectories over time.
fn ways(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let (text, green, grey) = (ink::text(style), ink::method(style), ink::truth(style));
    let window = [(-0.01, 1.01), ACROSS];
    let panel = Panel::on(area, style).bare().margin(0.0).font(14.0);
    let mut panel = panel.x(window[0].0..window[0].1, "").y(ACROSS.0..ACROSS.1, "").draw()?;
    outline(&mut panel, window, Stroke::new(ink::grid(style), 0.9))?;
    panel.dashes([(0.0, 2.0), (1.0, 2.0)], Stroke::new(ink::data(style).alpha(0.7), 1.1), (4.0, 4.0))?;
    for (ways, stroke) in [(&data.of_class, Stroke::new(grey, 1.2)), (&data.guided, Stroke::new(green, 1.6))] {
        for k in 0..DRAWN {
            panel.line(way(ways, k), stroke)?;
            panel.dots([way(ways, k)[STEPS]], 2.3, stroke.colour)?;
        }
    }
    panel.dots((0..DRAWN).map(|k| way(&data.guided, k)[0]), 2.5, ink::noise(style))?;
    numbers_below(&mut panel, &[0.0, 0.25, 0.5, 0.75, 1.0], ACROSS.0, style)?;
    numbers_left(&mut panel, &[-2.0, 0.0, 2.0], window[0].0, style)?;
    panel.label("$t$", (0.5, ACROSS.0), (0.0, 24.0), Anchor::Below, text)?;
    panel.label("$X_t$", (window[0].0, 3.0), (-6.0, 0.0), Anchor::Left, text)?;
    key(&mut panel, (0.06, 3.2), Stroke::new(grey, 2.0), "$w = 1$", text)?;
    key(&mut panel, (0.25, 3.2), Stroke::new(green, 2.4), &format!("$w = {}$", number(W)), text)
}

/// One trajectory over time.
fn way(ways: &Trajectory, k: usize) -> Vec<(f64, f64)> {
    let place: Array1<f64> = ways.particle(k).column(0).to_owned();
    curve(ways.grid.knots(), &place)
}

/// The share of the push that has come.
fn push(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let (text, green) = (ink::text(style), ink::method(style));
    let window = [(0.0, 1.0), (0.0, 1.04)];
    let panel = Panel::on(area, style).bare().margin(0.0).font(14.0);
    let mut panel = panel.x(0.0..1.0, "").y(0.0..window[1].1, "").draw()?;
    outline(&mut panel, window, Stroke::new(ink::grid(style), 0.9))?;
    let early = data.spent[(EARLY * STEPS as f64) as usize];
    let cross = [(EARLY, 0.0), early, (0.0, early.1)];
    panel.dashes(cross, Stroke::new(ink::muted(style), 1.1), (4.0, 4.0))?;
    panel.line(data.spent.iter().copied(), Stroke::new(green, 2.2))?;
    panel.knob(early, 3.6, green)?;
    panel.label(&format!("${:.2}$", early.1), early, (8.0, 10.0), Anchor::Right, text)?;
    numbers_below(&mut panel, &[0.0, 0.25, 0.5, 0.75, 1.0], 0.0, style)?;
    numbers_left(&mut panel, &[0.0, 0.5, 1.0], 0.0, style)?;
    panel.label("$t$", (0.5, 0.0), (0.0, 24.0), Anchor::Below, text)?;
    let title = "$\\int_0^t (w-1)(u_y - u)\\,ds$";
    panel.label(title, (0.5, window[1].1), (0.0, -8.0), Anchor::Above, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_tenths_of_the_push_come_early_and_all_of_it_in_the_end() {
        let spent = data().unwrap().spent;
        assert!(spent.windows(2).all(|pair| pair[0].1 <= pair[1].1), "it always pushes towards the class");
        let early = spent[(EARLY * STEPS as f64) as usize].1;
        assert!((early - 0.9).abs() < 0.005 && (spent[STEPS].1 - 1.0).abs() < 1e-12, "{early}");
    }

    #[test]
    fn guided_trajectories_end_above_those_of_the_class_and_closer_together() {
        let data = data().unwrap();
        let [of_class, guided] = [&data.of_class, &data.guided].map(|ways| ways.last().column(0).to_vec());
        assert!(of_class.iter().zip(&guided).all(|(low, high)| low < high), "{of_class:?} {guided:?}");
        let reach = |ends: &[f64]| ends[DRAWN - 1] - ends[0];
        assert!(reach(&guided) < 0.8 * reach(&of_class));
        assert!(guided[DRAWN / 2] > 2.3 && guided.iter().chain(&of_class).all(|x| *x < ACROSS.1), "{guided:?}");
    }
}
