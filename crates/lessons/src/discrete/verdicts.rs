//! Lesson 21, discrete.

use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes the rates a from 0 to 1 and b back, and a time t, and returns the probability of being in 1 at
    /// time t after a start in 0: a/(a + b)·(1 − e^(−(a + b)t)).
    fn two_state(a: f64, b: f64, t: f64) -> f64, let &[a, b, t] = input;

    /// A function that takes a step i of n equal steps of κ, counted from 0, and returns the probability with which a letter
    /// that is still closed is opened in it: 1/(n − i).
    fn opening_chance(i: usize, n: usize) -> f64, let &[i, n] = input;

    /// A function that takes the knots of κ from 0 to 1 and returns the probability that two letters are opened in the same
    /// step: the sum of the squares of the steps.
    fn same_step(knots: &[f64]) -> f64, let knots = input;

    /// A function that takes the visible letters (`None` for a mask), the sentences of a language, all equally likely, and a
    /// place i, and returns the law of the letter there, 10 probabilities.
    fn letter_posterior(visible: &[Option<usize>], language: &[Vec<usize>], i: usize) -> Array1<f64>,
        let &(ref visible, ref language, i) = input;

    /// A function that takes a law over finitely many letters and returns its entropy in nats, with 0·ln 0 = 0.
    fn entropy(p: &Array1<f64>) -> f64, let p = input;
}

fn two_state() -> Check<[f64; 3], f64> {
    Check {
        shown: |[a, b, t]| both(format!("a = {a}, b = {b}, t = {t}")),
        inputs: vec![[2.0, 1.0, 0.5], [1.0, 3.0, 1.0], [0.5, 0.25, 2.0]],
        mistakes: mistakes! {
            |[a, _, t]| 1.0 - (-a * t).exp(),
                "this is the chance of having left 0: the chain also comes back, at the rate b",
                "这是已经离开 0 的概率：链还会以速率 b 跳回来";
            |[a, b, t]| b / (a + b) * (1.0 - (-(a + b) * t).exp()),
                "b stands above: the more often it jumps from 0 to 1, the more often it is in 1",
                "分子写成了 b：从 0 跳到 1 越频繁，处在 1 的机会就越大";
            |[a, b, _]| a / (a + b),
                "this is the limit for large t: at t = 0 it must be 0",
                "这是 t 很大时的极限：t = 0 时应得 0";
            |[a, b, t]| a / (a + b) * (-(a + b) * t).exp(),
                "this falls from a/(a + b) to 0: it must rise from 0 to a/(a + b)",
                "这是从 a/(a + b) 降到 0：应当从 0 升到 a/(a + b)";
            |[a, b, t]| a / (a + b) * (1.0 - (-a * t).exp()),
                "the difference falls at the rate a + b, not a: both directions help to forget the start",
                "差减小的速率是 a + b，不是 a：两个方向的跳都使起点被忘掉";
            |[a, b, t]| 1.0 - a / (a + b) * (1.0 - (-(a + b) * t).exp()),
                "this is the probability of being in 0",
                "这是处在 0 的概率";
            |[a, _, t]| a * t,
                "rate times time is a probability only for short times",
                "速率乘以时间，只在时间很短时才近似于概率";
        },
    }
}

fn opening_chance() -> Check<[usize; 2], f64> {
    Check {
        shown: |[i, n]| both(format!("i = {i}, n = {n}")),
        inputs: vec![[0, 4], [1, 4], [3, 4], [5, 8]],
        mistakes: mistakes! {
            |[_, n]| 1.0 / *n as f64,
                "this is the chance of step i before anything is known: the letter is still closed, so n − i steps are left for it",
                "这是事先看来落在第 i 步的概率：已知这个字符还没有揭开，它只剩 n − i 步可选";
            |[i, n]| (i + 1) as f64 / *n as f64,
                "this is the chance of being open after the step: the letter is known to be closed before it",
                "这是到这一步结束时已经揭开的概率：已知在此之前还没有揭开";
            |[i, n]| 1.0 / (n - i + 1) as f64,
                "one step too many: in the last one, i = n − 1, it must be 1",
                "多数了一步：最后一步 i = n − 1 时应得 1";
            |[i, n]| *i as f64 / *n as f64,
                "this is κ before the step, the share of letters that are open",
                "这是这一步之前的 κ，即已经揭开的比例";
            |[i, n]| (1 / (n - i)) as f64,
                "1/(n − i) of whole numbers is 0 or 1: make them f64 first",
                "整数相除，1/(n − i) 只会得 0 或 1：先换成 f64";
            |[i, n]| 1.0 - *i as f64 / *n as f64,
                "this is the share of letters that are still closed: divide the step 1/n by it",
                "这是还没有揭开的比例：要用步长 1/n 除以它";
        },
    }
}

