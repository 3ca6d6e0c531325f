//! `sample_distances`: points drawn by hand, or true samples, and how far they are from a law.

use std::sync::LazyLock;

use flowlab::prelude::{Array1, Axis as Rows, GaussianMixture, Sample, Seed, Text, metrics};

use crate::models::linspace;
use crate::{Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget, unpack};

mod code;

/// The line is shown from minus this to this, and drawn points lie on it.
const REACH: f64 = 4.0;
/// Drawn points stand on multiples of one over this.
const PARTS: f64 = 100.0;
/// The sizes of the figure, but for the largest, and its data sets of each size.
const SIZES: [f64; 5] = [16.0, 64.0, 256.0, 1024.0, 4096.0];
const DATA_SETS: usize = 60;
const SEED: u32 = 33;
/// The height at which points stand below the staircase.
const FLOOR: f64 = -0.08;

const LAWS: &[(&str, Text)] = &[
    ("normal", Text::new("N(0, 1)", "N(0, 1)")),
    ("mixture", Text::new("mixture of N(±2, 0.5²)", "N(±2, 0.5²) 的混合")),
];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "sample_distances",
    says: Text::new(
        "A sample is never the law itself. Take true points, or set some by hand in the first panel: how far are they, and is that much?",
        "样本终究不是分布本身。抽取真实样本，或者在第一幅图里自己放一些点：距离有多大，算不算大？",
    ),
    dials: &[
        Dial::drawing("drawn", Text::new("your points: tap in the first panel", "自己的点：在第一幅图里点"), ""),
        Dial::choice("law", Text::new("law", "分布"), LAWS, "mixture"),
        Dial::ladder("n", Text::new("true samples N, if no point is set", "真实样本数 N（未放点时）"), &SIZES, 64.0),
        Dial::seed("seed", Text::new("draw anew", "重新抽取"), SEED),
    ],
    tries: [
        Try {
            does: Text::new(
                "By hand, 16 points that lie in the mixture as evenly as can be.",
                "自己画：16 个点，在混合分布里排得尽可能均匀。",
            ),
            sets: "drawn=J3gAMdgAODgAPXgAQogAR9gATjgAWIgAp3gAscgAuCgAvXgAwogAx8gAzigA2IgA",
            expects: Text::new(
                "KS is about 1/32, the least for 16 points, and far below all 60 true data sets: chance is never so even.",
                "KS 约为 1/32，16 个点不可能更小；它远低于同样点数的 60 份真实样本：随机抽取的点不会这样均匀。",
            ),
            holds: |picture| picture.number("n") == 16.0 && picture.number("ks") < 0.04,
        },
        Try {
            does: Text::new("By hand, 16 points in the right bump alone.", "自己画：16 个点全在右边的峰里。"),
            sets: "drawn=ojgAqugAr9gAs5gAtrgAuYgAvDgAvrgAwTgAw8gAxmgAyTgAzGgA0CgA1RgA3cgA",
            expects: Text::new(
                "KS is 0.52, above the red line. W₁ is 2: half of the mass has to be carried by 4.",
                "KS 是 0.52，高于红线。W₁ 是 2：一半的质量要搬 4 那么远。",
            ),
            holds: |picture| picture.number("ks") > picture.number("alarm") && picture.number("w1") > 1.9,
        },
        Try {
            does: Text::new("True samples, 64 times as many: N = 4096.", "真实样本，数量增至 64 倍：N = 4096。"),
            sets: "n=4096",
            expects: Text::new(
                "The staircase is hardly to be told from the curve. But the distance that true samples show on average is only 8 times less, not 64.",
                "阶梯与曲线几乎分不开了。可是真实样本的平均距离只缩小到八分之一，不是六十四分之一。",
            ),
            holds: |picture| picture.number("alarm") < 0.026 && picture.number("ks") < picture.number("alarm"),
        },
    ],
    code: include_str!("sample_distances/code.rs"),
    picture,
}
.shipped();

/// √N times the mean of KS for true samples, in the limit of large N: √(π/2) ln 2.
fn mean() -> f64 {
    std::f64::consts::FRAC_PI_2.sqrt() * std::f64::consts::LN_2
}

/// The figure's data sets of the mixture: size and KS of each, those of one size side by side. True samples of any other
/// law with a density have the same distances, if they are the same quantiles of it.
static DATA: LazyLock<flowlab::Result<Vec<(f64, f64)>>> = LazyLock::new(|| {
    let law = code::mixture()?;
    let mut dots = Vec::new();
    for size in SIZES {
        let n = size as usize;
        let samples = law.sample(Seed(SEED.into()), n * DATA_SETS)?;
        for (k, data) in samples.axis_chunks_iter(Rows(0), n).enumerate() {
            let aside = 10.0_f64.powf(0.1 * (k as f64 / (DATA_SETS - 1) as f64 - 0.5));
            dots.push((size * aside, metrics::ks(&data.column(0), |x| law.cdf(x))?));
        }
    }
    Ok(dots)
});

