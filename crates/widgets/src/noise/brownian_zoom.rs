//! `brownian_zoom`: a Brownian path and a smooth function under the magnifying glass.

use std::f64::consts::PI;

use flowlab::prelude::Text;

use crate::{Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

use code::STEPS;

/// Half the height of the whole.
const HEIGHT: f64 = 1.75;

const ZOOMS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

const SPACE: &[(&str, Text)] =
    &[("root", Text::new("root of time's factor", "时间倍数的平方根")), ("factor", Text::new("as time", "与时间相同"))];

const CURVE: &[(&str, Text)] =
    &[("path", Text::new("Brownian path", "布朗路径")), ("smooth", Text::new("smooth function", "光滑函数"))];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "brownian_zoom",
    says: Text::new(
        "Zoom into the start of a curve. A smooth one becomes straight; does a Brownian path?",
        "把曲线的开头部分不断放大。光滑曲线会变直，布朗路径呢？",
    ),
    dials: &[
        Dial::ladder("zoom", Text::new("time ×", "时间放大"), ZOOMS, 1.0),
        Dial::choice("space", Text::new("space ×", "空间放大"), SPACE, "root"),
        Dial::choice("curve", Text::new("curve", "曲线"), CURVE, "path"),
        Dial::seed("seed", Text::new("another path", "换一条路径"), 53),
    ],
    tries: [
        Try {
            does: Text::new(
                "Magnify time by 64 and space by its root, 8.",
                "时间放大到 64 倍，空间放大到 8 倍，即它的平方根。",
            ),
            sets: "zoom=64",
            expects: Text::new(
                "The path is as rough as before: its quadratic variation is still the length of the window. But the \
                 slope of a step has grown about eightfold, so there is no tangent to come near to.",
                "路径同样粗糙：二次变差仍然约等于窗口的长度。可是一步的斜率变成了 8 倍左右，所以没有切线。",
            ),
            holds: |picture| (picture.number("variation") - 1.0).abs() < 0.25 && picture.number("slope") > 100.0,
        },
        Try {
            does: Text::new(
                "Now a smooth function, with space magnified as much as time.",
                "换成光滑函数，空间与时间放大同样的倍数。",
            ),
            sets: "zoom=64&space=factor&curve=smooth",
            expects: Text::new(
                "It is a straight line by now, its tangent: the slope of a step has come down to 1, and hardly any \
                 quadratic variation is left.",
                "它已经成了一条直线，也就是切线：一步的斜率降到了 1 附近，二次变差几乎为零。",
            ),
            holds: |picture| picture.number("variation") < 0.01 && (picture.number("slope") - 1.0).abs() < 0.02,
        },
        Try {
            does: Text::new("Look at the Brownian path through the same glass.", "用同样的放大镜看布朗路径。"),
            sets: "zoom=64&space=factor",
            expects: Text::new(
                "It shoots out of the window: for space the factor 64 is too much. Of most paths more than half is outside; how \
                 much, another path shows.",
                "它一下子就冲出窗口：对空间来说 64 倍太大了。多数路径有一半以上在窗口外；具体多少，换一条路径看看。",
            ),
            holds: |picture| picture.number("inside") < 0.5,
        },
    ],
    code: include_str!("brownian_zoom/code.rs"),
    picture,
}
.shipped();

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (zoom, seed) = (settings.count("zoom"), settings.count("seed") as u64);
    let smooth = settings.text("curve") == "smooth";
    let factor = zoom as f64;
    let length = 1.0 / factor;
    let height = HEIGHT / if settings.text("space") == "factor" { factor } else { factor.sqrt() };

    let (whole, part, call) = if smooth {
        (code::smooth(1), code::smooth(zoom), format!("brownian_zoom({zoom}, &smooth({zoom}))"))
    } else {
        let call = format!("brownian_zoom({zoom}, &path({zoom}, {seed})?)");
        (code::path(1, seed)?, code::path(zoom, seed)?, call)
    };
    let (variation, slope) = code::brownian_zoom(zoom, &part);
    let inside = part.iter().filter(|w| w.abs() <= height).count() as f64 / part.len() as f64;

    let (ink, name) = if smooth { (Ink::Data, "f") } else { (Ink::Noise, "W") };
    let time = |k: usize, length: f64| length * (k as f64 / STEPS as f64);
    let mut all = Panel::new(
        Text::new("the whole curve", "整条曲线"),
        Axis::new(0.0, 1.0, "t"),
        Axis::new(-HEIGHT, HEIGHT, name),
    );
    all.line(ink, 1.2, whole.iter().enumerate().map(|(k, w)| (time(k, 1.0), *w)));
    let corners = [(0.0, -height), (length, -height), (length, height), (0.0, height), (0.0, -height)];
    all.line(Ink::Other, 2.0, corners).named(Text::new("window", "窗口"));

    let mut glass = Panel::new(
        Text::new("the window, magnified: 512 steps", "放大后的窗口：512 步"),
        Axis::new(0.0, length, "t"),
        Axis::new(-height, height, name),
    );
    glass.line(ink, 1.2, part.iter().enumerate().map(|(k, w)| (time(k, length), *w)));
    if zoom > 1 && !smooth {
        let known = whole.iter().take(STEPS / zoom + 1).enumerate().map(|(k, w)| (time(k, 1.0), *w));
        let radius = factor.log2().min(2.5);
        glass.dots(Ink::Data, radius, known).named(Text::new("points of the whole curve", "整条曲线上原有的点"));
    }

    let h = length / STEPS as f64;
    Ok(Picture::default()
        .panel(all)
        .panel(glass)
        .reading(
            "variation",
            Text::new("quadratic variation ÷ length of the window", "窗口内的二次变差 ÷ 窗口长度"),
            variation,
            3,
        )
        .reading(
            "sd",
            Text::new("Brownian paths: 1, with the standard deviation", "布朗路径的理论值为 1，其标准差"),
            (2.0 / STEPS as f64).sqrt(),
            4,
        )
        .reading("slope", Text::new("mean slope of a step, upwards or downwards", "一步斜率绝对值的平均"), slope, 1)
        .reading(
            "theory",
            Text::new("Brownian paths: √(2/(πh))", "布朗路径的理论值 √(2/(πh))"),
            (2.0 / (PI * h)).sqrt(),
            1,
        )
        .reading("inside", Text::new("share of the points that the window shows", "落在窗口内的点的比例"), inside, 2)
        .call(call))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::prelude::{BrownianPath, Seed, TimeGrid};

    #[test]
    fn the_three_panels_of_the_still_figure_are_there() {
        let coarse = BrownianPath::sample(Seed(53), &TimeGrid::uniform(0.0, 1.0, STEPS).unwrap(), 1, 1).unwrap();
        let finer = coarse.refine(8, Seed(31)).unwrap();
        let finest = finer.refine(8, Seed(32)).unwrap();
        for (sets, path) in [("", &coarse), ("zoom=8", &finer), ("zoom=64", &finest)] {
            let shown = WIDGET.at(sets).panels[1].marks[0].points.clone();
            let still = path.grid().knots().iter().copied().zip(path.values().iter().copied());
            assert_eq!(shown, still.take(STEPS + 1).collect::<Vec<_>>(), "{sets}");
        }
    }

    #[test]
    fn the_old_values_stay_to_the_bit() {
        let whole = code::path(1, 7).unwrap();
        for zoom in ZOOMS.iter().map(|zoom| *zoom as usize) {
            let part = code::path(zoom, 7).unwrap();
            assert!((0..=STEPS / zoom).all(|k| part[k * zoom] == whole[k]), "{zoom}");
        }
    }

    #[test]
    fn at_every_zoom_it_is_a_brownian_path() {
        let paths = 100;
        for zoom in [1, 4, 64] {
            let found = (0..paths).map(|seed| code::brownian_zoom(zoom, &code::path(zoom, seed).unwrap()));
            let (variation, slope) = found.fold((0.0, 0.0), |(v, s), (a, b)| (v + a, s + b));
            let h = 1.0 / (STEPS * zoom) as f64;
            // sd of both ratios over all steps: √(2/n) and √((π/2 - 1)/n), n = 51 200; five of them
            let n = (STEPS as u64 * paths) as f64;
            let (variation, slope) = (variation / paths as f64, slope / paths as f64 / (2.0 / (PI * h)).sqrt());
            assert!((variation - 1.0).abs() < 5.0 * (2.0 / n).sqrt(), "{zoom}: {variation}");
            assert!((slope - 1.0).abs() < 5.0 * ((PI / 2.0 - 1.0) / n).sqrt(), "{zoom}: {slope}");
        }
    }

    #[test]
    fn of_a_line_the_slope_is_known_and_the_quadratic_variation_is_that_of_its_steps() {
        let line = flowlab::ndarray::Array1::linspace(0.0, 3.0 / 4.0, STEPS + 1);
        let (variation, slope) = code::brownian_zoom(4, &line);
        // slope 3 over [0, 1/4]: 512 squares of 3h, by 1/4, with h = 1/2048; some ulps of rounding
        assert!((slope - 3.0).abs() < 1e-12 && (variation - 9.0 / 2048.0).abs() < 1e-12, "{slope} {variation}");
    }
}
