//! `ou_ridges`: the Ornstein-Uhlenbeck process on its way to its stationary law, exact or by Euler-Maruyama.

use flowlab::distribution::Gaussian;
use flowlab::ndarray::array;
use flowlab::prelude::{Array1, Text};

use crate::models::{density, histogram, linspace};
use crate::{Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

use code::Run;

/// The last time.
const END: f64 = 12.0;
/// The densities are shown up to here, or farther out where the method has gone.
const REACH: f64 = 6.5;
const BINS: usize = 104;
/// The paths are shown up to here.
const HEIGHT: f64 = 8.0;
const DRAWN: usize = 8;

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "ou_ridges",
    says: Text::new(
        "How fast is the start forgotten, and where does it all settle? Let the time run, then try Euler–Maruyama with \
         long steps.",
        "起点多快被忘掉，最后稳定在哪里？先让时间走起来，再试试步长很大的欧拉-丸山方法。",
    ),
    dials: &[
        Dial::time("t", Text::new("time t", "时刻 t"), [0.25, END, 0.25], 1.0),
        Dial::number("x0", Text::new("start", "起点"), [-5.0, 5.0, 1.0], 5.0),
        Dial::ladder("lambda", Text::new("pull λ", "拉力 λ"), &[0.5, 1.0, 2.0], 1.0),
        Dial::ladder("sigma", Text::new("noise σ", "噪声 σ"), &[0.5, 1.0, 2.0], 1.0),
        Dial::ladder(
            "h",
            Text::new("step h (0: exact)", "步长 h（0 为精确采样）"),
            &[0.0, 0.0625, 0.125, 0.25, 0.5, 1.0, 1.5, 2.0],
            0.0,
        ),
    ],
    tries: [
        Try {
            does: Text::new("Start at −5 in place of 5, and go to t = 4.", "起点从 5 换成 −5，走到 t = 4。"),
            sets: "x0=-5&t=4",
            expects: Text::new(
                "The start is forgotten: mean and width are nearly those of the limit law. The distance W₂ to it is only 0.09, from \
                 either start.",
                "起点被忘掉了：均值和宽度都与极限分布相差无几。到它的距离 W₂ 只有 0.09，从哪一边出发都一样。",
            ),
            holds: |picture| picture.number("w2") < 0.1,
        },
        Try {
            does: Text::new(
                "Euler–Maruyama with λh = 1.5: at λ = 1, set the step h to 1.5, and go to t = 12.",
                "欧拉-丸山方法，λh = 1.5：λ = 1 时把步长 h 设为 1.5，走到 t = 12。",
            ),
            sets: "h=1.5&t=12",
            expects: Text::new(
                "It settles, but in the wrong law: the standard deviation is 1.4 in place of 0.7, twice as wide, and no \
                 waiting helps.",
                "它会稳定下来，却稳定在错误的分布：标准差约为 1.4，而不是 0.7，宽了一倍，等多久也没有用。",
            ),
            holds: |picture| {
                let settled = (picture.number("sd") / picture.number("settles") - 1.0).abs() < 0.05;
                settled && (picture.number("sd") / picture.number("limit") - 2.0).abs() < 0.1
            },
        },
        Try {
            does: Text::new("Now λh = 2: set the step h to 2, and go to t = 12.", "再取 λh = 2：步长 h 设为 2，走到 t = 12。"),
            sets: "h=2&t=12",
            expects: Text::new(
                "A step turns x into −x and adds noise: the start is never forgotten, the mean jumps between 5 and −5, \
                 and the standard deviation grows like √t for ever.",
                "每一步把 x 变成 −x，再加上噪声：起点永远忘不掉，均值在 5 与 −5 之间来回跳，标准差按 √t 增大，没有尽头。",
            ),
            holds: |picture| {
                picture.number("sd") > 4.0 * picture.number("limit") && picture.number("settles").is_infinite()
            },
        },
    ],
    code: include_str!("ou_ridges/code.rs"),
    picture,
}
.shipped();

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let [t, lambda, sigma, x0, h] = ["t", "lambda", "sigma", "x0", "h"].map(|name| settings.number(name));
    let (run, exact) = (Run { lambda, sigma, x0, h }, Run { lambda, sigma, x0, h: 0.0 });
    let (ends, w2) = code::ou_ridges(run, t)?;
    let (mean, sd) = code::law(exact, t);
    let run_text = format!("Run {{ lambda: {lambda:?}, sigma: {sigma:?}, x0: {x0:?}, h: {h:?} }}");
    Ok(Picture::default()
        .panel(law(run, exact, &ends, t)?)
        .panel(ways(run, exact, t)?)
        .reading(
            "mean",
            Text::new("mean of 8000 paths at t", "时刻 t：8000 条路径的均值"),
            ends.sum() / ends.len() as f64,
            3,
        )
        .reading("exact_mean", Text::new("exact mean", "精确的均值"), mean, 3)
        .reading("sd", Text::new("standard deviation of the paths", "这些路径的标准差"), ends.std(0.0), 3)
        .reading("exact_sd", Text::new("exact standard deviation", "精确的标准差"), sd, 3)
        .reading(
            "settles",
            Text::new("standard deviation in which they settle", "这些路径的极限标准差"),
            code::limit(run),
            3,
        )
        .reading("limit", Text::new("that of the exact limit law", "精确的极限标准差"), code::limit(exact), 3)
        .reading(
            "w2",
            Text::new("distance W₂ from their law to the exact limit law", "到精确的极限分布的距离 W₂"),
            w2,
            3,
        )
        .call(format!("ou_ridges({run_text}, {t:?})?")))
}

