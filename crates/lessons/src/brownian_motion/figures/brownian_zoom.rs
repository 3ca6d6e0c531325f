//! `brownian_zoom.png`: a Brownian path looks the same when time is magnified by 8 and space by the root of 8.

use flowlab::lang::Text;
use flowlab::plot::{Anchor, Area, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{BrownianPath, Result, Seed, TimeGrid};

use crate::drawing::{curve, outline};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 300);
/// Steps that a panel shows.
const STEPS: usize = 512;
const FACTOR: usize = 8;
const SEED: Seed = Seed(53);
/// Seeds of the finer details.
const FINER: [Seed; 2] = [Seed(31), Seed(32)];
const HEIGHT: f64 = 1.75;

pub const FIGURE: Figure = Figure {
    id: "brownian_zoom",
    caption: Text::new(
        "One Brownian path under the magnifying glass. Each panel shows the framed start of the panel before it: time magnified by 8, space by $\\sqrt 8$. The path stays just as rough, and after rescaling its law is the same.",
        "放大镜下的一条布朗路径。每一幅显示前一幅方框中的开头部分：时间放大到 8 倍，空间放大到 $\\sqrt 8$ 倍。路径同样粗糙，缩放后分布也不变。",
    ),
    alt: Text::new(
        "Three panels with a jagged path; frames show which part of a panel the next one magnifies; all three look equally rough.",
        "三幅锯齿状的路径；方框标出下一幅放大的部分；三幅看上去同样粗糙。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The path over [0, 1], [0, 1/8] and [0, 1/64], each with the same number of steps: one path, refined twice.
pub fn data(seed: Seed) -> Result<[Vec<(f64, f64)>; 3]> {
    let coarse = BrownianPath::sample(seed, &TimeGrid::uniform(0.0, 1.0, STEPS)?, 1, 1)?;
    let finer = coarse.refine(FACTOR, FINER[0])?;
    let finest = finer.refine(FACTOR, FINER[1])?;
    let start = |path: &BrownianPath| {
        let mut points = curve(path.grid().knots(), &path.particle(0).column(0).to_owned());
        points.truncate(STEPS + 1);
        points
    };
    Ok([start(&coarse), start(&finer), start(&finest)])
}

pub fn draw(paths: &[Vec<(f64, f64)>; 3], style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let third = f64::from(SIZE.0) / 3.0;
        for (k, path) in paths.iter().enumerate() {
            let place = area.clone().shrink((px(k as f64 * third), 0), (px(third), px(f64::from(SIZE.1))));
            panel(&place, path, k, style)?;
        }
        Ok(())
    })
}

fn panel(area: &Area, path: &[(f64, f64)], k: usize, style: &Style) -> Result<()> {
    let time = (FACTOR as f64).powi(-(k as i32));
    let height = HEIGHT * time.sqrt();
    let titles = ["$[0, 1]$", "$[0, 1/8]$", "$[0, 1/64]$"];
    let inks = [ink::noise(style), ink::other_method(style), ink::text(style)];
    let mut panel = Panel::on(area, style)
        .title(titles[k])
        .x(0.0..time, "$t$")
        .y(-height..height, if k == 0 { "$W_t$" } else { "" })
        .ticks(3, 5)
        .font(12.0)
        .margin(7.0)
        .draw()?;
    panel.line(path.iter().copied(), Stroke::new(inks[k], 1.1))?;
    if k + 1 < inks.len() {
        let (t, w) = (time / FACTOR as f64, height / (FACTOR as f64).sqrt());
        outline(&mut panel, [(0.0, t), (-w, w)], Stroke::new(inks[k + 1], 2.0))?;
        panel.label("$t \\times 8$", (0.0, -0.72 * height), (6.0, 0.0), Anchor::Right, inks[k + 1])?;
        panel.label("$W \\times \\sqrt{8}$", (0.0, -0.88 * height), (6.0, 0.0), Anchor::Right, inks[k + 1])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_is_a_part_of_one_path() {
        let [coarse, finer, finest] = data(SEED).unwrap();
        for (long, short) in [(&coarse, &finer), (&finer, &finest)] {
            for k in 0..=STEPS / FACTOR {
                assert_eq!(long[k], short[k * FACTOR]);
            }
        }
    }

    #[test]
    fn no_panel_cuts_its_path() {
        for (k, path) in data(SEED).unwrap().iter().enumerate() {
            let height = HEIGHT * (FACTOR as f64).powi(-(k as i32)).sqrt();
            assert!(path.iter().all(|(_, w)| w.abs() < height), "panel {k}");
        }
    }
}
