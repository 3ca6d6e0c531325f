//! `pairings.png`: the same noises and data, paired by chance, in tens, and all at once.

use flowlab::distribution::{Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};
use flowlab::train::coupling::{in_groups, sorted};
use flowlab::{Result, Seed};

use crate::models::mixture;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 326);
const PAIRS: usize = 40;
const GROUPS: [usize; 3] = [1, 10, PAIRS];
const SEED: Seed = Seed(1908);
/// What is seen of the line.
const UP: (f64, f64) = (-3.6, 3.6);

pub const FIGURE: Figure = Figure {
    id: "pairings",
    caption: Text::new(
        "Forty noises from $\\mathcal{N}(0, 1)$ (left end of each panel, $t = 0$) and forty data points of the two hills (right end, $t = 1$), the same in all three panels; only the pairs differ. Left: by chance. Middle: in groups of ten, in each group the smallest noise with the smallest data point, and so on. Right: all forty in order. Blue lines go down to the lower hill, green ones up to the upper. Below: how many of the $780$ pairs of lines cross.",
        "四十份来自 $\\mathcal{N}(0, 1)$ 的噪声（每幅左端，$t = 0$）和双峰分布的四十个数据点（右端，$t = 1$）。三幅图里的点相同，只是配对不同。左：随机配对。中：十个一组，组内最小的噪声配最小的数据点，依此类推。右：四十个一起按次序配。蓝线通往下面的峰，绿线通往上面的峰。下方：$780$ 对直线中有多少对相交。",
    ),
    alt: Text::new(
        "Three panels of forty straight lines from a cluster on the left to two clusters on the right. In the first the lines form a dense tangle; in the second fewer lines cross, those from near the middle; in the third they fan out without a crossing.",
        "三幅图，各有四十条直线从左边的一团点通向右边的两团点。第一幅里，直线密密地交织在一起；第二幅里，相交的少了，多是从中间附近出发的那些；第三幅里直线散开，没有一处相交。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The pairs (noise, data point) of each panel.
pub fn data(seed: Seed) -> Result<Vec<Vec<(f64, f64)>>> {
    let x0 = Gaussian::standard(1)?.sample(seed, PAIRS)?;
    let z = mixture()?.sample(seed, PAIRS)?;
    let pairs = |size: usize| {
        let order = in_groups(size, sorted)(&x0, &z)?;
        Ok((0..PAIRS).map(|i| (x0[[order[i], 0]], z[[i, 0]])).collect())
    };
    GROUPS.into_iter().map(pairs).collect()
}

/// How many pairs of lines cross.
fn crossings(pairs: &[(f64, f64)]) -> usize {
    let later = |i: usize| {
        let (a, c) = pairs[i];
        pairs[i + 1..].iter().filter(|(b, d)| (a - b) * (c - d) < 0.0).count()
    };
    (0..pairs.len()).map(later).sum()
}

pub fn draw(panels: &[Vec<(f64, f64)>], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let (down, up) = (ink::data(style), ink::method(style));
    let titles = [
        Text::new("by chance", "随机配对"),
        Text::new("ten at a time", "十个一组"),
        Text::new("all forty", "四十个一起"),
    ];
    let unit = Text::new("crossings", "处相交");
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (pairs, title)) in panels.iter().zip(titles).enumerate() {
            let place = area.clone().shrink((px(18.0 + 236.0 * k as f64), px(40.0)), (px(212.0), px(248.0)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(18.0);
            let mut panel = panel.x(0.0..1.0, "").y(UP.0..UP.1, "").draw()?;
            for end in [0.0, 1.0] {
                panel.line([(end, UP.0), (end, UP.1)], Stroke::new(ink::grid(style), 1.0))?;
            }
            for (x0, z) in pairs {
                let colour = if *z < 0.0 { down } else { up };
                panel.line([(0.0, *x0), (1.0, *z)], Stroke::new(colour.alpha(0.75), 1.3))?;
            }
            for (x0, z) in pairs {
                panel.knob((0.0, *x0), 3.2, ink::noise(style))?;
                panel.knob((1.0, *z), 3.2, if *z < 0.0 { down } else { up })?;
            }
            panel.label(title.get(style.lang), (0.5, UP.1), (0.0, -10.0), Anchor::Above, text)?;
            let count = format!("{} {}", crossings(pairs), unit.get(style.lang));
            panel.label(&count, (0.5, UP.0), (0.0, 12.0), Anchor::Below, text)?;
            panel.label("$x_0$", (0.0, UP.0), (0.0, 12.0), Anchor::Below, muted)?;
            panel.label("$z$", (1.0, UP.0), (0.0, 12.0), Anchor::Below, muted)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_are_the_same_in_each_panel() {
        let panels = data(SEED).unwrap();
        let sides = |pairs: &Vec<(f64, f64)>| {
            let (mut x0, mut z): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            x0.sort_by(f64::total_cmp);
            z.sort_by(f64::total_cmp);
            (x0, z)
        };
        assert!(panels.iter().all(|pairs| sides(pairs) == sides(&panels[0])));
        assert!(panels.iter().flatten().all(|(x0, z)| (UP.0..UP.1).contains(x0) && (UP.0..UP.1).contains(z)));
    }

    #[test]
    fn crossings_become_fewer_to_none() {
        let counts: Vec<usize> = data(SEED).unwrap().iter().map(|pairs| crossings(pairs)).collect();
        // by chance half of 780, with a standard deviation of √(40·39·85/72) = 43
        assert!(counts[0].abs_diff(390) < 4 * 43 && counts[1] < counts[0] / 2 && counts[2] == 0, "{counts:?}");
        assert_eq!(PAIRS * (PAIRS - 1) / 2, 780);
    }
}