fn same_step() -> Check<Vec<f64>, f64> {
    fn steps(knots: &[f64]) -> Vec<f64> {
        knots.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
    Check {
        shown: |knots| {
            let words = format!("{knots:?}");
            [format!("the knots {words}"), format!("格点 {words}")]
        },
        inputs: vec![vec![0.0, 0.5, 1.0], vec![0.0, 0.1, 0.4, 1.0], vec![0.0, 0.25, 0.375, 0.75, 1.0], vec![0.0, 1.0]],
        mistakes: mistakes! {
            |knots| 1.0 / steps(knots).len() as f64,
                "1/n holds for equal steps only",
                "步长相等时才是 1/n";
            |knots| 1.0 / knots.len() as f64,
                "n steps have n + 1 knots; and 1/n holds for equal steps only",
                "n 步有 n + 1 个格点；而且步长相等时才是 1/n";
            |knots| steps(knots).into_iter().fold(0.0, f64::max),
                "this is the longest step: it is a bound, the chance is the sum of all squares",
                "这是最长的一步，只是一个上界：概率是所有步长的平方和";
            |knots| steps(knots).iter().sum(),
                "the steps add up to 1: both letters must meet, so each step counts with its square",
                "各步加起来总是 1：两个字符要在同一步，所以每步要取平方";
            |knots| knots.iter().map(|knot| knot * knot).sum(),
                "these are the squares of the knots: take those of the steps between them",
                "这是格点的平方和：应当取相邻格点之差，再平方";
            |knots| 1.0 - steps(knots).iter().map(|step| step * step).sum::<f64>(),
                "this is the chance that they are opened in different steps",
                "这是在不同的步里揭开的概率";
            |knots| steps(knots).iter().map(|step| step * step).sum::<f64>().sqrt(),
                "no root: the sum of the squares is the probability",
                "不用开方：平方和就是概率";
        },
    }
}

type Seen = (Vec<Option<usize>>, Vec<Vec<usize>>, usize);

fn letter_posterior() -> Check<Seen, Array1<f64>> {
    /// How often each letter stands at place i in the sentences that pass.
    fn counts(language: &[Vec<usize>], i: usize, passes: impl Fn(&[usize]) -> bool) -> Array1<f64> {
        let mut counts = Array1::<f64>::zeros(10);
        language.iter().filter(|z| passes(z)).for_each(|z| counts[z[i]] += 1.0);
        counts
    }
    fn agrees(visible: &[Option<usize>], z: &[usize]) -> bool {
        visible.iter().zip(z).all(|(seen, letter)| seen.is_none_or(|seen| seen == *letter))
    }
    fn shares(counts: Array1<f64>) -> Array1<f64> {
        let n = counts.sum();
        counts / n
    }
    let sums = || -> Vec<Vec<usize>> {
        (0..100).map(|k| (k / 10, k % 10)).map(|(a, b)| vec![a, b, (a + b) / 10, (a + b) % 10]).collect()
    };
    let few = vec![vec![0, 1, 2], vec![0, 1, 3], vec![0, 4, 2], vec![5, 1, 2], vec![0, 1, 7]];
    Check {
        shown: |(visible, language, i)| {
            let text: String =
                visible.iter().map(|seen| seen.map_or("?".to_string(), |letter| letter.to_string())).collect();
            let n = language.len();
            [format!("{text}, {n} sentences and i = {i}"), format!("{text}、{n} 个句子、i = {i}")]
        },
        inputs: vec![
            (vec![Some(6), None, Some(1), None], sums(), 1),
            (vec![Some(0), Some(1), None], few.clone(), 2),
            (vec![None, Some(7), None, Some(3)], sums(), 2),
            (vec![Some(0), None, None], few, 1),
        ],
        mistakes: mistakes! {
            |(_, language, i)| shares(counts(language, *i, |_| true)),
                "all sentences are counted: only those that agree with the visible letters may be",
                "把所有句子都算进去了：只能算与看得见的字符相符的";
            |(visible, language, i)| shares(counts(language, *i, |z| {
                let beside = if *i == 0 { 1 } else { i - 1 };
                visible[beside].is_none_or(|seen| seen == z[beside])
            })),
                "only the neighbour of the letter is compared: all visible letters count",
                "只比较了相邻的字符：所有看得见的字符都要比较";
            |(visible, language, i)| counts(language, *i, |z| agrees(visible, z)),
                "these are counts: divide them by the number of sentences that agree",
                "这是个数：还要除以相符的句子数";
            |(visible, language, i)| {
                counts(language, *i, |z| agrees(visible, z)) / language.len() as f64
            },
                "divided by the number of all sentences: it must be that of those which agree, so that the sum is 1",
                "除以了所有句子的个数：应除以相符的句子数，使总和为 1";
            |(visible, language, i)| counts(language, *i, |z| agrees(visible, z)).mapv(|n| f64::from(u8::from(n > 0.0))),
                "this says which letters are possible: how often each of them occurs counts, too",
                "这只说明哪些字符有可能：各出现几次也要算";
            |(visible, language, i)| {
                shares(counts(language, *i, |z| visible.iter().zip(z).any(|(seen, letter)| *seen == Some(*letter))))
            },
                "a sentence agrees if all visible letters are right, not if one of them is",
                "要所有看得见的字符都对，句子才算相符，不是有一个对就行";
        },
    }
}

fn entropy() -> Check<Array1<f64>, f64> {
    fn positive(p: &Array1<f64>, f: impl Fn(f64) -> f64) -> f64 {
        p.iter().filter(|p| **p > 0.0).map(|p| f(*p)).sum()
    }
    Check {
        shown: |p| both(format!("p = {p}")),
        inputs: vec![array![0.5, 0.5], array![0.25, 0.0, 0.75], array![0.0, 1.0], array![0.1, 0.2, 0.3, 0.4]],
        mistakes: mistakes! {
            |p| positive(p, |p| -p * p.log2()),
                "these are bits: nats take the natural logarithm",
                "这是比特：奈特要用自然对数";
            |p| p.iter().map(|p| -p * p.ln()).sum(),
                "0·ln 0 is NaN in floating point: leave out the letters with probability 0",
                "浮点数的 0·ln 0 是 NaN：要跳过概率为 0 的字符";
            |p| positive(p, |p| p * p.ln()),
                "the sign: logarithms of probabilities are negative, an entropy is not",
                "符号错了：概率的对数是负的，熵不是";
            |p| positive(p, |p| -p.ln()),
                "each logarithm counts with its probability as the weight",
                "每个对数都要以概率为权重";
            |p| positive(p, |p| -p * p.ln()) / p.len() as f64,
                "no mean over the letters: the probabilities are the weights already",
                "不用再除以字符数：概率本身就是权重";
            |p| (p.len() as f64).ln(),
                "this is the entropy of equal probabilities, the greatest there is",
                "这是各概率相等时的熵，也是最大的熵";
            |p| positive(p, |p| -p * p.ln()).exp(),
                "this is the perplexity, e to the power of the entropy",
                "这是困惑度，即 e 的熵次方";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::discrete::{self, Language, LetterNoise, MixturePath, Plan, RateMatrix, StringLaw};

    #[test]
    fn two_states_solve_the_forward_equation() {
        for [a, b, t] in [[2.0, 1.0, 0.5], [0.3, 4.0, 2.0]] {
            let rates = RateMatrix::new(array![[-a, b], [a, -b]]).unwrap();
            let law = rates.law(&array![1.0, 0.0], t).unwrap();
            // a series of e^(tu), cut where its terms are below rounding
            assert!((law[1] - solutions::two_state(a, b, t)).abs() < 1e-12);
        }
    }

    #[test]
    fn the_chances_of_opening_leave_each_step_the_same_share() {
        let mut closed = 1.0;
        for i in 0..7 {
            let opened = closed * solutions::opening_chance(i, 7);
            assert!((opened - 1.0 / 7.0_f64).abs() < 1e-14); // some roundings
            closed -= opened;
        }
    }

    #[test]
    fn two_coins_are_wrong_half_as_often_as_they_are_opened_together() {
        let coins = Language::coins(2).unwrap();
        let masks = MixturePath::new(coins.clone(), LetterNoise::Mask);
        for knots in [vec![0.0, 0.5, 1.0], vec![0.0, 0.1, 0.4, 1.0]] {
            let law = StringLaw::exact(&masks, &Plan::knots(&knots).unwrap()).unwrap();
            assert!((law.share_wrong(&coins) - solutions::same_step(&knots) / 2.0).abs() < 1e-14); // some roundings
        }
    }

    #[test]
    fn the_posterior_of_a_letter_is_that_of_the_library() {
        let sums = Language::sums();
        let masks = MixturePath::new(sums.clone(), LetterNoise::Mask);
        for text in ["6?1?", "????", "?7?3"] {
            let x = sums.read(text).unwrap();
            let visible: Vec<_> = x.iter().map(|letter| (*letter < 10).then_some(*letter)).collect();
            let theirs = masks.posterior(0.5, &x).unwrap();
            for i in (0..4).filter(|i| visible[*i].is_none()) {
                let gap = &theirs.row(i) - &solutions::letter_posterior(&visible, sums.sentences(), i);
                assert!(gap.iter().all(|gap| gap.abs() < 1e-14), "{text}: {gap}"); // a hundred roundings
            }
        }
    }

    #[test]
    fn the_entropy_is_that_of_the_library() {
        for p in [array![0.45, 0.55], array![0.0, 1.0], array![0.1, 0.0, 0.9]] {
            assert!((solutions::entropy(&p) - discrete::entropy(&p.to_vec())).abs() < 1e-15); // a few roundings
        }
    }
}