/// The histogram at a time over the exact density of that time, the limit law and the method's own.
fn law(run: Run, exact: Run, ends: &Array1<f64>, t: f64) -> Result<Panel, Fault> {
    let (own_mean, own_sd) = code::law(run, t);
    let reach = REACH.max(own_mean.abs() + 3.0 * own_sd);
    let places: Vec<f64> = linspace(-reach, reach, 261).collect();
    let curve = |mean: f64, sd: f64| -> Result<Vec<(f64, f64)>, Fault> {
        let law = Gaussian::isotropic(array![mean], sd)?;
        Ok(places.iter().copied().zip(density(&law, &places)).collect())
    };
    let limit = curve(0.0, code::limit(exact))?;
    let peak = limit.iter().map(|(_, p)| *p).fold(0.0, f64::max);
    let mut panel = Panel::new(
        Text::new("the law at time t", "时刻 t 的分布"),
        Axis::new(-reach, reach, "x"),
        Axis::new(0.0, 1.8 * peak, ""),
    );
    let bars = panel.bars(Ink::Method, histogram(ends, -reach, reach, BINS)).alpha(0.45);
    bars.named(Text::new("8000 paths", "8000 条路径"));
    let (mean, sd) = code::law(exact, t);
    panel.line(Ink::Truth, 2.0, curve(mean, sd)?).named(Text::new("exact law", "精确分布"));
    panel.line(Ink::Text, 1.3, limit).dashed().named(Text::new("exact limit law", "精确的极限分布"));
    let settles = code::limit(run);
    if run.h > 0.0 && settles.is_finite() {
        let own = panel.line(Ink::Other, 1.5, curve(0.0, settles)?).dashed();
        own.named(Text::new("limit law of Euler–Maruyama", "欧拉-丸山方法的极限分布"));
    }
    Ok(panel)
}

