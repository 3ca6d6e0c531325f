//! `ctmc_sample_path.png`: one path of a chain with three states, its jump times marked.

use flowlab::discrete::{Chain, RateMatrix};
use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink};
use flowlab::{Result, Seed};

use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 270);
/// The end of the time, and the state at the start.
const END: f64 = 5.0;
const START: usize = 0;
const SEED: Seed = Seed(2106);
/// In CSS pixels: the left end of the time, a unit of it, the height of state 0 and of a step.
const LEFT: f64 = 58.0;
const UNIT: f64 = 94.0;
const LOW: f64 = 78.0;
const STEP: f64 = 68.0;

pub const FIGURE: Figure = Figure {
    id: "ctmc_sample_path",
    caption: Text::new(
        "A path of a chain with three states: it waits for a random time, then jumps. Below: its jump times. At a jump time the path has the new state already (filled), no longer the old one (ring).",
        "一条三个状态的链的路径：等待一段随机的时间，然后跳。下方：跳跃的时刻。在跳的那一刻，路径已经处在新的状态（实心点），不再是旧的状态（圆环）。",
    ),
    alt: Text::new(
        "A staircase of horizontal pieces at three heights, joined by dotted vertical lines; below the axis the times of the jumps.",
        "高度有三种的水平线段，组成台阶，中间用竖直的虚线相连；横轴下方标出跳跃的时刻。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// Of many paths the first with five to seven jumps, no two of them close together, that sees all states.
pub fn data(seed: Seed) -> Result<Chain> {
    let rates = RateMatrix::new(array![[-1.2, 0.5, 0.6], [0.9, -1.4, 0.9], [0.3, 0.9, -1.5]])?;
    let can_be_read = |path: &Chain| {
        let times: Vec<f64> = path.jumps().iter().map(|(t, _)| *t).chain([END]).collect();
        let apart = times.windows(2).all(|pair| pair[1] - pair[0] > 0.3);
        apart && (6..=8).contains(&times.len()) && (1..3).all(|state| path.jumps().iter().any(|jump| jump.1 == state))
    };
    let mut paths = rates.paths(START, END, seed, 1000)?;
    let first = paths.iter().position(can_be_read).unwrap_or(0);
    Ok(paths.swap_remove(first))
}

pub fn draw(path: &Chain, style: &Style) -> Result<Scene> {
    let (text, muted, blue) = (ink::text(style), ink::muted(style), ink::data(style));
    let at = |t: f64, state: usize| (LEFT + UNIT * t, LOW + STEP * state as f64);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 15.0, style)?;
        let foot = LOW - 30.0;
        for state in 0..3 {
            panel.line([at(0.0, state), at(END, state)], Stroke::new(ink::grid(style), 1.0))?;
            panel.label(&state.to_string(), at(0.0, state), (-12.0, 0.0), Anchor::Left, text)?;
        }
        let words = Text::new("state", "状态");
        panel.label(words.get(style.lang), (8.0, at(0.0, 2).1), (0.0, -24.0), Anchor::Right, muted)?;
        panel.line([(LEFT, foot), (LEFT + UNIT * END, foot)], Stroke::new(muted, 1.0))?;
        panel.label("$t$", (LEFT + UNIT * END, foot), (8.0, 0.0), Anchor::Right, text)?;
        let mut pieces = vec![(0.0, START)];
        pieces.extend(path.jumps());
        let ends = path.jumps().iter().map(|(t, _)| *t).chain([END]);
        for (k, ((from, state), to)) in pieces.iter().zip(ends).enumerate() {
            panel.line([at(*from, *state), at(to, *state)], Stroke::new(blue, 3.0))?;
            panel.dots([at(*from, *state)], 4.4, blue)?;
            let Some((_, next)) = pieces.get(k + 1) else { continue };
            panel.dashes([at(to, *state), at(to, *next)], Stroke::new(muted, 1.2), (3.0, 4.0))?;
            panel.dots([at(to, *state)], 4.4, blue)?;
            panel.dots([at(to, *state)], 2.6, ink::ground(style))?;
            let mark = at(to, 0).0;
            panel.line([(mark, foot - 4.0), (mark, foot + 4.0)], Stroke::new(text, 1.2))?;
            panel.label(&format!("$t_{}$", k + 1), (mark, foot - 4.0), (0.0, 3.0), Anchor::Below, text)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_sees_all_states_and_its_jump_times_can_be_told_apart() {
        let path = data(SEED).unwrap();
        let times: Vec<f64> = path.jumps().iter().map(|(t, _)| *t).collect();
        assert!((5..=7).contains(&times.len()), "{times:?}");
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] > 0.3), "{times:?}");
        assert!((0..3).all(|state| state == START || path.jumps().iter().any(|jump| jump.1 == state)));
    }
}
