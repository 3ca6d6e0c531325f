//! `memory.png`: training and held-out loss against the step, for four sizes of the training set.

use flowlab::lang::Text;
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Error, Result, Table};

use crate::drawing::{key, outline, ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 400);
/// Sizes of the training sets.
const SIZES: [usize; 4] = [20, 100, 300, 1197];
/// The logarithms to base 10 of the steps and the losses that are shown.
const WINDOW: [(f64, f64); 2] = [(2.0, 4.18), (0.7, 2.5)];

pub const FIGURE: Figure = Figure {
    id: "memory",
    caption: Text::new(
        "The loss of one and the same network against the steps of its training, on $N$ digits; both axes logarithmic. Dashes: on the training set, the mean of the last hundred steps. Lines: on 600 pictures that were held out. With few pictures the loss on them goes on falling, and that on the others turns and rises: the more, the fewer they are. Dots: the least held-out loss.",
        "同一个网络，用 $N$ 张数字图像训练，损失随训练步数的变化；两轴均为对数刻度。虚线：训练集上的损失，取最近一百步的平均；实线：600 张留出图像上的损失。图像少时，训练集上的损失一直下降，留出集上的却掉头上升，图像越少，升得越多。圆点：留出集上的最小损失。",
    ),
    alt: Text::new(
        "Four pairs of curves that start together and fall. Four dashed ones go on falling, the lower the fewer the pictures. Of the four solid ones that for 1197 stays low, and those for 300, 100 and 20 turn upwards, ever earlier and ever steeper.",
        "四对曲线从同一处开始下降。四条虚线继续下降，图像越少降得越低。四条实线中，1197 张的一直在低处，300、100、20 张的依次更早、更陡地掉头上升。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The losses along a run, each at its step.
pub struct Run {
    pub n: usize,
    pub training: Vec<(f64, f64)>,
    pub held_out: Vec<(f64, f64)>,
}

impl Run {
    /// The step with the least held-out loss.
    fn best(&self) -> (f64, f64) {
        self.held_out.iter().copied().fold((0.0, f64::INFINITY), |best, now| if now.1 < best.1 { now } else { best })
    }
}

pub fn data() -> Result<Vec<Run>> {
    let file = repo::root().join("crates/lessons/weights/digits/memory.csv");
    let rows = Table::read_csv(file)?.numbers(&["n", "step", "training", "held_out"])?;
    let run = |n: usize| {
        let own = || rows.rows().into_iter().filter(move |row| row[0] == n as f64);
        let run = Run {
            n,
            training: own().map(|row| (row[1], row[2])).collect(),
            held_out: own().map(|row| (row[1], row[3])).collect(),
        };
        if run.training.is_empty() { Err(Error::Plot(format!("memory.csv has no run on {n}"))) } else { Ok(run) }
    };
    SIZES.into_iter().map(run).collect()
}

fn logarithms(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    points.iter().map(|(step, loss)| (step.log10(), loss.log10())).collect()
}

pub fn draw(runs: &[Run], style: &Style) -> Result<Scene> {
    let (text, muted, colours) = (ink::text(style), ink::muted(style), ColourMap::place(style));
    let names = [Text::new("held out", "留出集"), Text::new("training set", "训练集")];
    let [steps, loss] = [Text::new("steps", "步数"), Text::new("loss", "损失")];
    let marks = |values: &[f64]| -> Vec<(f64, String)> {
        values.iter().map(|value| (value.log10(), format!("{value}"))).collect()
    };
    let (across, up) =
        (marks(&[100.0, 300.0, 1000.0, 3000.0, 10_000.0]), marks(&[5.0, 10.0, 20.0, 50.0, 100.0, 200.0]));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(52.0), px(14.0)), (px(404.0), px(326.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(15.0);
        let mut panel = panel.x(WINDOW[0].0..WINDOW[0].1, "").y(WINDOW[1].0..WINDOW[1].1, "").draw()?;
        ticks(&mut panel, WINDOW, [&across, &up], style)?;
        for (k, run) in runs.iter().enumerate() {
            let colour = colours.at(k as f64 / (SIZES.len() - 1) as f64);
            panel.dashes(logarithms(&run.training), Stroke::new(colour, 1.7), (5.0, 3.5))?;
            panel.line(logarithms(&run.held_out), Stroke::new(colour, 2.3))?;
            panel.knob(logarithms(&[run.best()])[0], 4.2, colour)?;
            if let Some(last) = logarithms(&run.held_out).last() {
                panel.label(&format!("$N = {}$", run.n), (WINDOW[0].1, last.1), (7.0, 0.0), Anchor::Right, colour)?;
            }
        }
        outline(&mut panel, WINDOW, Stroke::new(ink::grid(style), 0.9))?;
        let corner = |down: f64| (2.08, 0.98 - down);
        key(&mut panel, corner(0.0), Stroke::new(muted, 2.3), names[0].get(style.lang), text)?;
        let (left, low) = corner(0.12);
        panel.dashes([(left, low), (left + 18.0 / panel.scale().0, low)], Stroke::new(muted, 1.7), (5.0, 3.5))?;
        let words = names[1].get(style.lang);
        panel.label(words, (left + 18.0 / panel.scale().0, low), (5.0, 0.0), Anchor::Right, text)?;
        let middle = (WINDOW[0].0 + WINDOW[0].1) / 2.0;
        panel.label(steps.get(style.lang), (middle, WINDOW[1].0), (0.0, 28.0), Anchor::Below, text)?;
        panel.label(loss.get(style.lang), (WINDOW[0].0, WINDOW[1].1), (8.0, 12.0), Anchor::Right, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewer_the_pictures_the_earlier_and_the_higher_is_the_turn_and_the_lower_the_own_loss() {
        let runs = data().unwrap();
        let last = |points: &[(f64, f64)]| points[points.len() - 1].1;
        for pair in runs.windows(2) {
            assert!(pair[0].best().0 < pair[1].best().0 && pair[0].best().1 > pair[1].best().1);
            assert!(last(&pair[0].training) < last(&pair[1].training));
            assert!(last(&pair[0].held_out) > last(&pair[1].held_out));
        }
        assert!(last(&runs[0].held_out) > 2.0 * runs[0].best().1);
        assert!(last(&runs[3].held_out) < 1.1 * runs[3].best().1);
    }

    #[test]
    fn the_curves_lie_in_the_picture() {
        for run in data().unwrap() {
            for (_, loss) in logarithms(&run.training).into_iter().chain(logarithms(&run.held_out)) {
                assert!((WINDOW[1].0..WINDOW[1].1).contains(&loss), "{} {loss}", run.n);
            }
        }
    }
}
