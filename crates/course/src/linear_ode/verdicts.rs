//! Lesson 07, the linear ODE.

use flowlab::ndarray::{Array1, Array2, array};

use crate::verdict::{Check, Mistake, Verdict};
use flowlab::lang::{Lang, Text};
use flowlab::process::MatrixOde;

/// A function that takes a rate λ, a time t and a start x in d dimensions, and returns φₜ(x) for the field −λx:
/// e^(−λt)·x.
///
/// ```
/// use course::check::{self, Verdict};
/// use flowlab::ndarray::Array1;
/// fn linear_flow(lambda: f64, t: f64, x: &Array1<f64>) -> Array1<f64> {
///     (-lambda * t).exp() * x
/// }
/// assert_eq!(check::linear_flow(linear_flow), Verdict::Solved);
/// ```
pub fn linear_flow(f: impl Fn(f64, f64, &Array1<f64>) -> Array1<f64>) -> Verdict {
    linear_flow_check().judge(|(lambda, t, x)| f(*lambda, *t, x), Lang::current())
}

fn linear_flow_check() -> Check<(f64, f64, Array1<f64>), Array1<f64>> {
    Check {
        shown: |(lambda, t, x), lang| {
            format!("{} {x}, lambda = {lambda}, t = {t}", Text::new("the start", "起点").get(lang))
        },
        inputs: vec![
            (1.0, 1.0, array![2.0]),
            (2.0, 0.5, array![-3.0, 0.0, 1.0]),
            (-1.0, 0.75, array![1.0, -4.0]),
            (10.0, 0.1, array![5.0, -5.0]),
        ],
        right: |(lambda, t, x)| (-lambda * t).exp() * x,
        mistakes: vec![
            Mistake {
                gives: |(lambda, t, x)| (lambda * t).exp() * x,
                why: Text::new(
                    "the sign is wrong: with a positive rate every start is drawn towards 0",
                    "符号反了：速率为正时，任何起点都被拉向 0",
                ),
            },
            Mistake {
                gives: |(lambda, t, x)| (1.0 - lambda * t) * x,
                why: Text::new(
                    "this is one straight step: the velocity changes on the way, and the factor is an exponential",
                    "这是直走一步：途中速度会变，因子应当是指数函数",
                ),
            },
            Mistake {
                gives: |(lambda, t, x)| x.mapv(|x| (x.ln() - lambda * t).exp()),
                why: Text::new(
                    "this takes the logarithm of the start, which a start at or below 0 does not have: multiply by e^(-lambda t)",
                    "这里对起点取了对数，起点不大于 0 时没有对数：请直接乘以 e^(-lambda t)",
                ),
            },
            Mistake {
                gives: |(lambda, t, x)| (-lambda * t).exp() * x.mapv(f64::abs),
                why: Text::new(
                    "the sign of the start is lost: from below 0 the point stays below 0",
                    "丢了起点的符号：从 0 以下出发的点始终在 0 以下",
                ),
            },
            Mistake {
                gives: |(lambda, t, x)| -lambda * (-lambda * t).exp() * x,
                why: Text::new("this is the velocity at time t: asked is the place", "这是时刻 t 的速度：要求的是位置"),
            },
            Mistake {
                gives: |(lambda, _, x)| (-lambda).exp() * x,
                why: Text::new("the time is missing: this is the place at t = 1", "漏了时间：这是 t = 1 时的位置"),
            },
            Mistake {
                gives: |(lambda, t, x)| x + (-lambda * t).exp() - 1.0,
                why: Text::new(
                    "every start is multiplied by one factor, nothing is added",
                    "所有起点都乘以同一个因子，而不是加上一个数",
                ),
            },
        ],
    }
}

/// A function that takes a start x₀ ≠ 0, the place xₜ of x′ = −λx at time t > 0, and t, and returns the rate
/// λ = ln(x₀/xₜ)/t.
///
/// ```
/// use course::check::{self, Verdict};
/// fn rate(x0: f64, xt: f64, t: f64) -> f64 {
///     (x0 / xt).ln() / t
/// }
/// assert_eq!(check::rate(rate), Verdict::Solved);
/// ```
pub fn rate(f: impl Fn(f64, f64, f64) -> f64) -> Verdict {
    rate_check().judge(|(x0, xt, t)| f(*x0, *xt, *t), Lang::current())
}

