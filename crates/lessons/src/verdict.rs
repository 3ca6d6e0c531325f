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
pub const SOLVED: Text = Text::new("solved", "做对了");

/// How a verdict on any other starts.
pub const NOT_YET: Text = Text::new("not yet: ", "还不对：");

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lang = Lang::current();
        match self {
            Verdict::Solved => f.write_str(SOLVED.get(lang)),
            Verdict::NotYet(why) => write!(f, "{}{why}", NOT_YET.get(lang)),
        }
    }
}

/// What an exercise is tried on, and its usual wrong answers. The right answer is not here: it is the function of the
/// same name in the lesson's `solutions.rs`.
///
/// `I` is all that the function takes, as one value: a tuple where it takes several.
pub(crate) struct Check<I, O> {
    pub(crate) inputs: Vec<I>,
    /// An input in words, in English and in Chinese: what stands after "for", as in "for the path [0, 1, 3]".
    pub(crate) shown: fn(&I) -> [String; 2],
    pub(crate) mistakes: Vec<Mistake<I, O>>,
}

/// A usual wrong answer, and what to say to who gives it.
pub(crate) struct Mistake<I, O> {
    gives: fn(&I) -> O,
    why: Text,
}

impl<I, O> Mistake<I, O> {
    pub(crate) fn new(gives: fn(&I) -> O, en: &'static str, zh: &'static str) -> Mistake<I, O> {
        Mistake { gives, why: Text::new(en, zh) }
    }
}

/// The usual mistakes of an exercise: of each what it answers, and what is wrong with it, in English and in Chinese.
///
/// ```text
/// mistakes! {
///     |&(ref z, x)| share(z, |z| z < x),
///         "numbers equal to x count too: at most x, not below x",
///         "等于 x 的数也要算：是不超过 x，不是小于 x";
/// }
/// ```
macro_rules! mistakes {
    ($($gives:expr, $en:literal, $zh:literal;)*) => {
        vec![$(crate::verdict::Mistake::new($gives, $en, $zh)),*]
    };
}
pub(crate) use mistakes;

/// The words for an input that are the same in both languages.
pub(crate) fn both(words: String) -> [String; 2] {
    [words.clone(), words]
}

