//! `one_step.png`: the law of the next state of the chain, and the normal laws from which steps of DDPM draw it.

use flowlab::Result;
use flowlab::distribution::{Gaussian, GaussianMixture};
use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink, px};

use crate::drawing::{density, key, linspace, numbers_below, outline};
use crate::models::mixture;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 320);
/// The chain is at X at the time T; both next times.
const T: f64 = 0.3;
const NEXT: [f64; 2] = [0.6, 0.33];
const X: f64 = 0.3;
const PLACES: (f64, f64) = (-2.9, 3.5);
const TOP: f64 = 1.24;

pub const FIGURE: Figure = Figure {
    id: "one_step",
    caption: Text::new(
        "The law of the next state $X_{t'}$ for two hills on the trigonometric path, given that $X_t = 0.3$ at $t = 0.3$. Grey: the exact law, which is that of the chain. Green and purple: the normal laws of the step with the small and with the large variance. All three have one mean (dashed). For the long step the exact law has two hills; for one ten times as short it is nearly normal, and the gap is small.",
        "三角路径上，数据为双峰分布，已知 $t = 0.3$ 时 $X_t = 0.3$，下一个状态 $X_{t'}$ 的分布。灰色：精确的分布，即链的分布。绿色和紫色：小方差和大方差的一步所用的正态分布。三者的均值相同（虚线）。步子长时，精确的分布有两个峰；步长缩短到十分之一，它几乎就是正态分布，三者相差很小。",
    ),
    alt: Text::new(
        "Left: a grey density with two hills, a tall narrow green bell curve and a lower, wider purple one about the same mean between the hills. Right: three bell curves that lie close together, the grey one the widest.",
        "左：灰色的密度有两个峰，绿色的钟形曲线又高又窄，紫色的低而宽，两者的均值相同，位于两峰之间。右：三条靠得很近的钟形曲线，灰色的最宽。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// What is known of one next state.
pub struct Next {
    pub time: f64,
    pub exact: GaussianMixture,
    pub small: Gaussian,
    pub large: Gaussian,
}

pub fn data() -> Result<[Next; 2]> {
    let path = GaussianPath::new(Schedule::Trigonometric);
    let field = MarginalField::new(path, mixture()?);
    let now = path.coefficients(T);
    let weights = field.law(T)?.responsibilities(&array![[X]]).row(0).to_owned();
    let guess = field.posterior_mean(T, &array![[X]])?[[0, 0]];
    let next = |time: f64| -> Result<Next> {
        let next = path.coefficients(time);
        let a = now.alpha / next.alpha;
        let c = now.beta.powi(2) - (a * next.beta).powi(2);
        // given the hill, the chain is normal: X_t' ~ N(m', v') and X_t = a X_t' + noise of variance c
        let given = |hill: &Gaussian| {
            let (middle, variance) = (hill.mean()[0], hill.covariance()[[0, 0]]);
            let [v, v_next] = [now, next].map(|at| at.alpha.powi(2) * variance + at.beta.powi(2));
            let mean = next.alpha * middle + a * v_next / v * (X - now.alpha * middle);
            Gaussian::isotropic(array![mean], (c * v_next / v).sqrt())
        };
        let hills = field.data().components().iter().map(given).collect::<Result<Vec<_>>>()?;
        let mean = (a * next.beta.powi(2) * X + next.alpha * c * guess) / now.beta.powi(2);
        let bell = |variance: f64| Gaussian::isotropic(array![mean], variance.sqrt());
        let exact = GaussianMixture::new(weights.clone(), hills)?;
        Ok(Next { time, exact, small: bell(c * (next.beta / now.beta).powi(2))?, large: bell(c)? })
    };
    Ok([next(NEXT[0])?, next(NEXT[1])?])
}

pub fn draw(nexts: &[Next; 2], style: &Style) -> Result<Scene> {
    let (text, grey) = (ink::text(style), ink::truth(style));
    let places = linspace(PLACES.0, PLACES.1, 321);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (side, next) in nexts.iter().enumerate() {
            let place = area.clone().shrink((px(22.0 + 352.0 * side as f64), px(36.0)), (px(324.0), px(238.0)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(13.0);
            let mut panel = panel.x(PLACES.0..PLACES.1, "").y(0.0..TOP, "").draw()?;
            outline(&mut panel, [PLACES, (0.0, TOP)], Stroke::new(ink::grid(style), 0.9))?;
            let exact = density(&next.exact, &places);
            panel.band(&places, &vec![0.0; places.len()], &exact, grey.alpha(0.3))?;
            panel.line(places.iter().copied().zip(exact), Stroke::new(grey, 1.8))?;
            for (law, colour) in [(&next.small, ink::method(style)), (&next.large, ink::other_method(style))] {
                panel.line(places.iter().copied().zip(density(law, &places)), Stroke::new(colour, 1.9))?;
            }
            let mean = next.exact.mean()[0];
            panel.dashes([(mean, 0.0), (mean, 0.8 * TOP)], Stroke::new(text, 1.1), (4.0, 3.5))?;
            panel.line([(PLACES.0, 0.0), (PLACES.1, 0.0)], Stroke::new(ink::muted(style), 0.9))?;
            numbers_below(&mut panel, &[-2.0, 0.0, 2.0], 0.0, style)?;
            let middle = 0.5 * (PLACES.0 + PLACES.1);
            panel.label("$x'$", (middle, 0.0), (0.0, 24.0), Anchor::Below, text)?;
            let title = format!("$t = {T},\\ \\ t' = {}$", next.time);
            panel.label(&title, (middle, TOP), (0.0, -8.0), Anchor::Above, text)?;
            if side == 0 {
                for (row, (colour, words)) in names(style).into_iter().enumerate() {
                    let at = (PLACES.0 + 0.15, TOP - 0.1 - 0.115 * row as f64);
                    key(&mut panel, at, Stroke::new(colour, 2.0), words.get(style.lang), text)?;
                }
            }
        }
        Ok(())
    })
}

fn names(style: &Style) -> [(Colour, Text); 3] {
    [
        (ink::truth(style), Text::new("exact", "精确")),
        (ink::method(style), Text::new("small variance", "小方差")),
        (ink::other_method(style), Text::new("large variance", "大方差")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_laws_have_one_mean_and_the_steps_have_too_little_variance() {
        for next in data().unwrap() {
            let mean = next.exact.mean()[0];
            let variance = |law: &Gaussian| law.covariance()[[0, 0]];
            assert!((next.small.mean()[0] - mean).abs() < 1e-14 && (next.large.mean()[0] - mean).abs() < 1e-14);
            assert!(variance(&next.small) < variance(&next.large));
            assert!(variance(&next.large) < next.exact.covariance()[[0, 0]]);
        }
        // the page's digits for the short step
        let [_, short] = data().unwrap();
        let variances = [short.exact.covariance(), short.small.covariance(), short.large.covariance()];
        for (variance, digits) in variances.iter().zip([0.187, 0.152, 0.160]) {
            assert!((variance[[0, 0]] - digits).abs() < 5e-4, "{variance}");
        }
    }

    #[test]
    fn the_long_step_has_two_hills_and_the_short_one_has_one() {
        let hills = data().unwrap().map(|next| {
            let p = density(&next.exact, &linspace(PLACES.0, PLACES.1, 2001));
            p.windows(3).filter(|p| p[0] < p[1] && p[1] >= p[2]).count()
        });
        assert_eq!(hills, [2, 1]);
    }
}
