//! Lesson 10, Brownian motion.

use ndarray::{Array1, array};

use super::{Check, Mistake, Verdict};
use crate::lang::{Lang, Text};
use crate::{BrownianPath, Seed, TimeGrid};

/// A function that takes the values W(t₀), …, W(tₙ) of a path in one dimension and returns its quadratic
/// variation Σᵢ (W(tᵢ₊₁) − W(tᵢ))².
///
/// ```
/// use flowlab::check::{self, Verdict};
/// use flowlab::ndarray::Array1;
/// fn quadratic_variation(w: &Array1<f64>) -> f64 {
///     (1..w.len()).map(|i| (w[i] - w[i - 1]).powi(2)).sum()
/// }
/// assert_eq!(check::quadratic_variation(quadratic_variation), Verdict::Solved);
/// ```
pub fn quadratic_variation(f: impl Fn(&Array1<f64>) -> f64) -> Verdict {
    quadratic_variation_check().judge(f, Lang::current())
}

fn quadratic_variation_check() -> Check<Array1<f64>, f64> {
    fn steps(w: &Array1<f64>) -> impl Iterator<Item = f64> {
        w.iter().zip(w.iter().skip(1)).map(|(now, next)| next - now)
    }
    fn squares(w: &Array1<f64>) -> f64 {
        steps(w).map(|dw| dw * dw).sum()
    }
    let mut inputs = vec![array![0.0, 1.0, 3.0], array![2.0, -1.0, 1.0, 1.5], array![4.0, 4.0, 4.0]];
    inputs.extend(brownian());
    Check {
        shown: |w, lang| format!("{} {w:.4}", Text::new("the path", "路径").get(lang)),
        inputs,
        right: squares,
        mistakes: vec![
            Mistake {
                gives: |w| steps(w).map(f64::abs).sum(),
                why: Text::new(
                    "this is the total variation, the sum of the sizes of the increments: square each one instead",
                    "这是全变差，也就是各增量绝对值之和：请改为对每个增量取平方",
                ),
            },
            Mistake {
                gives: |w| steps(w).sum(),
                why: Text::new(
                    "this is the sum of the increments themselves, so the end minus the start: square each one first",
                    "这是各增量本身之和，只等于终点减起点：请先把每个增量平方再相加",
                ),
            },
            Mistake {
                gives: |w| steps(w).sum::<f64>().powi(2),
                why: Text::new(
                    "this squares the sum: square each increment first, then add",
                    "这是先求和再平方：请先把每个增量平方，再相加",
                ),
            },
            Mistake {
                gives: |w| steps(w).map(f64::abs).sum::<f64>().powi(2),
                why: Text::new(
                    "this squares the total variation: square each increment first, then add",
                    "这是全变差的平方：请先把每个增量平方，再相加",
                ),
            },
            Mistake {
                gives: |w| w.iter().map(|w| w * w).sum(),
                why: Text::new(
                    "this adds the squares of the values of W: take the increments W(t_{i+1}) - W(t_i) first",
                    "这是 W 的各个值的平方和：请先求增量 W(t_{i+1}) - W(t_i)",
                ),
            },
            Mistake {
                gives: |w| w.sum(),
                why: Text::new(
                    "this adds the values of W: take the increments W(t_{i+1}) - W(t_i) and square them",
                    "这是 W 的各个值之和：请先求增量 W(t_{i+1}) - W(t_i)，再平方",
                ),
            },
            Mistake {
                gives: |w| squares(w) / (w.len() - 1) as f64,
                why: Text::new(
                    "this is the mean of the squared increments: do not divide by their number",
                    "这是增量平方的平均值：不要除以增量的个数",
                ),
            },
            Mistake {
                gives: |w| squares(w) / w.len() as f64,
                why: Text::new(
                    "this divides the sum by the number of values: the quadratic variation is the sum itself",
                    "这里把总和除以了值的个数：二次变差就是总和本身",
                ),
            },
            Mistake {
                gives: |w| squares(w).sqrt(),
                why: Text::new(
                    "this is the square root of the answer: leave the root out",
                    "这是正确答案的平方根：不要开方",
                ),
            },
            Mistake {
                gives: |w| steps(w).skip(1).map(|dw| dw * dw).sum(),
                why: Text::new(
                    "the first increment is missing: a path of n + 1 values has n increments",
                    "漏掉了第一个增量：有 n + 1 个值的路径有 n 个增量",
                ),
            },
            Mistake {
                gives: |w| steps(w).take(w.len() - 2).map(|dw| dw * dw).sum(),
                why: Text::new(
                    "the last increment is missing: a path of n + 1 values has n increments",
                    "漏掉了最后一个增量：有 n + 1 个值的路径有 n 个增量",
                ),
            },
        ],
    }
}

/// A Brownian path on [0, 1] with 1000 steps: its values, if it can be drawn.
fn brownian() -> Option<Array1<f64>> {
    let grid = TimeGrid::uniform(0.0, 1.0, 1000).ok()?;
    let path = BrownianPath::sample(Seed(10), &grid, 1, 1).ok()?;
    Some(path.particle(0).column(0).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(w: &Array1<f64>) -> Vec<f64> {
        w.windows(2).into_iter().map(|pair| (pair[1] - pair[0]).powi(2)).collect()
    }

    fn why(f: impl Fn(&Array1<f64>) -> f64) -> String {
        match quadratic_variation_check().judge(f, Lang::En) {
            Verdict::NotYet(why) => why,
            Verdict::Solved => panic!("a wrong function was taken for right"),
        }
    }

    #[test]
    fn a_right_function_is_solved_whatever_the_order_of_its_sum() {
        assert_eq!(quadratic_variation(|w| squares(w).iter().rev().sum()), Verdict::Solved);
    }

    #[test]
    fn each_usual_mistake_is_named() {
        let steps = |w: &Array1<f64>| -> Vec<f64> { w.windows(2).into_iter().map(|pair| pair[1] - pair[0]).collect() };
        assert!(why(|w| steps(w).iter().map(|dw| dw.abs()).sum()).contains("total variation, the sum"));
        assert!(why(|w| steps(w).iter().sum()).contains("end minus the start"));
        assert!(why(|w| w.iter().map(|w| w * w).sum()).contains("values of W"));
        assert!(why(|w| squares(w).iter().sum::<f64>() / squares(w).len() as f64).contains("do not divide"));
        assert!(why(|w| squares(w).iter().sum::<f64>().sqrt()).contains("square root"));
        assert!(why(|w| squares(w)[1..].iter().sum()).contains("first increment is missing"));
        assert!(why(|w| squares(w)[..w.len() - 2].iter().sum()).contains("last increment is missing"));
    }

    #[test]
    fn mistakes_are_told_apart() {
        super::super::no_two_mistakes_are_one(&quadratic_variation_check());
    }

    #[test]
    fn any_other_wrong_answer_is_shown_beside_the_right_one() {
        assert_eq!(why(|_| 7.0), "for the path [0.0000, 1.0000, 3.0000] it gives 7.0000, the right answer is 5.0000");
    }
}
