//! `ctmc_neighbors_example.png`: a string of four digits as a lock with four wheels; a jump turns one of them.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink};

use super::letters::{letters, plate};
use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (410, 290);
const STRING: [usize; 4] = [6, 7, 1, 3];
/// Two neighbours: the place of the letter that differs, and how far its wheel is turned.
const JUMPS: [(usize, i32); 2] = [(1, -3), (3, 2)];
/// In CSS pixels: the first wheel, how far wheels and digits are apart, the height of the string.
const LEFT: f64 = 48.0;
const WHEEL: f64 = 54.0;
const DIGIT: f64 = 27.0;
const MIDDLE: f64 = 131.0;

pub const FIGURE: Figure = Figure {
    id: "ctmc_neighbors_example",
    caption: Text::new(
        "The string $6713$ as a lock with four wheels of ten digits. One jump turns one wheel, to any digit: $4 \\cdot 9 = 36$ neighbours, of $9999$ other strings. Right: two of them.",
        "把字符串 $6713$ 看成一把四个转轮的密码锁，每个转轮上有十个数字。跳一次，只转动一个转轮，转到哪个数字都可以：另外的 $9999$ 个字符串里，有 $4 \\cdot 9 = 36$ 个是邻居。右：其中两个。",
    ),
    alt: Text::new(
        "Four columns of the ten digits with 6, 7, 1, 3 in a frame; arrows to two strings beside it that differ from it in one digit, which is coloured.",
        "四列十个数字，框里是 6、7、1、3；箭头指向旁边的两个字符串，各有一位不同，用颜色标出。",
    ),
    make: Make::Still(draw),
};

/// The digit of a wheel, so many places below the one in the window.
fn digit(wheel: usize, turned: i32) -> i32 {
    (STRING[wheel] as i32 + turned).rem_euclid(10)
}

/// The neighbour of a jump.
fn neighbour((wheel, turned): (usize, i32)) -> [i32; 4] {
    [0, 1, 2, 3].map(|i| digit(i, if i == wheel { turned } else { 0 }))
}

pub fn draw(style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let inks = [ink::other_method(style), ink::method(style)];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 17.0, style)?;
        let middle = LEFT + 1.5 * WHEEL;
        let (window, rim) = ((4.0 * WHEEL, DIGIT + 5.0), Stroke::new(ink::data(style), 2.0));
        for wheel in 0..4 {
            let x = LEFT + WHEEL * wheel as f64;
            let tall = (WHEEL - 16.0, 10.0 * DIGIT);
            plate(&mut panel, (x, MIDDLE + 0.5 * DIGIT), tall, ink::ground(style), Stroke::new(ink::grid(style), 1.2))?;
        }
        plate(&mut panel, (middle, MIDDLE), window, ink::ground(style), rim)?;
        for wheel in 0..4 {
            let x = LEFT + WHEEL * wheel as f64;
            for turned in -5..=4 {
                let jump = JUMPS.iter().position(|jump| *jump == (wheel, turned));
                let ink = jump.map_or(if turned == 0 { text } else { muted.alpha(0.75) }, |k| inks[k]);
                let place = (x, MIDDLE - DIGIT * f64::from(turned));
                panel.label(&digit(wheel, turned).to_string(), place, (0.0, 0.0), Anchor::Centre, ink)?;
            }
        }
        let edge = middle + 2.0 * WHEEL;
        for (k, jump) in JUMPS.into_iter().enumerate() {
            let y = MIDDLE - DIGIT * f64::from(jump.1);
            let signs = neighbour(jump).into_iter().enumerate();
            let signs = signs.map(|(i, digit)| (digit.to_string(), if i == jump.0 { inks[k] } else { text }));
            panel.arrow((edge + 6.0, MIDDLE), (edge + 62.0, y), Stroke::new(inks[k], 1.8))?;
            letters(&mut panel, (edge + 82.0, y), 18.0, signs)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbour_differs_in_one_letter() {
        let string = STRING.map(|letter| letter as i32);
        for jump in JUMPS {
            let other = neighbour(jump);
            assert_eq!((0..4).filter(|i| other[*i] != string[*i]).collect::<Vec<_>>(), [jump.0]);
        }
        let all: Vec<[i32; 4]> =
            (0..4).flat_map(|wheel| (1..10).map(move |turned| neighbour((wheel, turned)))).collect();
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 36);
    }
}
