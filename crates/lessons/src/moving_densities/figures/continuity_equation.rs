//! `continuity_equation.png`: what a field carries into a small region and out of it, and the mass there.

use flowlab::distribution::{Density, Gaussian, GaussianMixture};
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, Array2, array};
use flowlab::path::MarginalField;
use flowlab::plot::{Anchor, Area, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, VectorField};

use crate::drawing::{contours, density_at_knots, linspace, outline, points};
use crate::models::{exact_field, normal_cdf};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (470, 322);
/// The data are two Gaussians at (2.4, ±1.4).
const MEAN: (f64, f64) = (2.4, 1.4);
const SD: f64 = 0.5;
/// The time of the picture at the left.
const NOW: f64 = 0.5;
/// The region: its left and right side, then its lower and upper one.
const REGION: [(f64, f64); 2] = [(0.8, 2.0), (0.2, 1.4)];
/// What is seen of the plane, and its side in CSS pixels.
const WINDOW: [(f64, f64); 2] = [(-0.9, 3.3), (-1.4, 2.8)];
const SIDE: f64 = 262.0;
/// The density has its knots on the square from -REACH to REACH.
const REACH: f64 = 4.5;
const KNOTS: usize = 121;
const LEVELS: usize = 7;
/// Arrows of the field in a row, and the length of speed 1.
const ARROWS: usize = 8;
const UNIT: f64 = 0.13;
/// Length of an arrow through a side, and the width that stands for a flow of 1, in CSS pixels.
const THROUGH: f64 = 0.8;
const WIDTH: f64 = 13.0;

pub const FIGURE: Figure = Figure {
    id: "continuity_equation",
    caption: Text::new(
        "The continuity equation $\\partial_t p_t = -\\mathrm{div}(p_t u_t)$, said for a small square. Left: the density $p_t$ (grey), its field $u_t$ (thin arrows), and the mass that flows through each side of the square in a unit of time, into it (green) and out of it (purple). Right: the mass in the square. It is neither made nor lost, so at this moment it grows at the rate in minus out, $0.77 - 0.20 = 0.57$: the slope of the tangent.",
        "小方框上的连续性方程 $\\partial_t p_t = -\\mathrm{div}(p_t u_t)$。左：密度 $p_t$（灰色）、它的向量场 $u_t$（细箭头），以及单位时间内穿过方框每条边的质量，流入为绿色，流出为紫色。右：方框内的质量。质量既不产生也不消失，所以此刻它的增长率等于流入减流出，$0.77 - 0.20 = 0.57$，也就是切线的斜率。",
    ),
    alt: Text::new(
        "Left, grey level lines of a density that moves to the right and a square on its way; thick green arrows with 0.61 and 0.16 lead in from the left and from below, thin purple ones with 0.14 and 0.06 lead out at the right and above. Right, the mass in the square rises and falls over time; at t = 0.5 stands its steep tangent.",
        "左：向右移动的密度（灰色等高线）和途中的一个方框；标着 0.61 与 0.16 的绿色箭头从左边和下边流入，标着 0.14 与 0.06 的紫色细箭头从右边和上边流出。右：方框内的质量随时间先升后降，t = 0.5 处画着陡峭的切线。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// A side of the region: its middle, and the direction into the region.
const SIDES: [((f64, f64), (f64, f64)); 4] = {
    let [(left, right), (low, high)] = REGION;
    let (x, y) = ((left + right) / 2.0, (low + high) / 2.0);
    [((left, y), (1.0, 0.0)), ((right, y), (-1.0, 0.0)), ((x, low), (0.0, 1.0)), ((x, high), (0.0, -1.0))]
};

pub struct Data {
    pub field: MarginalField,
    /// The mass that flows into the region through each of its [`SIDES`], in a unit of time.
    pub flows: [f64; 4],
}

impl Data {
    /// What flows in and what flows out.
    fn in_and_out(&self) -> (f64, f64) {
        let sum = |sign: f64| self.flows.iter().map(|flow| (sign * flow).max(0.0)).sum();
        (sum(1.0), sum(-1.0))
    }

    /// The mass in the region.
    fn mass(&self, t: f64) -> Result<f64> {
        let law = self.field.law(t)?;
        let within = |part: &Gaussian, axis: usize| {
            let (sd, (low, high)) = (part.covariance()[[axis, axis]].sqrt(), REGION[axis]);
            normal_cdf((high - part.mean()[axis]) / sd) - normal_cdf((low - part.mean()[axis]) / sd)
        };
        let parts = law.components().iter().zip(law.weights());
        Ok(parts.map(|(part, weight)| weight * within(part, 0) * within(part, 1)).sum())
    }
}

pub fn data() -> Result<Data> {
    let means = array![[MEAN.0, MEAN.1], [MEAN.0, -MEAN.1]];
    let field = exact_field(GaussianMixture::isotropic(array![0.5, 0.5], means, SD)?);
    let mut flows = [0.0; 4];
    for (flow, (middle, inward)) in flows.iter_mut().zip(SIDES) {
        *flow = through(&field, middle, inward)?;
    }
    Ok(Data { field, flows })
}

/// The integral of density times velocity, in the direction `inward`, along a side of the region.
fn through(field: &MarginalField, middle: (f64, f64), inward: (f64, f64)) -> Result<f64> {
    const POINTS: usize = 400;
    let length = REGION[0].1 - REGION[0].0;
    let places = Array2::from_shape_fn((POINTS, 2), |(k, axis)| {
        let along = length * ((k as f64 + 0.5) / POINTS as f64 - 0.5);
        if axis == 0 { middle.0 + along * inward.1 } else { middle.1 + along * inward.0 }
    });
    let (density, u) = (field.law(NOW)?.log_density(&places).exp(), field.at(NOW, &places));
    let speed: Array1<f64> = u.dot(&array![inward.0, inward.1]);
    Ok((density * speed).sum() * length / POINTS as f64)
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        plane(&area.clone().shrink((px(8.0), px(28.0)), (px(SIDE), px(SIDE))), data, style)?;
        let rest = f64::from(SIZE.0) - SIDE - 14.0;
        mass(&area.clone().shrink((px(SIDE + 14.0), px(2.0)), (px(rest), px(SIDE + 58.0))), data, style)
    })
}

