//! `noise_dial`: noise on the way from noise to data, with its score right, missing or of the wrong sign.

use flowlab::prelude::{BrownianPath, EulerMaruyama, Seed, Text, TimeGrid, metrics, simulate_sde};

use crate::models::{density, histogram, linspace, mixture, noise_quantiles};
use crate::{Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

const REACH: f64 = 3.8;
const DRAWN: usize = 10;
const SCORE: &[(&str, Text)] = &[
    ("right", Text::new("right", "正确")),
    ("missing", Text::new("missing", "去掉")),
    ("wrong", Text::new("wrong sign", "符号取反")),
];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "noise_dial",
    says: Text::new(
        "Turn the noise up, and see what the score is there for: with it the paths change and the law stays.",
        "调大噪声，看看得分项起什么作用：有了它，路径变了，分布却不变。",
    ),
    dials: &[
        Dial::ladder("g", Text::new("noise g", "噪声 g"), &[0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0], 0.5),
        Dial::choice("score", Text::new("score", "得分项"), SCORE, "right"),
        Dial::ladder("n", Text::new("steps n", "步数 n"), &[5.0, 10.0, 20.0, 50.0, 100.0, 200.0], 100.0),
    ],
    tries: [
        Try {
            does: Text::new("Leave the score out at g = 2.", "g = 2，去掉得分项。"),
            sets: "g=2&score=missing",
            expects: Text::new(
                "Noise alone only spreads: both hills become low and wide, and KS is more than ten times what it is with the score.",
                "光有噪声，粒子只会散开：两个峰又矮又宽，KS 是有得分项时的十多倍。",
            ),
            holds: |picture| picture.number("ks") > 0.14,
        },
        Try {
            does: Text::new("Give the score the wrong sign.", "把得分项的符号取反。"),
            sets: "g=2&score=wrong",
            expects: Text::new(
                "Now the drift pushes downhill too. A hill grows where the valley was, and the other ends fly out of \
                 the picture: worse than no score at all.",
                "这时漂移也把粒子往密度低处推：原来的谷里长出一个峰，其余的终点飞出图外，比没有得分项还要糟。",
            ),
            holds: |picture| picture.number("sd") > 3.0 * picture.number("sd_data"),
        },
        Try {
            does: Text::new("Keep the right score, turn the noise to g = 8, and take only 5 steps.", "得分项正确，噪声调到 g = 8，只走 5 步。"),
            sets: "g=8&n=5",
            expects: Text::new(
                "The law stays only if the equation is solved: these steps are too long for so strong a pull, and KS \
                 rises far above the bound. With 200 steps it is small again.",
                "只有把方程解准了，分布才不变：拉力这样强，这样的步长太大，KS 远远超出界限。走 200 步，它又变小了。",
            ),
            holds: |picture| picture.number("ks") > 3.0 * picture.number("null"),
        },
    ],
    code: include_str!("noise_dial/code.rs"),
    picture,
}
.shipped();

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (g, n) = (settings.number("g"), settings.count("n"));
    let share = match settings.text("score") {
        "missing" => 0.0,
        "wrong" => -1.0,
        _ => 1.0,
    };
    let grid = TimeGrid::uniform(0.0, 1.0, n)?;
    let brownian = BrownianPath::sample(Seed(150), &grid, DRAWN, 1)?;
    let starts = noise_quantiles(DRAWN)?;
    let ways = simulate_sde(&code::dial(g, share)?, &EulerMaruyama, &brownian, &starts)?;
    let (ends, ks) = code::noise_dial(g, share, n)?;

    let mut paths =
        Panel::new(Text::new("ten paths", "十条路径"), Axis::new(-0.02, 1.02, "t"), Axis::new(-REACH, REACH, "X"));
    for k in 0..DRAWN {
        let way = ways.particle(k);
        paths.line(Ink::Method, 1.2, grid.knots().iter().copied().zip(way.column(0).iter().copied())).alpha(0.85);
    }
    paths.dots(Ink::Noise, 2.5, starts.iter().map(|x| (0.0, *x)));
    paths.dots(Ink::Data, 2.5, ways.last().iter().map(|x| (1.0, *x)));

    let mut law = Panel::new(
        Text::new("the law at t = 1", "t = 1 时的分布"),
        Axis::new(-REACH, REACH, "x"),
        Axis::new(0.0, 0.5, ""),
    );
    let (data, places) = (mixture()?, linspace(-REACH, REACH, 240).collect::<Vec<f64>>());
    let truth = density(&data, &places);
    let bars = law.bars(Ink::Method, histogram(&ends, -REACH, REACH, 48)).alpha(0.45);
    bars.named(Text::new("10 000 ends", "10 000 个终点"));
    law.line(Ink::Data, 2.0, places.into_iter().zip(truth)).named(Text::new("the data", "数据"));

    // what one draw in a hundred of as many true samples exceeds
    let null = metrics::ks_threshold(ends.len(), 0.01)?;
    let sd_data = data.covariance()[[0, 0]].sqrt();
    Ok(Picture::default()
        .panel(paths)
        .panel(law)
        .reading("ks", Text::new("KS distance", "KS 距离"), ks, 3)
        .reading(
            "null",
            Text::new("true samples: below, 99 times in 100", "真实样本的 KS：100 次中有 1 次超过"),
            null,
            3,
        )
        .reading("sd", Text::new("standard deviation of the ends", "终点的标准差"), ends.std(0.0), 2)
        .reading("sd_data", Text::new("of the data", "数据的标准差"), sd_data, 2)
        .call(format!("noise_dial({g:?}, {share:?}, {n})?")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::prelude::{Extended, Gaussian, GaussianPath, MarginalField, Sample, Schedule, simulate_sde_final};

    #[test]
    fn with_the_right_score_the_law_is_that_of_the_data_at_every_dial() {
        for g in ["0", "0.5", "2"] {
            let picture = WIDGET.at(&format!("g={g}&n=200"));
            // Euler's bias at 200 steps on top of what chance does
            assert!(picture.number("ks") < 1.3 * picture.number("null"), "{g}: {}", picture.number("ks"));
        }
    }

    #[test]
    fn the_equation_is_the_dial_of_the_library() {
        let path = GaussianPath::new(Schedule::Linear);
        let sde = Extended::dial(path, MarginalField::new(path, mixture().unwrap()), 0.5).unwrap();
        let grid = TimeGrid::uniform(0.0, 1.0, 100).unwrap();
        let x0 = Gaussian::standard(1).unwrap().sample(Seed(150), 10_000).unwrap();
        let ends = simulate_sde_final(&sde, &EulerMaruyama, &grid, &x0, Seed(150)).unwrap();
        let (own, _) = code::noise_dial(0.5, 1.0, 100).unwrap();
        // rounding, carried through 100 steps
        assert!(own.iter().zip(&ends).all(|(a, b)| (a - b).abs() < 1e-10));
    }

    #[test]
    fn without_noise_there_is_no_score_to_get_wrong() {
        let ks = ["right", "missing", "wrong"].map(|s| WIDGET.at(&format!("g=0&score={s}")).number("ks"));
        assert!(ks[0] == ks[1] && ks[0] == ks[2], "{ks:?}");
    }
}
