//! `sums.png`: twelve sums on their way from masks, four steps of the clock beside one letter at a time.

use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, Sentence, tau_leap_steps};
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink};
use flowlab::{Result, Seed};

use super::letters::{letters, sign};
use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (640, 372);
const ROWS: usize = 12;
/// The order in which the letters are opened one at a time.
const ORDER: [usize; 4] = [2, 0, 3, 1];
const SEED: Seed = Seed(2104);
/// In CSS pixels: the left ends of the panels, and how far columns, letters and rows are apart.
const LEFT: [f64; 2] = [16.0, 344.0];
const COLUMN: f64 = 61.0;
const LETTER: f64 = 11.0;
const ROW: f64 = 24.5;
const TOP: f64 = 312.0;

pub const FIGURE: Figure = Figure {
    id: "sums",
    caption: Text::new(
        "Twelve sums on their way from four masks, with exact posteriors; blue: opened in this step, red: no sum. Left: four equal steps of the clock, in which several letters may be opened together. Right: one letter at a time, here $c$, $a$, $d$, $b$; each result is a sum.",
        "十二个算式，从四个掩码出发，后验是精确的。蓝色：在这一步揭开；红色：不是正确的算式。左：按时钟走相等的四步，一步里可能同时揭开好几个字符。右：每次揭开一个，这里的次序是 $c$、$a$、$d$、$b$，结果个个正确。",
    ),
    alt: Text::new(
        "Two tables of twelve rows and five columns. From left to right dots become digits. In the left table some rows end in red, in the right one none.",
        "两张表，各有十二行五列。从左到右，圆点逐渐变成数字。左边的表里，有几行以红色结束；右边的表里一行也没有。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The strings after each step, by the clock and one at a time: \[panel\]\[step\]\[row\].
pub fn data(seed: Seed) -> Result<[Vec<Vec<Sentence>>; 2]> {
    let masks = MixturePath::new(Language::sums(), LetterNoise::Mask);
    let one_by_one = Plan::groups(&ORDER.each_ref().map(std::slice::from_ref))?;
    Ok([tau_leap_steps(&masks, &Plan::even(4)?, seed, ROWS)?, tau_leap_steps(&masks, &one_by_one, seed, ROWS)?])
}

pub fn draw(panels: &[Vec<Vec<Sentence>>; 2], style: &Style) -> Result<Scene> {
    let (text, muted, blue, red) = (ink::text(style), ink::muted(style), ink::data(style), ink::error(style));
    let language = Language::sums();
    let titles =
        [Text::new("four steps of the clock", "按时钟走四步"), Text::new("one letter at a time", "每次一个字符")];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 15.0, style)?;
        for ((steps, title), left) in panels.iter().zip(titles).zip(LEFT) {
            let middle = left + 2.0 * COLUMN + 1.5 * LETTER;
            panel.label(title.get(style.lang), (middle, TOP + 42.0), (0.0, 0.0), Anchor::Centre, text)?;
            let last = steps.len() - 1;
            for (step, rows) in steps.iter().enumerate() {
                let x = left + COLUMN * step as f64;
                let name = step.to_string();
                panel.label(&name, (x + 1.5 * LETTER, TOP + 19.0), (0.0, 0.0), Anchor::Centre, muted)?;
                for (row, string) in rows.iter().enumerate() {
                    let y = TOP - ROW * (row as f64 + 0.3);
                    let ink = |i: usize| match string[i] {
                        letter if letter == language.mask() => muted,
                        _ if step == last && !language.contains(string) => red,
                        letter if step > 0 && steps[step - 1][row][i] != letter => blue,
                        _ => text,
                    };
                    let signs = (0..4).map(|i| (sign(string[i], language.mask()), ink(i)));
                    letters(&mut panel, (x, y), LETTER, signs)?;
                }
            }
        }
        let between = (LEFT[0] + 4.0 * COLUMN + 3.0 * LETTER + LEFT[1]) / 2.0;
        panel.line([(between, 14.0), (between, TOP + 46.0)], Stroke::new(ink::grid(style), 1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_clock_makes_wrong_sums() {
        let [clock, one_by_one] = data(SEED).unwrap();
        let wrong = |steps: &[Vec<Sentence>]| Language::sums().share_wrong(steps.last().unwrap());
        assert!((3.0 / 12.0..=6.0 / 12.0).contains(&wrong(&clock)), "{}", wrong(&clock)); // .369 on average
        assert_eq!(wrong(&one_by_one), 0.0);
        assert_eq!((clock.len(), one_by_one.len()), (5, 5));
    }
}