fn rate_check() -> Check<(f64, f64, f64), f64> {
    Check {
        shown: |(x0, xt, t), _| format!("x0 = {x0}, xt = {xt}, t = {t}"),
        inputs: vec![(60.0, 15.0, 2.0), (1.0, 0.25, 0.5), (-16.0, -2.0, 4.0), (2.0, 6.0, 0.5)],
        right: |(x0, xt, t)| (x0 / xt).ln() / t,
        mistakes: vec![
            Mistake {
                gives: |(x0, xt, t)| (xt / x0).ln() / t,
                why: Text::new(
                    "this is -lambda: where the point comes nearer to 0, the rate is positive",
                    "这是 -lambda：点向 0 靠近时，速率应为正",
                ),
            },
            Mistake {
                gives: |(x0, xt, t)| (x0.ln() - xt.ln()) / t,
                why: Text::new(
                    "below 0 there is no logarithm: take that of the quotient x0/xt, which is positive",
                    "0 以下没有对数：请对商 x0/xt 取对数，它是正的",
                ),
            },
            Mistake {
                gives: |(x0, xt, _)| (x0 / xt).ln(),
                why: Text::new("this is lambda t: divide by the time", "这是 lambda t：还要除以时间"),
            },
            Mistake {
                gives: |(x0, xt, t)| (x0 / xt).log10() / t,
                why: Text::new(
                    "this is the logarithm of base 10: the exponential has the base e, so take .ln()",
                    "这是以 10 为底的对数：指数函数的底是 e，请用 .ln()",
                ),
            },
            Mistake {
                gives: |(x0, xt, t)| (x0 / xt).log2() / t,
                why: Text::new(
                    "this counts halvings (base 2): the exponential has the base e, so take .ln()",
                    "这是以 2 为底，数的是减半的次数：指数函数的底是 e，请用 .ln()",
                ),
            },
            Mistake {
                gives: |(x0, xt, t)| (x0 - xt) / (x0 * t),
                why: Text::new(
                    "this is the mean velocity relative to the start: the velocity changes on the way, compare logarithms",
                    "这是相对于起点的平均速度：途中速度会变，请比较对数",
                ),
            },
            Mistake {
                gives: |(x0, xt, t)| (x0 / xt).ln() * t,
                why: Text::new("divide by the time instead of multiplying", "应当除以时间，而不是乘以时间"),
            },
        ],
    }
}

/// A function that takes a rate λ, a place m, a time t and a start x, and returns where the solution of
/// x′ = −λ(x − m) is at time t: m + e^(−λt)·(x − m).
///
/// ```
/// use course::check::{self, Verdict};
/// fn relax(lambda: f64, m: f64, t: f64, x: f64) -> f64 {
///     m + (-lambda * t).exp() * (x - m)
/// }
/// assert_eq!(check::relax(relax), Verdict::Solved);
/// ```
pub fn relax(f: impl Fn(f64, f64, f64, f64) -> f64) -> Verdict {
    relax_check().judge(|(lambda, m, t, x)| f(*lambda, *m, *t, *x), Lang::current())
}

