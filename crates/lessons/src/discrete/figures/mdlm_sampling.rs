//! `mdlm_sampling.gif`: twenty masked sums, uncovered by a clock of sixteen steps.

use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, Sentence, tau_leap_steps};
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Animation, Scene, Style, ink};
use flowlab::{Result, Seed};

use super::letters::{letters, sign};
use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (300, 236);
const COLUMNS: usize = 4;
const ROWS: usize = 5;
const STEPS: usize = 16;
/// Frames for each step, and those that rest at the end.
const EACH: usize = 3;
const REST: usize = 14;
const SEED: Seed = Seed(2113);
/// In CSS pixels: the first letter, and how far sentences, letters and rows are apart.
const LEFT: f64 = 24.0;
const TOP: f64 = 180.0;
const COLUMN: f64 = 70.0;
const LETTER: f64 = 12.0;
const ROW: f64 = 36.0;

pub const FIGURE: Figure = Figure {
    id: "mdlm_sampling",
    caption: Text::new(
        "Twenty sums that start as four masks each, uncovered in $16$ equal steps of $\\kappa$ with exact posteriors; the still picture shows them after eight steps. Blue: opened in this step. At the end of the animation the wrong ones turn red: those in which letters were opened together that do not fit.",
        "二十个算式，起初各是四个掩码，$\\kappa$ 走相等的 $16$ 步，逐步揭开，后验是精确的；静止的图是走完八步的时候。蓝色：在这一步揭开。动画的最后，出错的变成红色：那里有同时揭开而又对不上的字符。",
    ),
    alt: Text::new(
        "Twenty groups of four dots or digits. In the animation the dots become digits one after the other; at the end two of the sums are red.",
        "二十组圆点或数字，每组四个。动画中，圆点陆续变成数字，最后有两个算式是红色的。",
    ),
    make: Make::Animation(|style| Ok(draw(data(SEED)?, *style))),
};

/// The strings after each step: \[step\]\[sentence\]. Of several draws the first with two wrong sums, as many as on average.
pub fn data(seed: Seed) -> Result<Vec<Vec<Sentence>>> {
    let masks = MixturePath::new(Language::sums(), LetterNoise::Mask);
    let plan = Plan::even(STEPS)?;
    let wrong = |strings: &[Sentence]| strings.iter().filter(|x| !masks.language().contains(x)).count();
    let mut steps = tau_leap_steps(&masks, &plan, seed, COLUMNS * ROWS)?;
    for k in 1..100 {
        if wrong(&steps[STEPS]) == 2 {
            break;
        }
        steps = tau_leap_steps(&masks, &plan, Seed(seed.0 + k), COLUMNS * ROWS)?;
    }
    Ok(steps)
}

pub fn draw(steps: Vec<Vec<Sentence>>, style: Style) -> Animation {
    Animation {
        frames: EACH * (STEPS + 1) + REST,
        poster: EACH * STEPS / 2,
        delay: 9,
        frame: Box::new(move |frame| draw_step(&steps, (frame / EACH).min(STEPS), frame >= EACH * (STEPS + 1), &style)),
    }
}

fn draw_step(steps: &[Vec<Sentence>], step: usize, judged: bool, style: &Style) -> Result<Scene> {
    let (text, muted, blue, red) = (ink::text(style), ink::muted(style), ink::data(style), ink::error(style));
    let language = Language::sums();
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 15.0, style)?;
        for (k, string) in steps[step].iter().enumerate() {
            let at = (LEFT + COLUMN * (k % COLUMNS) as f64, TOP - ROW * (k / COLUMNS) as f64);
            let ink = |i: usize| match string[i] {
                letter if letter == language.mask() => muted,
                _ if judged && !language.contains(string) => red,
                letter if !judged && step > 0 && steps[step - 1][k][i] != letter => blue,
                _ => text,
            };
            letters(&mut panel, at, LETTER, (0..4).map(|i| (sign(string[i], language.mask()), ink(i))))?;
        }
        let kappa = format!("$\\kappa = {:.2}$", step as f64 / STEPS as f64);
        panel.label(&kappa, (LEFT - 8.0, f64::from(SIZE.1)), (0.0, 18.0), Anchor::Right, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_letters_are_opened_in_the_end_and_few_sums_are_wrong() {
        let steps = data(SEED).unwrap();
        let language = Language::sums();
        assert_eq!(steps.len(), STEPS + 1);
        assert!(steps[STEPS].iter().flatten().all(|letter| *letter != language.mask()));
        let wrong = steps[STEPS].iter().filter(|string| !language.contains(string)).count();
        assert_eq!(wrong, 2); // .103 of 20 on average
    }
}