/// The points that are drawn: across the panel, whatever their height.
fn drawn(text: &str) -> Result<Array1<f64>, Fault> {
    let places = unpack(text)?;
    Ok(places.iter().map(|[x, _]| (PARTS * REACH * x).round() / PARTS + 0.0).collect())
}

/// The place of the greatest gap between a sorted sample and the law, with the two heights there.
fn gap(sorted: &[f64], law: &GaussianMixture) -> Option<[(f64, f64); 2]> {
    let n = sorted.len() as f64;
    let ends = sorted.iter().enumerate().flat_map(|(i, &x)| {
        let f = law.cdf(x);
        [i as f64 / n, (i + 1) as f64 / n].map(|level| [(x, f), (x, level)])
    });
    ends.max_by(|a, b| (a[0].1 - a[1].1).abs().total_cmp(&(b[0].1 - b[1].1).abs()))
}

/// The staircase of a sorted sample, as far as it is shown.
fn staircase(sorted: &[f64]) -> Vec<(f64, f64)> {
    let n = sorted.len() as f64;
    let below = sorted.partition_point(|x| *x < -REACH);
    let shown = sorted.partition_point(|x| *x <= REACH);
    let stairs = (below..shown).flat_map(|i| [i, i + 1].map(|level| (sorted[i], level as f64 / n)));
    [(-REACH, below as f64 / n)].into_iter().chain(stairs).chain([(REACH, shown as f64 / n)]).collect()
}

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (by_hand, name) = (!settings.text("drawn").is_empty(), settings.text("law"));
    let law = if name == "normal" { code::normal()? } else { code::mixture()? };
    let (x, made) = if by_hand {
        let x = drawn(settings.text("drawn"))?;
        let made = format!("&array!{:?}", x.to_vec());
        (x, made)
    } else {
        let (n, seed) = (settings.count("n"), settings.text("seed"));
        (code::samples(&law, n, settings.number("seed") as u64)?, format!("&samples(&{name}()?, {n}, {seed})?"))
    };
    let n = x.len();
    let [ks, alarm, w1, null] = code::sample_distances(&x, &law)?;
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ink = if by_hand { Ink::Other } else { Ink::Data };

    let mut stairs = Panel::new(
        Text::new("the points and their staircase", "这些点与它们的阶梯"),
        Axis::new(-REACH, REACH, "x"),
        Axis::new(-0.16, 1.06, "F"),
    )
    .drawing("drawn");
    let places = linspace(-REACH, REACH, 201);
    stairs.line(Ink::Truth, 2.4, places.map(|x| (x, law.cdf(x)))).named(Text::new("the law", "分布"));
    let floor = sorted.iter().filter(|x| x.abs() <= REACH).map(|x| (*x, FLOOR));
    let (radius, alpha) = if n > 256 { (1.6, 0.15) } else { (2.6, 0.7) };
    stairs.line(ink, 1.6, staircase(&sorted)).named(Text::new("the points", "这些点"));
    stairs.dots(ink, radius, floor).alpha(alpha);
    if let Some(gap) = gap(&sorted, &law).filter(|gap| gap[0].0.abs() <= REACH) {
        stairs.line(Ink::Error, 3.0, gap).named(Text::new("KS, the greatest gap", "KS：最大的差距"));
    }

    let sides = [1.0, 8192.0];
    let rule = |constant: f64| sides.map(|n: f64| (n, constant / n.sqrt()));
    let mut judged = Panel::new(
        Text::new("KS against the number of points", "KS 与点数"),
        Axis::log(sides[0], sides[1], "N"),
        Axis::log(0.005, 2.0, "KS"),
    );
    let data = DATA.as_ref().map_err(Clone::clone)?;
    let true_ones = judged.dots(Ink::Data, 1.4, data.iter().copied()).alpha(0.4);
    true_ones.named(Text::new("60 true data sets of each size", "每种点数各 60 份真实样本"));
    let line = judged.line(Ink::Truth, 1.6, rule(mean()));
    line.named(Text::new("their mean, 0.87/√N", "它们的平均，0.87/√N"));
    let line = judged.line(Ink::Error, 1.6, rule(metrics::kolmogorov_quantile(0.01)?));
    line.named(Text::new("about 1 in 100 lies above: 1.63/√N", "100 份中约有 1 份超过：1.63/√N"));
    judged.dots(ink, 5.0, [((n as f64).min(sides[1]), ks)]).named(Text::new("these points", "这些点"));

    Ok(Picture::default()
        .panel(stairs)
        .panel(judged)
        .reading("n", Text::new("points N", "点数 N"), n as f64, 0)
        .reading("ks", Text::new("KS", "KS"), ks, 3)
        .reading(
            "alarm",
            Text::new("KS of true samples: above it once in 100", "真实样本的 KS：100 次中有 1 次超过"),
            alarm,
            3,
        )
        .reading("w1", Text::new("W₁", "W₁"), w1, 3)
        .reading("null", Text::new("W₁ of true samples: on average", "真实样本的平均 W₁"), null, 3)
        .call(format!("sample_distances({made}, &{name}()?)?")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack;

    /// Points drawn at these places.
    fn by_hand(places: &[f64], law: &str) -> Picture {
        let points: Vec<[f64; 2]> = places.iter().map(|x| [x / REACH, 0.7]).collect();
        WIDGET.at(&format!("law={law}&drawn={}", pack(&points)))
    }

    #[test]
    fn the_first_sample_of_each_size_is_the_figures() {
        let data = DATA.as_ref().unwrap();
        assert_eq!(data.len(), SIZES.len() * DATA_SETS);
        for (k, size) in SIZES.into_iter().enumerate() {
            assert_eq!(WIDGET.at(&format!("n={size}")).number("ks"), data[k * DATA_SETS].1);
        }
        assert_eq!(WIDGET.at("").call, "sample_distances(&samples(&mixture()?, 64, 33)?, &mixture()?)?");
    }

    #[test]
    fn the_mean_of_the_data_sets_lies_on_the_line_and_few_above_the_other() {
        let data = DATA.as_ref().unwrap();
        for (of_one_size, n) in data.chunks(DATA_SETS).zip(SIZES) {
            let mean_of_them = of_one_size.iter().map(|(_, ks)| ks).sum::<f64>() / DATA_SETS as f64;
            // sd 0.26/√N of one, so 0.034/√N of the mean; four of them, and 0.04 by which it is below its limit at 16
            assert!((mean_of_them * n.sqrt() - mean()).abs() < 0.18, "{n}: {mean_of_them}");
        }
        let alarm = metrics::kolmogorov_quantile(0.01).unwrap();
        let of_size = data.chunks(DATA_SETS).zip(SIZES);
        let above = of_size.map(|(data, n)| data.iter().filter(|(_, ks)| ks * n.sqrt() > alarm).count());
        // binomial(300, 0.01): more than 12 for one seed in 60 000
        assert!(above.sum::<usize>() <= 12);
    }

    #[test]
    fn the_gap_that_is_marked_is_the_distance() {
        for sets in ["", "law=normal&n=16", "n=1024&seed=5", WIDGET.tries[0].sets, WIDGET.tries[1].sets] {
            let picture = WIDGET.at(sets);
            let marks = &picture.panels[0].marks;
            let gap = marks.iter().find(|mark| mark.ink == Ink::Error).unwrap();
            assert_eq!((gap.points[0].1 - gap.points[1].1).abs(), picture.number("ks"), "{sets}");
        }
    }

    #[test]
    fn one_point_in_the_middle_has_the_distances_of_the_formulas() {
        let picture = by_hand(&[0.0], "normal");
        // pack rounds the place to 1/1024, and the widget to the next hundredth: to 0
        assert_eq!((picture.number("n"), picture.number("ks")), (1.0, 0.5));
        // E|Z| = √(2/π); the integral is good to 1e-9
        assert!((picture.number("w1") - std::f64::consts::FRAC_2_PI.sqrt()).abs() < 1e-8);
        assert!((picture.number("null") - 1.288).abs() < 1e-3);
        assert_eq!(picture.call, "sample_distances(&array![0.0], &normal()?)?");
        let picture = by_hand(&[-2.0, 2.0], "mixture");
        // 0.5 E|Z| at each side
        assert!((picture.number("w1") - 0.5 * std::f64::consts::FRAC_2_PI.sqrt()).abs() < 1e-5);
    }

    #[test]
    fn drawn_heights_do_not_count_and_without_a_drawing_the_points_are_true_samples() {
        let heights = |y: f64| WIDGET.at(&format!("drawn={}", pack(&[[0.3, y], [-0.1, -y]])));
        assert_eq!(heights(0.9).call, heights(-0.2).call);
        assert_eq!((heights(0.0).number("n"), WIDGET.at("").number("n")), (2.0, 64.0));
    }

    #[test]
    fn the_staircase_begins_and_ends_at_the_sides() {
        assert_eq!(
            staircase(&[-5.0, 0.0, 4.0, 6.0]),
            [(-4.0, 0.25), (0.0, 0.25), (0.0, 0.5), (4.0, 0.5), (4.0, 0.75), (4.0, 0.75)]
        );
    }

    #[test]
    fn hundreds_of_points_at_one_place_are_a_single_jump() {
        let picture = by_hand(&[1.0; 300], "normal");
        // F(1) = 0.8413
        assert!((picture.number("ks") - 0.8413).abs() < 1e-4);
    }
}