fn relax_check() -> Check<(f64, f64, f64, f64), f64> {
    Check {
        shown: |(lambda, m, t, x), _| format!("lambda = {lambda}, m = {m}, t = {t}, x = {x}"),
        inputs: vec![(1.0, 20.0, 1.0, 80.0), (2.0, -1.0, 0.5, 3.0), (0.5, 4.0, 2.0, 4.0), (3.0, 1.0, 0.25, -2.0)],
        right: |(lambda, m, t, x)| m + (-lambda * t).exp() * (x - m),
        mistakes: vec![
            Mistake {
                gives: |(lambda, _, t, x)| (-lambda * t).exp() * x,
                why: Text::new(
                    "this goes to 0: it is the distance from m that shrinks",
                    "这是趋于 0：缩小的应当是到 m 的距离",
                ),
            },
            Mistake {
                gives: |(lambda, m, t, x)| (-lambda * t).exp() * (x - m),
                why: Text::new(
                    "this is the distance from m: add m to get the place",
                    "这是到 m 的距离：加上 m 才是位置",
                ),
            },
            Mistake {
                gives: |(lambda, m, t, x)| m + (-lambda * t).exp() * x,
                why: Text::new(
                    "at t = 0 this gives m + x: it is x - m that shrinks, not x",
                    "当 t = 0 时这给出 m + x：缩小的是 x - m，而不是 x",
                ),
            },
            Mistake {
                gives: |(lambda, m, t, x)| m + (-lambda * t).exp() * (m - x),
                why: Text::new(
                    "this is on the other side of m: the distance x - m keeps its sign",
                    "这跑到了 m 的另一侧：距离 x - m 应保持符号",
                ),
            },
            Mistake {
                gives: |(lambda, m, t, x)| x + (-lambda * t).exp() * (m - x),
                why: Text::new(
                    "this starts at m and goes to x: the two have changed places",
                    "这是从 m 出发走向 x：两者弄反了",
                ),
            },
            Mistake {
                gives: |(lambda, m, t, x)| m + (lambda * t).exp() * (x - m),
                why: Text::new(
                    "the sign in the exponent is wrong: with a positive rate the point comes nearer to m",
                    "指数的符号反了：速率为正时，点向 m 靠近",
                ),
            },
            Mistake {
                gives: |(lambda, m, t, x)| (-lambda * t).exp() * x + m * lambda * t,
                why: Text::new(
                    "the push towards m acts on a point that moves: look at the equation of y = x - m",
                    "朝 m 的推动作用在运动着的点上：请看 y = x - m 满足的方程",
                ),
            },
        ],
    }
}

/// A function that takes a square matrix A and a number n, and returns the first n terms of the series of e^A, added up:
/// I + A + A²/2! + … + Aⁿ⁻¹/(n − 1)!.
///
/// ```
/// use course::check::{self, Verdict};
/// use flowlab::ndarray::Array2;
/// fn exp_series(a: &Array2<f64>, n_terms: usize) -> Array2<f64> {
///     let mut term = Array2::<f64>::eye(a.nrows());
///     let mut sum = Array2::<f64>::zeros(a.dim());
///     for k in 1..=n_terms {
///         sum += &term;
///         term = term.dot(a) / k as f64;
///     }
///     sum
/// }
/// assert_eq!(check::exp_series(exp_series), Verdict::Solved);
/// ```
pub fn exp_series(f: impl Fn(&Array2<f64>, usize) -> Array2<f64>) -> Verdict {
    exp_series_check().judge(|(a, n)| f(a, *n), Lang::current())
}