/// A few paths over all times, with the mean and two standard deviations, exact and of the method.
fn ways(run: Run, exact: Run, now: f64) -> Result<Panel, Fault> {
    let mut panel = Panel::new(
        Text::new("mean ± two standard deviations", "均值 ± 两倍标准差"),
        Axis::new(0.0, END, "t"),
        Axis::new(-HEIGHT, HEIGHT, "X"),
    );
    let edge = |run: Run, times: &[f64], side: f64| -> Vec<(f64, f64)> {
        let laws = times.iter().map(|t| (*t, code::law(run, *t)));
        laws.map(|(t, (mean, sd))| (t, mean + side * 2.0 * sd)).collect()
    };
    let times: Vec<f64> = linspace(0.0, END, 121).collect();
    let corners = edge(exact, &times, 1.0).into_iter().chain(edge(exact, &times, -1.0).into_iter().rev());
    panel.area(Ink::Truth, corners).alpha(0.3).named(Text::new("exact law", "精确分布"));
    panel.line(Ink::Truth, 1.6, edge(exact, &times, 0.0));
    let step = if run.h == 0.0 { 0.05 } else { run.h };
    let paths = code::paths(run, (END / step).round() as usize, DRAWN)?;
    let knots = paths.grid.knots();
    for k in 0..DRAWN {
        let path = paths.particle(k);
        let line = panel.line(Ink::Method, 1.0, knots.iter().copied().zip(path.column(0).iter().copied())).alpha(0.5);
        if k == 0 {
            line.named(Text::new("some paths", "几条路径"));
        }
    }
    if run.h > 0.0 {
        for side in [1.0, -1.0] {
            panel.line(Ink::Other, 1.5, edge(run, knots, side)).dashed();
        }
        let middle = panel.line(Ink::Other, 1.5, edge(run, knots, 0.0));
        middle.named(Text::new("law of Euler–Maruyama", "欧拉-丸山方法的分布"));
    }
    panel.line(Ink::Muted, 1.2, [(now, -HEIGHT), (now, HEIGHT)]);
    Ok(panel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setting;
    use flowlab::metrics::gaussian_w2;
    use flowlab::prelude::{Array2, OrnsteinUhlenbeck, Seed, TimeGrid};

    const EXACT: Run = Run { lambda: 1.0, sigma: 1.0, x0: 5.0, h: 0.0 };

    fn steps() -> &'static [f64] {
        match WIDGET.dials[4].setting {
            Setting::Ladder { values, .. } => values,
            _ => panic!("h is a ladder"),
        }
    }

    #[test]
    fn at_first_it_shows_the_samples_of_the_still_figure() {
        let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
        let grid = TimeGrid::uniform(0.0, 4.0, 80).unwrap();
        let still = process.sample_exact(&grid, &Array2::from_elem((8000, 1), 5.0), Seed(12)).unwrap();
        let (ends, w2) = code::ou_ridges(EXACT, 1.0).unwrap();
        assert_eq!(ends, still.state(20).column(0));
        let apart = gaussian_w2(&process.law(1.0, &array![5.0]).unwrap(), &process.stationary().unwrap()).unwrap();
        assert!((w2 - apart).abs() < 1e-14); // rounding
        assert_eq!(WIDGET.at("").number("w2"), w2);
    }

    #[test]
    fn every_time_of_the_dial_is_a_knot_of_the_exact_samples_and_the_end_one_of_every_method() {
        assert!((1..=48).all(|k| (0.25 * f64::from(k) / 0.05) as usize == 5 * k as usize));
        assert!(steps()[1..].iter().all(|h| (END / h).fract() == 0.0));
    }

    #[test]
    fn the_exact_law_and_its_limit_are_those_of_the_process() {
        for lambda in [0.5, 1.0, 2.0] {
            let (run, process) = (Run { lambda, ..EXACT }, OrnsteinUhlenbeck::new(1, lambda, 1.0).unwrap());
            for t in [0.25, 1.0, 12.0] {
                let (law, (mean, sd)) = (process.law(t, &array![5.0]).unwrap(), code::law(run, t));
                // some ulps
                assert!((mean - law.mean()[0]).abs() < 1e-14 && (sd * sd - law.covariance()[[0, 0]]).abs() < 1e-14);
            }
            let stationary = process.stationary().unwrap().covariance()[[0, 0]];
            assert!((code::limit(run).powi(2) - stationary).abs() < 1e-14);
        }
    }

    #[test]
    fn the_paths_have_the_law_that_theory_says() {
        for &h in steps() {
            let run = Run { lambda: 2.0, sigma: 0.5, x0: -3.0, h };
            for t in [0.25, 3.0] {
                let (ends, _) = code::ou_ridges(run, t).unwrap();
                let (mean, sd) = code::law(run, t);
                // standard errors of mean and sd of 8000 normal values; five of them, and rounding
                let error = 5.0 * sd / 8000_f64.sqrt() + 1e-12;
                assert!((ends.mean().unwrap() - mean).abs() < error, "{h} {t}");
                assert!((ends.std(0.0) - sd).abs() < error / 2_f64.sqrt() + 1e-12, "{h} {t}");
            }
        }
    }

    #[test]
    fn it_settles_in_the_limit_of_its_own_recursion_or_nowhere() {
        for lambda in [0.5, 1.0, 2.0] {
            for &h in steps() {
                let run = Run { lambda, sigma: 1.5, h, ..EXACT };
                if lambda * h < 2.0 {
                    // of the start less than 1e-100 is left, of the variance some ulps a step are rounded away
                    let (mean, sd) = code::law(run, 1000.0);
                    assert!(mean.abs() < 1e-100 && (sd - code::limit(run)).abs() < 1e-12, "{lambda} {h}: {mean} {sd}");
                } else {
                    assert!(!code::limit(run).is_finite());
                    assert!(code::law(run, 12.0).1 > code::law(run, 6.0).1);
                }
            }
        }
    }
}
