//! Verdicts for exercises: is the learner's function right, and if not, what does it compute instead?
//!
//! A check calls the function on a few inputs, compares with the right answer, and where they differ tries a list of
//! known mistakes: one that gives the learner's answers on every input is named. A check never panics, also where the
//! function does (`todo!()` is a panic), and prints nothing by itself.

use std::cell::Cell;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use flowlab::ndarray::{Array, Array1, ArrayRef, Dimension, Zip};

use flowlab::{Lang, Text};

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

/// An exercise: what the learner's function is tried on, the right answer, and wrong ones with what to say of them.
///
/// `I` is all that the function takes, as one value: a tuple where it takes several.
pub(crate) struct Check<I, O> {
    /// An input in words, as in "for the path [0, 1, 3]": what stands after "for".
    pub(crate) shown: fn(&I, Lang) -> String,
    pub(crate) inputs: Vec<I>,
    pub(crate) right: fn(&I) -> O,
    pub(crate) mistakes: Vec<Mistake<I, O>>,
}

/// A usual wrong answer, and what to say to who gives it.
pub(crate) struct Mistake<I, O> {
    pub(crate) gives: fn(&I) -> O,
    pub(crate) why: Text,
}

/// What a function of an exercise can return.
pub(crate) trait Answer: fmt::Display {
    /// Whether this is the right answer up to rounding.
    fn is(&self, right: &Self) -> bool;
}

impl Answer for f64 {
    /// A sum of 1000 terms in any order is exact to about 1e-13 of its size. An infinite answer is right or wrong; NaN is
    /// never right, but a usual mistake may give it.
    fn is(&self, right: &f64) -> bool {
        self == right
            || self.is_nan() && right.is_nan()
            || right.is_finite() && (self - right).abs() <= 1e-9 * right.abs().max(1.0)
    }
}

impl Answer for bool {
    fn is(&self, right: &bool) -> bool {
        self == right
    }
}

impl Answer for usize {
    fn is(&self, right: &usize) -> bool {
        self == right
    }
}

impl<D: Dimension> Answer for Array<f64, D> {
    fn is(&self, right: &Array<f64, D>) -> bool {
        let (ours, theirs): (&ArrayRef<f64, D>, &ArrayRef<f64, D>) = (self, right);
        ours.shape() == theirs.shape() && Zip::from(ours).and(theirs).all(|ours, theirs| ours.is(theirs))
    }
}

impl<I, O: Answer> Check<I, O> {
    pub(crate) fn judge(&self, f: impl Fn(&I) -> O, lang: Lang) -> Verdict {
        let answers: Vec<O> = match self.inputs.iter().map(|input| quietly(|| f(input))).collect() {
            Ok(answers) => answers,
            Err(panic) => return Verdict::NotYet(panic.in_words(lang)),
        };
        let gives = |g: fn(&I) -> O| self.inputs.iter().zip(&answers).all(|(input, answer)| answer.is(&g(input)));
        if gives(self.right) {
            return Verdict::Solved;
        }
        if let Some(mistake) = self.mistakes.iter().find(|mistake| gives(mistake.gives)) {
            return Verdict::NotYet(mistake.why.get(lang).to_string());
        }
        let wrong = self.inputs.iter().zip(&answers).find(|(input, answer)| !answer.is(&(self.right)(input)));
        let Some((input, answer)) = wrong else { return Verdict::Solved };
        let (input, right) = ((self.shown)(input, lang), (self.right)(input));
        Verdict::NotYet(match lang {
            Lang::En => format!("for {input} it gives {answer:.4}, the right answer is {right:.4}"),
            Lang::Zh => format!("对{input}，它给出 {answer:.4}，正确答案是 {right:.4}"),
        })
    }
}

/// How many of the numbers pass a test.
pub(crate) fn count(numbers: &Array1<f64>, test: impl Fn(f64) -> bool) -> f64 {
    numbers.iter().filter(|number| test(**number)).count() as f64
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

thread_local! {
    /// Whether a panic of this thread is a verdict, and not to be reported.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls a function and catches its panic, without the message that a panic prints. All other panics are reported as
/// ever: the hook that tells them apart stays.
fn quietly<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(f));
    QUIET.set(before);
    outcome.map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
        Panic(text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default())
    })
}

/// Holds each mistake of a check to its words, in both languages: none hides behind an earlier one, and none is right.
#[cfg(test)]
pub(crate) fn no_two_mistakes_are_one<I, O: Answer>(check: &Check<I, O>) {
    for Mistake { gives, why } in &check.mistakes {
        for lang in Lang::ALL {
            assert_eq!(check.judge(gives, lang), Verdict::NotYet(why.get(lang).to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::ndarray::{Array1, array};

    fn double() -> Check<f64, Array1<f64>> {
        Check {
            shown: |x, lang| format!("{} {x}", Text::new("the number", "数").get(lang)),
            inputs: vec![1.0, 2.5],
            right: |x| array![2.0 * x],
            mistakes: vec![Mistake { gives: |x| array![x * x], why: Text::new("a square", "平方") }],
        }
    }

    fn why(f: impl Fn(&f64) -> Array1<f64>) -> String {
        match double().judge(f, Lang::En) {
            Verdict::NotYet(why) => why,
            Verdict::Solved => panic!("a wrong function was taken for right"),
        }
    }

    #[test]
    fn right_wrong_and_any_other_answer_are_told_apart() {
        assert_eq!(double().judge(|x| array![x + x], Lang::En), Verdict::Solved);
        no_two_mistakes_are_one(&double());
        assert_eq!(why(|_| array![7.0]), "for the number 1 it gives [7.0000], the right answer is [2.0000]");
        assert!(why(|_| array![f64::NAN]).contains("NaN"));
        assert!(why(|_| array![2.0, 2.0]).contains("it gives [2.0000, 2.0000]")); // another shape
    }

    #[test]
    fn infinity_is_an_answer_and_nan_a_mistake() {
        assert!(f64::INFINITY.is(&f64::INFINITY) && !f64::INFINITY.is(&1.0) && !1.0.is(&f64::INFINITY));
        assert!(!f64::INFINITY.is(&f64::NEG_INFINITY));
        assert!(f64::NAN.is(&f64::NAN) && !f64::NAN.is(&1.0) && !f64::NAN.is(&f64::INFINITY) && !1.0.is(&f64::NAN));
    }

    #[test]
    fn a_panic_is_a_verdict() {
        assert!(why(|_| todo!()).contains("still empty"));
        assert!(why(|_| unimplemented!()).contains("panic"));
    }

    #[test]
    fn the_words_are_those_of_the_contract() {
        assert_eq!(Verdict::Solved.to_string(), SOLVED.get(Lang::current()));
        assert!(Verdict::NotYet("x".into()).to_string().starts_with(NOT_YET.get(Lang::current())));
    }
}