/// The exercises of a lesson, in the order of its `solutions.rs`: of each the signature, and the pattern by which its
/// arguments are taken from an input of its [`Check`]. The check is made by a function of the same name, below.
///
/// ```text
/// checks! {
///     /// A function that takes a sample z and a number x and returns the share of the sample that is at most x.
///     fn empirical_cdf(z: &Array1<f64>, x: f64) -> f64, let &(ref z, x) = input;
/// }
///
/// fn empirical_cdf() -> Check<(Array1<f64>, f64), f64> { .. }
/// ```
///
/// This makes the public functions `check::NAME`, the list `solved` of the verdicts on the solutions, and for each
/// exercise a test of its check.
macro_rules! checks {
    ($(
        $(#[$doc:meta])*
        fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty, let $input:pat = input;
    )*) => {
        pub mod check {
            use super::*;
            $(
                $(#[$doc])*
                pub fn $name(f: impl Fn($($type),*) -> $answer) -> crate::check::Verdict {
                    super::$name().judge(
                        |$input| f($($argument),*),
                        |$input| solutions::$name($($argument),*),
                        flowlab::Lang::current(),
                    )
                }
            )*
        }

        /// The exercises by name, each with the verdict on its solution.
        pub(crate) fn solved() -> Vec<(&'static str, crate::check::Verdict)> {
            vec![$((stringify!($name), check::$name(solutions::$name))),*]
        }

        #[cfg(test)]
        mod checks {
            use super::*;
            $(
                #[test]
                fn $name() {
                    crate::verdict::hold(&super::$name(), |$input| solutions::$name($($argument),*));
                }
            )*
        }
    };
}
pub(crate) use checks;

/// What a function of an exercise can return.
pub(crate) trait Answer: fmt::Display {
    /// Whether this is the right answer up to rounding.
    fn is(&self, right: &Self) -> bool;

    /// The answer in words, a number to four digits behind the point.
    fn words(&self) -> String {
        format!("{self:.4}")
    }
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

    /// Whole: to four characters `false` would be "fals".
    fn words(&self) -> String {
        self.to_string()
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
    /// The verdict on `f`, where `right` is the right answer.
    pub(crate) fn judge(&self, f: impl Fn(&I) -> O, right: impl Fn(&I) -> O, lang: Lang) -> Verdict {
        let answers: Vec<O> = match self.inputs.iter().map(|input| quietly(|| f(input))).collect() {
            Ok(answers) => answers,
            Err(panic) => return Verdict::NotYet(panic.in_words(lang)),
        };
        let wrong = self.inputs.iter().zip(&answers).find(|(input, answer)| !answer.is(&right(input)));
        let Some((input, answer)) = wrong else { return Verdict::Solved };
        let made = |mistake: &&Mistake<I, O>| {
            self.inputs.iter().zip(&answers).all(|(input, answer)| answer.is(&(mistake.gives)(input)))
        };
        if let Some(mistake) = self.mistakes.iter().find(made) {
            return Verdict::NotYet(mistake.why.get(lang).to_string());
        }
        let ([en, zh], answer, right) = ((self.shown)(input), answer.words(), right(input).words());
        Verdict::NotYet(match lang {
            Lang::En => format!("for {en} it gives {answer}, the right answer is {right}"),
            Lang::Zh => format!("输入{}时，结果是 {answer}，正确答案是 {right}", spaced(&zh)),
        })
    }
}

/// Words between Chinese ones, with a space where they begin or end in something that is not Chinese.
fn spaced(words: &str) -> String {
    let words = words.trim();
    let side = |outer: Option<char>| if outer.is_none_or(is_wide) { "" } else { " " };
    format!("{}{words}{}", side(words.chars().next()), side(words.chars().next_back()))
}

/// Whether a character is Chinese: a word's, or a full-width mark.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// How many of the numbers pass a test.
pub(crate) fn count(numbers: &Array1<f64>, test: impl Fn(f64) -> bool) -> f64 {
    numbers.iter().filter(|number| test(**number)).count() as f64
}

/// What is said of a stub.
const EMPTY: Text = Text::new("the function is still empty, replace todo!()", "函数还是空的，请替换 todo!()");

/// A caught panic: its message.
struct Panic(String);

impl Panic {
    fn in_words(&self, lang: Lang) -> String {
        if self.0.starts_with("not yet implemented") {
            return EMPTY.get(lang).to_string();
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

/// Holds a check to its words, in both languages: the solution is solved, a stub is empty, and each mistake has words of
/// its own: none hides behind an earlier one, and none is right.
#[cfg(test)]
pub(crate) fn hold<I, O: Answer>(check: &Check<I, O>, solution: fn(&I) -> O) {
    for lang in Lang::ALL {
        assert_eq!(check.judge(solution, solution, lang), Verdict::Solved);
        assert_eq!(check.judge(|_| todo!(), solution, lang), Verdict::NotYet(EMPTY.get(lang).to_string()));
        for Mistake { gives, why } in &check.mistakes {
            assert_eq!(check.judge(gives, solution, lang), Verdict::NotYet(why.get(lang).to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::ndarray::{Array1, array};

    fn double() -> Check<f64, Array1<f64>> {
        Check {
            inputs: vec![1.0, 2.5],
            shown: |x| [format!("the number {x}"), format!("数 {x}")],
            mistakes: mistakes! { |x| array![x * x], "a square", "平方"; },
        }
    }

    fn why(f: impl Fn(&f64) -> Array1<f64>) -> String {
        match double().judge(f, |x| array![2.0 * x], Lang::En) {
            Verdict::NotYet(why) => why,
            Verdict::Solved => panic!("a wrong function was taken for right"),
        }
    }

    #[test]
    fn right_wrong_and_any_other_answer_are_told_apart() {
        assert_eq!(double().judge(|x| array![x + x], |x| array![2.0 * x], Lang::En), Verdict::Solved);
        hold(&double(), |x| array![2.0 * x]);
        assert_eq!(why(|_| array![7.0]), "for the number 1 it gives [7.0000], the right answer is [2.0000]");
        assert!(why(|_| array![f64::NAN]).contains("NaN"));
        assert!(why(|_| array![2.0, 2.0]).contains("it gives [2.0000, 2.0000]")); // another shape
    }

    #[test]
    fn a_chinese_verdict_has_spaces_around_what_is_not_chinese() {
        let said = |shown: fn(&f64) -> [String; 2]| {
            let check = Check { shown, ..double() };
            check.judge(|_| array![7.0], |x| array![2.0 * x], Lang::Zh)
        };
        let words = |words: &str| Verdict::NotYet(format!("输入{words}时，结果是 [7.0000]，正确答案是 [2.0000]"));
        assert_eq!(said(|x| both(format!("数 {x}"))), words("数 1 "));
        assert_eq!(said(|x| both(format!("x = {x}"))), words(" x = 1 "));
        assert_eq!(said(|x| both(format!(" n = {x} 的区间"))), words(" n = 1 的区间"));
        assert_eq!(said(|x| both(format!("结果 {x}（n 步）"))), words("结果 1（n 步）"));
    }

    #[test]
    #[should_panic(expected = "a square")]
    fn a_mistake_that_hides_behind_another_is_found() {
        let mut check = double();
        check.mistakes.push(Mistake::new(|x| array![x.powi(2)], "a power", "幂"));
        hold(&check, |x| array![2.0 * x]);
    }

    #[test]
    #[should_panic(expected = "Solved")]
    fn a_mistake_that_is_right_is_found() {
        hold(&double(), |x| array![x * x]);
    }

    #[test]
    fn a_truth_value_is_said_whole() {
        let check: Check<f64, bool> = Check { inputs: vec![1.0], shown: |x| both(format!("{x}")), mistakes: vec![] };
        let said = check.judge(|_| false, |_| true, Lang::En);
        assert_eq!(said, Verdict::NotYet("for 1 it gives false, the right answer is true".to_string()));
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
