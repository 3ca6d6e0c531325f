//! Verdicts for exercises: is the learner's function right, and if not, what does it compute instead?
//!
//! A check calls the function on a few inputs, compares with the right answer, and where they differ tries a list of
//! known mistakes: one that gives the learner's answers on every input is named. A check never panics, also where the
//! function does (`todo!()` is a panic), and prints nothing by itself.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ndarray::{Array1, array};

use crate::lang::{Lang, Text};
use crate::{BrownianPath, Seed, TimeGrid};

/// What a check says of an exercise, in the language of [`Lang::current`]: "solved", or "not yet" and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a verdict is there to be shown"]
pub enum Verdict {
    /// The function is right.
    Solved,
    /// The function is not right yet; what is wrong, in words.
    NotYet(String),
}

/// How a verdict on a right function reads.
pub const SOLVED: Text = Text::new("solved", "已完成");

/// How a verdict on any other starts.
pub const NOT_YET: Text = Text::new("not yet: ", "还没有：");

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lang = Lang::current();
        match self {
            Verdict::Solved => f.write_str(SOLVED.get(lang)),
            Verdict::NotYet(why) => write!(f, "{}{why}", NOT_YET.get(lang)),
        }
    }
}

/// Lesson 10: a function that takes the values W(t₀), …, W(tₙ) of a path in one dimension and returns its quadratic
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

fn quadratic_variation_check() -> Check<Array1<f64>> {
    fn steps(w: &Array1<f64>) -> impl Iterator<Item = f64> {
        w.iter().zip(w.iter().skip(1)).map(|(now, next)| next - now)
    }
    fn squares(w: &Array1<f64>) -> f64 {
        steps(w).map(|dw| dw * dw).sum()
    }
    let mut inputs = vec![array![0.0, 1.0, 3.0], array![2.0, -1.0, 1.0, 1.5], array![4.0, 4.0, 4.0]];
    inputs.extend(brownian());
    Check {
        input: Text::new("the path", "路径"),
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

/// An exercise whose answer is a number: what the learner's function is tried on, the right answer, and wrong ones with
/// what to say of them.
struct Check<I> {
    input: Text,
    inputs: Vec<I>,
    right: fn(&I) -> f64,
    mistakes: Vec<Mistake<I>>,
}

/// A usual wrong answer, and what to say to who gives it.
struct Mistake<I> {
    gives: fn(&I) -> f64,
    why: Text,
}

impl<I: fmt::Display> Check<I> {
    fn judge(&self, f: impl Fn(&I) -> f64, lang: Lang) -> Verdict {
        let answers: Vec<f64> = match self.inputs.iter().map(|input| quietly(|| f(input))).collect() {
            Ok(answers) => answers,
            Err(panic) => return Verdict::NotYet(panic.in_words(lang)),
        };
        let gives = |g: fn(&I) -> f64| self.inputs.iter().zip(&answers).all(|(input, answer)| close(*answer, g(input)));
        if gives(self.right) {
            return Verdict::Solved;
        }
        if let Some(mistake) = self.mistakes.iter().find(|mistake| gives(mistake.gives)) {
            return Verdict::NotYet(mistake.why.get(lang).to_string());
        }
        let wrong = self.inputs.iter().zip(&answers).find(|(input, answer)| !close(**answer, (self.right)(input)));
        let Some((input, answer)) = wrong else { return Verdict::Solved };
        let (name, right) = (self.input.get(lang), (self.right)(input));
        Verdict::NotYet(match lang {
            Lang::En => format!("for {name} {input:.4} it gives {answer:.4}, the right answer is {right:.4}"),
            Lang::Zh => format!("对{name} {input:.4}，它给出 {answer:.4}，正确答案是 {right:.4}"),
        })
    }
}

/// Equal up to rounding: a sum of 1000 terms in any order is exact to about 1e-13 of its size.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

/// A caught panic: its message.
struct Panic(String);

impl Panic {
    fn in_words(&self, lang: Lang) -> String {
        if self.0.starts_with("not yet implemented") {
            let text = Text::new("the function is still empty, replace todo!()", "函数还是空的，请替换 todo!()");
            return text.get(lang).to_string();
        }
        match lang {
            Lang::En => format!("the function stopped with a panic: {}", self.0),
            Lang::Zh => format!("函数因 panic 而中止：{}", self.0),
        }
    }
}

/// Calls a function and catches its panic, without the message that a panic prints. Panics of other threads are
/// reported as ever.
fn quietly<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let usual = Arc::new(panic::take_hook());
    let (here, reported) = (thread::current().id(), Arc::clone(&usual));
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() != here {
            reported(info);
        }
    }));
    let outcome = panic::catch_unwind(AssertUnwindSafe(f));
    drop(panic::take_hook());
    if let Ok(usual) = Arc::try_unwrap(usual) {
        panic::set_hook(usual);
    }
    drop(guard);
    outcome.map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
        Panic(text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default())
    })
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
    fn no_two_mistakes_are_one() {
        // each mistake is named by its own words, so none hides behind an earlier one
        let check = quadratic_variation_check();
        for Mistake { gives, why } in &check.mistakes {
            for lang in Lang::ALL {
                assert_eq!(check.judge(gives, lang), Verdict::NotYet(why.get(lang).to_string()));
            }
        }
    }

    #[test]
    fn any_other_wrong_answer_is_shown_beside_the_right_one() {
        assert_eq!(why(|_| 7.0), "for the path [0.0000, 1.0000, 3.0000] it gives 7.0000, the right answer is 5.0000");
        assert!(why(|_| f64::NAN).contains("NaN"));
    }

    #[test]
    fn a_panic_is_a_verdict_and_the_hook_is_put_back() {
        assert!(why(|_| todo!()).contains("still empty"));
        assert!(why(|_| unimplemented!()).contains("panic"));
        assert!(why(|w| w[w.len()]).contains("panic"));
        let calls = Arc::new(Mutex::new(0));
        let counter = Arc::clone(&calls);
        let me = thread::current().id();
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |_| {
            if thread::current().id() == me {
                *counter.lock().unwrap() += 1;
            }
        }));
        let verdict = why(|_| todo!());
        let outside = panic::catch_unwind(|| panic!("heard"));
        panic::set_hook(usual);
        assert!(verdict.contains("still empty") && outside.is_err());
        assert_eq!(*calls.lock().unwrap(), 1); // the panic outside the check, and not the one inside
    }

    #[test]
    fn the_words_are_those_of_the_contract() {
        assert_eq!(Verdict::Solved.to_string(), SOLVED.get(Lang::current()));
        assert!(Verdict::NotYet("x".into()).to_string().starts_with(NOT_YET.get(Lang::current())));
    }
}