fn exp_series_check() -> Check<(Array2<f64>, usize), Array2<f64>> {
    /// The terms number `from`, …, `to` − 1 of the series, each term made from the one before by `next`.
    fn sum(
        a: &Array2<f64>,
        from: usize,
        to: usize,
        next: fn(&Array2<f64>, &Array2<f64>, usize) -> Array2<f64>,
    ) -> Array2<f64> {
        let (mut term, mut sum) = (Array2::eye(a.nrows()), Array2::zeros(a.dim()));
        for k in 1..=to {
            if k > from {
                sum += &term;
            }
            term = next(&term, a, k);
        }
        sum
    }
    fn power(term: &Array2<f64>, a: &Array2<f64>, k: usize) -> Array2<f64> {
        term.dot(a) / k as f64
    }
    Check {
        shown: |(a, n), lang| match lang {
            Lang::En => format!("A = {a} and {n} terms").replace('\n', ""),
            Lang::Zh => format!("矩阵 A = {a}、{n} 项").replace('\n', ""),
        },
        inputs: vec![
            (array![[0.0, 1.0], [0.0, 0.0]], 3),
            (array![[-0.5, -3.0], [3.0, -0.5]], 30),
            (array![[1.0, 2.0], [3.0, -1.0]], 4),
            (array![[0.5, 1.0, 0.0], [0.0, 0.5, 1.0], [2.0, 0.0, 0.5]], 6),
            (array![[2.0]], 1),
        ],
        right: |(a, n)| sum(a, 0, *n, power),
        mistakes: vec![
            Mistake {
                gives: |(a, _)| a.mapv(f64::exp),
                why: Text::new(
                    "this takes the exponential of each entry: the series has powers of the matrix",
                    "这是对每个元素取指数：级数里是矩阵的幂",
                ),
            },
            Mistake {
                gives: |(a, n)| sum(a, 1, *n, power),
                why: Text::new("the identity, the first term, is missing", "漏了第一项，即单位矩阵"),
            },
            Mistake {
                gives: |(a, n)| sum(a, 0, *n + 1, power),
                why: Text::new(
                    "this is one term too many: the identity is the first of the n terms",
                    "多了一项：单位矩阵是 n 项中的第一项",
                ),
            },
            Mistake {
                gives: |(a, n)| sum(a, 0, n - 1, power),
                why: Text::new(
                    "this is one term too few: the last is A^(n-1)/(n-1)!",
                    "少了一项：最后一项是 A^(n-1)/(n-1)!",
                ),
            },
            Mistake {
                gives: |(a, n)| sum(a, 0, *n, |term, a, _| term.dot(a)),
                why: Text::new(
                    "the factorials are missing: divide the term A^k by k!",
                    "漏了阶乘：A^k 这一项要除以 k!",
                ),
            },
            Mistake {
                gives: |(a, n)| {
                    let power = |k: usize| (1..k).fold(Array2::eye(a.nrows()), |power: Array2<f64>, _| power.dot(a));
                    (1..=*n).fold(Array2::zeros(a.dim()), |sum, k| sum + power(k) / (k - 1).max(1) as f64)
                },
                why: Text::new(
                    "this divides A^k by k: by k! it must be, that is by 1, 2, 6, 24, ...",
                    "这里 A^k 除以了 k：应当除以 k!，即 1, 2, 6, 24, …",
                ),
            },
            Mistake {
                gives: |(a, n)| sum(a, 0, *n, |term, a, k| term * a / k as f64),
                why: Text::new(
                    "`*` multiplies entry by entry: a power of a matrix needs .dot()",
                    "`*` 是逐元素相乘：矩阵的幂要用 .dot()",
                ),
            },
        ],
    }
}

/// A function that takes the matrix exponential as a function, two matrices A and B and a place x, and returns where x is
/// after it has followed Ax for a unit of time and then Bx for another: e^B·(e^A·x).
///
/// ```
/// use course::check::{self, Verdict};
/// use flowlab::ndarray::{Array1, Array2};
/// fn first_a_then_b(
///     exp: fn(&Array2<f64>) -> Array2<f64>,
///     a: &Array2<f64>,
///     b: &Array2<f64>,
///     x: &Array1<f64>,
/// ) -> Array1<f64> {
///     exp(b).dot(&exp(a).dot(x))
/// }
/// assert_eq!(check::first_a_then_b(first_a_then_b), Verdict::Solved);
/// ```
pub fn first_a_then_b(
    f: impl Fn(fn(&Array2<f64>) -> Array2<f64>, &Array2<f64>, &Array2<f64>, &Array1<f64>) -> Array1<f64>,
) -> Verdict {
    first_a_then_b_check().judge(|(a, b, x)| f(exp, a, b, x), Lang::current())
}

type TwoMatrices = (Array2<f64>, Array2<f64>, Array1<f64>);

/// e^A, and NaN where A is no matrix of finite numbers.
fn exp(a: &Array2<f64>) -> Array2<f64> {
    MatrixOde::new(a.clone()).map_or_else(|_| Array2::from_elem(a.dim(), f64::NAN), |ode| ode.exp(1.0))
}