/// The density, its field, and what flows through the sides of the region.
fn plane(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let (text, muted, grey) = (ink::text(style), ink::muted(style), ink::truth(style));
    let [(left, right), (low, high)] = WINDOW;
    let panel = Panel::on(area, style).bare().margin(0.0).font(15.0);
    let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
    let density = density_at_knots(&data.field.law(NOW)?, REACH, KNOTS);
    let peak = density.fold(0.0_f64, |peak, p| peak.max(*p));
    for level in 1..LEVELS {
        for line in contours([(-REACH, REACH); 2], &density, peak * level as f64 / LEVELS as f64) {
            panel.polygon(line, grey.alpha(0.13))?;
        }
    }
    let cell = (right - left) / ARROWS as f64;
    let places = Array2::from_shape_fn((ARROWS * ARROWS, 2), |(k, axis)| {
        if axis == 0 { left + ((k % ARROWS) as f64 + 0.5) * cell } else { low + ((k / ARROWS) as f64 + 0.5) * cell }
    });
    for ((x, y), (u, v)) in points(&places).into_iter().zip(points(&data.field.at(NOW, &places))) {
        let half = (UNIT * u / 2.0, UNIT * v / 2.0);
        panel.arrow((x - half.0, y - half.1), (x + half.0, y + half.1), Stroke::new(muted.alpha(0.75), 0.9))?;
    }
    outline(&mut panel, REGION, Stroke::new(text, 2.0))?;
    for ((middle, inward), flow) in SIDES.into_iter().zip(data.flows) {
        let colour = if flow > 0.0 { ink::method(style) } else { ink::other_method(style) };
        let end = |share: f64| (middle.0 + share * inward.0, middle.1 + share * inward.1);
        let reach = THROUGH / 2.0 * flow.signum();
        panel.arrow(end(-reach), end(reach), Stroke::new(colour, WIDTH * flow.abs()))?;
        let (offset, anchor) = match inward {
            (x, _) if x > 0.0 => ((-8.0, 0.0), Anchor::Left),
            (x, _) if x < 0.0 => ((4.0, 0.0), Anchor::Right),
            (_, y) if y > 0.0 => ((0.0, 3.0), Anchor::Below),
            _ => ((0.0, -3.0), Anchor::Above),
        };
        panel.label(&format!("{:.2}", flow.abs()), end(-THROUGH / 2.0), offset, anchor, colour)?;
    }
    outline(&mut panel, WINDOW, Stroke::new(ink::grid(style), 0.9))?;
    let middle = (left + right) / 2.0;
    let title = "$\\partial_t p_t = -\\mathrm{div}(p_t\\,u_t)$";
    panel.label(title, (middle, high), (0.0, -5.0), Anchor::Above, text)?;
    let (inflow, outflow) = data.in_and_out();
    let words = Text::new("in", "流入");
    let sum = format!("{} ${inflow:.2}$", words.get(style.lang));
    panel.label(&sum, (left, low), (2.0, 17.0), Anchor::Right, ink::method(style))?;
    let words = Text::new("out", "流出");
    let sum = format!("$-$ {} ${outflow:.2}$", words.get(style.lang));
    panel.label(&sum, (left, low), (88.0, 17.0), Anchor::Right, ink::other_method(style))?;
    panel.label(&format!("$= {:.2}$", inflow - outflow), (left, low), (182.0, 17.0), Anchor::Right, text)
}

/// The mass in the region over time, and its tangent now.
fn mass(area: &Area, data: &Data, style: &Style) -> Result<()> {
    const HIGH: f64 = 0.43;
    let text = ink::text(style);
    let name = Text::new("mass in the square", "方框内的质量");
    let panel = Panel::on(area, style).title(name.get(style.lang)).x(0.0..1.0, "$t$").y(0.0..HIGH, "");
    let mut panel = panel.ticks(3, 5).font(15.0).margin(4.0).draw()?;
    let times = linspace(0.0, 1.0, 121);
    let curve = times.into_iter().map(|t| Ok((t, data.mass(t)?))).collect::<Result<Vec<_>>>()?;
    panel.line(curve, Stroke::new(ink::truth(style), 2.2))?;
    let ((inflow, outflow), now) = (data.in_and_out(), data.mass(NOW)?);
    let along = |t: f64| (t, now + (inflow - outflow) * (t - NOW));
    panel.line([along(NOW - 0.22), along(NOW + 0.22)], Stroke::new(text, 2.2))?;
    panel.knob((NOW, now), 4.0, text)?;
    let words = Text::new("slope", "斜率");
    let slope = format!("{} ${:.2}$", words.get(style.lang), inflow - outflow);
    panel.label(&slope, along(NOW + 0.12), (-8.0, 0.0), Anchor::Left, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mass_grows_by_what_flows_in_less_what_flows_out() {
        let data = data().unwrap();
        let step = 1e-4;
        let slope = (data.mass(NOW + step).unwrap() - data.mass(NOW - step).unwrap()) / (2.0 * step);
        // midpoints of 400 parts: (length/400)^2/24 of a second derivative below 10; the step: its square, the same
        assert!((data.flows.iter().sum::<f64>() - slope).abs() < 1e-5, "{:?} {slope}", data.flows);
    }

    #[test]
    fn the_numbers_of_the_caption_are_those_of_the_picture_and_add_up() {
        let data = data().unwrap();
        let (inflow, outflow) = data.in_and_out();
        let sum = format!("{inflow:.2} - {outflow:.2} = {:.2}", inflow - outflow);
        assert!(FIGURE.caption.en.contains(&sum) && FIGURE.caption.zh.contains(&sum), "{sum}");
        let flows = data.flows.map(|flow| format!("{:.2}", flow.abs()));
        assert!(flows.iter().all(|flow| FIGURE.alt.en.contains(flow) && FIGURE.alt.zh.contains(flow)), "{flows:?}");
        // in from the left and from below, out at the right and above
        assert_eq!(data.flows.map(|flow| flow > 0.0), [true, false, true, false]);
        let shown = |sign: f64| data.flows.iter().filter(move |f| *f * sign > 0.0).map(|f| (100.0 * f.abs()).round());
        assert_eq!(
            [1.0, -1.0].map(|sign| shown(sign).sum::<f64>()),
            [inflow, outflow].map(|sum| (100.0 * sum).round())
        );
    }
}