fn first_a_then_b_check() -> Check<TwoMatrices, Array1<f64>> {
    Check {
        shown: |(a, b, x), _| format!("A = {a}, B = {b}, x = {x}").replace('\n', ""),
        inputs: vec![
            (array![[0.0, -1.0], [1.0, 0.0]], array![[1.0, 0.0], [0.0, -1.0]], array![1.0, 0.0]),
            (array![[0.0, 1.0], [0.0, 0.0]], array![[0.0, 0.0], [2.0, 0.0]], array![1.0, -1.0]),
            (array![[-0.5, -3.0], [3.0, -0.5]], array![[1.0, 2.0], [0.0, -1.0]], array![0.5, 2.0]),
        ],
        right: |(a, b, x)| exp(b).dot(&exp(a).dot(x)),
        mistakes: vec![
            Mistake {
                gives: |(a, b, x)| exp(a).dot(&exp(b).dot(x)),
                why: Text::new(
                    "this follows B first: the matrix that acts first stands next to x",
                    "这是先走 B：先作用的矩阵紧挨着 x",
                ),
            },
            Mistake {
                gives: |(a, b, x)| exp(&(a + b)).dot(x),
                why: Text::new(
                    "this follows both at once: e^(A+B) is e^B e^A only if AB = BA",
                    "这是两者同时走：只有当 AB = BA 时，e^(A+B) 才等于 e^B e^A",
                ),
            },
            Mistake {
                gives: |(a, b, x)| exp(&b.dot(a)).dot(x),
                why: Text::new(
                    "this is the exponential of the product: take that of each matrix, then multiply",
                    "这是乘积的指数：请先对每个矩阵取指数，再相乘",
                ),
            },
            Mistake {
                gives: |(a, b, x)| (exp(b) * exp(a)).dot(x),
                why: Text::new("`*` multiplies entry by entry: use .dot()", "`*` 是逐元素相乘：请用 .dot()"),
            },
            Mistake {
                gives: |(a, b, x)| b.dot(&a.dot(x)),
                why: Text::new(
                    "these are the fields, not their flows: the flow of Ax after a unit of time is e^A x",
                    "这是场，而不是它们的流：Ax 走一个单位时间的流是 e^A x",
                ),
            },
            Mistake {
                gives: |(a, b, x)| exp(a).dot(x) + exp(b).dot(x),
                why: Text::new(
                    "this adds two ends: the second way starts where the first one ends",
                    "这是把两个终点相加：第二段要从第一段的终点开始",
                ),
            },
            Mistake {
                gives: |(a, _, x)| exp(a).dot(x),
                why: Text::new(
                    "this is the first half of the way: follow B from there",
                    "这只是前一半：请从那里再走 B",
                ),
            },
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::no_two_mistakes_are_one;

    #[test]
    fn mistakes_are_told_apart() {
        no_two_mistakes_are_one(&linear_flow_check());
        no_two_mistakes_are_one(&rate_check());
        no_two_mistakes_are_one(&relax_check());
        no_two_mistakes_are_one(&exp_series_check());
        no_two_mistakes_are_one(&first_a_then_b_check());
    }

    #[test]
    fn right_functions_of_another_form_are_solved() {
        assert_eq!(rate(|x0, xt, t| -(xt.abs().ln() - x0.abs().ln()) / t), Verdict::Solved);
        assert_eq!(relax(|lambda, m, t, x| x - (x - m) * (1.0 - (-lambda * t).exp())), Verdict::Solved);
        assert_eq!(first_a_then_b(|exp, a, b, x| exp(b).dot(&exp(a)).dot(x)), Verdict::Solved);
    }

    #[test]
    fn many_terms_of_the_series_are_the_exponential() {
        let check = exp_series_check();
        let (a, _) = &check.inputs[1];
        // 30 terms: the next one is 3.04³⁰/30!, 1e-18
        let gap = (check.right)(&(a.clone(), 30)) - exp(a);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-14)); // rounding of terms up to 5
    }

    #[test]
    fn a_matrix_with_no_exponential_is_no_panic() {
        assert!(exp(&array![[f64::INFINITY]])[[0, 0]].is_nan());
        assert!(matches!(first_a_then_b(|exp, a, _, x| exp(&(a / 0.0)).dot(x)), Verdict::NotYet(_)));
    }
}
