//! Lesson 07, the linear ODE.

use flowlab::ndarray::{Array1, Array2, array};
use flowlab::process::MatrixOde;

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes a rate λ, a time t and a start x in d dimensions, and returns φₜ(x) for the field −λx:
    /// e^(−λt)·x.
    fn linear_flow(lambda: f64, t: f64, x: &Array1<f64>) -> Array1<f64>, let &(lambda, t, ref x) = input;

    /// A function that takes a start x₀ ≠ 0, the place xₜ of x′ = −λx at time t > 0, and t, and returns the rate
    /// λ = ln(x₀/xₜ)/t.
    fn rate(x0: f64, xt: f64, t: f64) -> f64, let &(x0, xt, t) = input;

    /// A function that takes a rate λ, a place m, a time t and a start x, and returns where the solution of
    /// x′ = −λ(x − m) is at time t: m + e^(−λt)·(x − m).
    fn relax(lambda: f64, m: f64, t: f64, x: f64) -> f64, let &(lambda, m, t, x) = input;

    /// A function that takes a square matrix A and a number n, and returns the first n terms of the series of e^A,
    /// added up: I + A + A²/2! + … + Aⁿ⁻¹/(n − 1)!.
    fn exp_series(a: &Array2<f64>, n_terms: usize) -> Array2<f64>, let &(ref a, n_terms) = input;

    /// A function that takes the matrix exponential as a function, two matrices A and B and a place x, and returns
    /// where x is after it has followed Ax for a unit of time and then Bx for another: e^B·(e^A·x).
    // `exp` is the function below, the same for all inputs.
    fn first_a_then_b(
        exp: fn(&Array2<f64>) -> Array2<f64>,
        a: &Array2<f64>,
        b: &Array2<f64>,
        x: &Array1<f64>
    ) -> Array1<f64>, let (a, b, x) = input;
}

fn linear_flow() -> Check<(f64, f64, Array1<f64>), Array1<f64>> {
    Check {
        shown: |(lambda, t, x)| ["the start", "起点"].map(|word| format!("{word} {x}, lambda = {lambda}, t = {t}")),
        inputs: vec![
            (1.0, 1.0, array![2.0]),
            (2.0, 0.5, array![-3.0, 0.0, 1.0]),
            (-1.0, 0.75, array![1.0, -4.0]),
            (10.0, 0.1, array![5.0, -5.0]),
        ],
        mistakes: mistakes! {
            |(lambda, t, x)| (lambda * t).exp() * x,
                "the sign is wrong: with a positive rate every start is drawn towards 0",
                "符号反了：速率为正时，任何起点都被拉向 0";
            |(lambda, t, x)| (1.0 - lambda * t) * x,
                "this is one straight step: the velocity changes on the way, and the factor is an exponential",
                "这是直走一步：途中速度会变，因子应当是指数函数";
            |(lambda, t, x)| x.mapv(|x| (x.ln() - lambda * t).exp()),
                "this takes the logarithm of the start, which a start at or below 0 does not have: multiply by e^(-lambda t)",
                "这里对起点取了对数，起点不大于 0 时没有对数：请直接乘以 e^(-lambda t)";
            |(lambda, t, x)| (-lambda * t).exp() * x.mapv(f64::abs),
                "the sign of the start is lost: from below 0 the point stays below 0",
                "丢了起点的符号：从 0 以下出发的点始终在 0 以下";
            |(lambda, t, x)| -lambda * (-lambda * t).exp() * x,
                "this is the velocity at time t: asked is the place",
                "这是时刻 t 的速度：要求的是位置";
            |(lambda, _, x)| (-lambda).exp() * x,
                "the time is missing: this is the place at t = 1",
                "漏了时间：这是 t = 1 时的位置";
            |(lambda, t, x)| x + (-lambda * t).exp() - 1.0,
                "every start is multiplied by one factor, nothing is added",
                "所有起点都乘以同一个因子，而不是加上一个数";
        },
    }
}

fn rate() -> Check<(f64, f64, f64), f64> {
    Check {
        shown: |(x0, xt, t)| both(format!("x0 = {x0}, xt = {xt}, t = {t}")),
        inputs: vec![(60.0, 15.0, 2.0), (1.0, 0.25, 0.5), (-16.0, -2.0, 4.0), (2.0, 6.0, 0.5)],
        mistakes: mistakes! {
            |(x0, xt, t)| (xt / x0).ln() / t,
                "this is -lambda: where the point comes nearer to 0, the rate is positive",
                "这是 -lambda：点向 0 靠近时，速率应为正";
            |(x0, xt, t)| (x0.ln() - xt.ln()) / t,
                "below 0 there is no logarithm: take that of the quotient x0/xt, which is positive",
                "0 以下没有对数：请对商 x0/xt 取对数，它是正的";
            |(x0, xt, _)| (x0 / xt).ln(),
                "this is lambda t: divide by the time",
                "这是 lambda t：还要除以时间";
            |(x0, xt, t)| (x0 / xt).log10() / t,
                "this is the logarithm of base 10: the exponential has the base e, so take .ln()",
                "这是以 10 为底的对数：指数函数的底是 e，请用 .ln()";
            |(x0, xt, t)| (x0 / xt).log2() / t,
                "this counts halvings (base 2): the exponential has the base e, so take .ln()",
                "这是以 2 为底的对数，数的是减半的次数：指数函数的底是 e，请用 .ln()";
            |(x0, xt, t)| (x0 - xt) / (x0 * t),
                "this is the mean velocity relative to the start: the velocity changes on the way, compare logarithms",
                "这是相对于起点的平均速度：途中速度会变，请比较对数";
            |(x0, xt, t)| (x0 / xt).ln() * t,
                "divide by the time instead of multiplying",
                "应当除以时间，而不是乘以时间";
        },
    }
}

fn relax() -> Check<(f64, f64, f64, f64), f64> {
    Check {
        shown: |(lambda, m, t, x)| both(format!("lambda = {lambda}, m = {m}, t = {t}, x = {x}")),
        inputs: vec![(1.0, 20.0, 1.0, 80.0), (2.0, -1.0, 0.5, 3.0), (0.5, 4.0, 2.0, 4.0), (3.0, 1.0, 0.25, -2.0)],
        mistakes: mistakes! {
            |(lambda, _, t, x)| (-lambda * t).exp() * x,
                "this goes to 0: it is the distance from m that shrinks",
                "这样会趋于 0：缩小的应当是到 m 的距离";
            |(lambda, m, t, x)| (-lambda * t).exp() * (x - m),
                "this is the distance from m: add m to get the place",
                "这是到 m 的距离：加上 m 才是位置";
            |(lambda, m, t, x)| m + (-lambda * t).exp() * x,
                "at t = 0 this gives m + x: it is x - m that shrinks, not x",
                "t = 0 时得到的是 m + x：缩小的是 x - m，而不是 x";
            |(lambda, m, t, x)| m + (-lambda * t).exp() * (m - x),
                "this is on the other side of m: the distance x - m keeps its sign",
                "这跑到了 m 的另一侧：距离 x - m 应保持符号";
            |(lambda, m, t, x)| x + (-lambda * t).exp() * (m - x),
                "this starts at m and goes to x: the two have changed places",
                "这是从 m 出发走向 x：两者弄反了";
            |(lambda, m, t, x)| m + (lambda * t).exp() * (x - m),
                "the sign in the exponent is wrong: with a positive rate the point comes nearer to m",
                "指数的符号反了：速率为正时，点向 m 靠近";
            |(lambda, m, t, x)| (-lambda * t).exp() * x + m * lambda * t,
                "the push towards m acts on a point that moves: look at the equation of y = x - m",
                "点在动，朝 m 的推动也一直在变：请看 y = x - m 满足的方程";
        },
    }
}

fn exp_series() -> Check<(Array2<f64>, usize), Array2<f64>> {
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
        shown: |(a, n)| {
            [format!("A = {a} and {n} terms").replace('\n', ""), format!("矩阵 A = {a}、{n} 项").replace('\n', "")]
        },
        inputs: vec![
            (array![[0.0, 1.0], [0.0, 0.0]], 3),
            (array![[-0.5, -3.0], [3.0, -0.5]], 30),
            (array![[1.0, 2.0], [3.0, -1.0]], 4),
            (array![[0.5, 1.0, 0.0], [0.0, 0.5, 1.0], [2.0, 0.0, 0.5]], 6),
            (array![[2.0]], 1),
        ],
        mistakes: mistakes! {
            |(a, _)| a.mapv(f64::exp),
                "this takes the exponential of each entry: the series has powers of the matrix",
                "这是对每个元素取指数：级数里是矩阵的幂";
            |(a, n)| sum(a, 1, *n, power),
                "the identity, the first term, is missing",
                "漏了第一项，即单位矩阵";
            |(a, n)| sum(a, 0, *n + 1, power),
                "this is one term too many: the identity is the first of the n terms",
                "多了一项：单位矩阵是 n 项中的第一项";
            |(a, n)| sum(a, 0, n - 1, power),
                "this is one term too few: the last is A^(n-1)/(n-1)!",
                "少了一项：最后一项是 A^(n-1)/(n-1)!";
            |(a, n)| sum(a, 0, *n, |term, a, _| term.dot(a)),
                "the factorials are missing: divide the term A^k by k!",
                "漏了阶乘：A^k 这一项要除以 k!";
            |(a, n)| {
                let power = |k: usize| (1..k).fold(Array2::eye(a.nrows()), |power: Array2<f64>, _| power.dot(a));
                (1..=*n).fold(Array2::zeros(a.dim()), |sum, k| sum + power(k) / (k - 1).max(1) as f64)
            },
                "this divides A^k by k: by k! it must be, that is by 1, 2, 6, 24, ...",
                "这里 A^k 除以了 k：应当除以 k!，即 1, 2, 6, 24, …";
            |(a, n)| sum(a, 0, *n, |term, a, k| term * a / k as f64),
                "`*` multiplies entry by entry: a power of a matrix needs .dot()",
                "`*` 是逐元素相乘：矩阵的幂要用 .dot()";
        },
    }
}

type TwoMatrices = (Array2<f64>, Array2<f64>, Array1<f64>);

/// e^A, and NaN where A is no matrix of finite numbers.
fn exp(a: &Array2<f64>) -> Array2<f64> {
    MatrixOde::new(a.clone()).map_or_else(|_| Array2::from_elem(a.dim(), f64::NAN), |ode| ode.exp(1.0))
}

fn first_a_then_b() -> Check<TwoMatrices, Array1<f64>> {
    Check {
        shown: |(a, b, x)| both(format!("A = {a}, B = {b}, x = {x}").replace('\n', "")),
        inputs: vec![
            (array![[0.0, -1.0], [1.0, 0.0]], array![[1.0, 0.0], [0.0, -1.0]], array![1.0, 0.0]),
            (array![[0.0, 1.0], [0.0, 0.0]], array![[0.0, 0.0], [2.0, 0.0]], array![1.0, -1.0]),
            (array![[-0.5, -3.0], [3.0, -0.5]], array![[1.0, 2.0], [0.0, -1.0]], array![0.5, 2.0]),
        ],
        mistakes: mistakes! {
            |(a, b, x)| exp(a).dot(&exp(b).dot(x)),
                "this follows B first: the matrix that acts first stands next to x",
                "这是先走 B：先作用的矩阵紧挨着 x";
            |(a, b, x)| exp(&(a + b)).dot(x),
                "this follows both at once: e^(A+B) is e^B e^A if AB = BA, but not in general",
                "这是两者同时走：AB = BA 时 e^(A+B) 等于 e^B e^A，一般则不等于";
            |(a, b, x)| exp(&b.dot(a)).dot(x),
                "this is the exponential of the product: take that of each matrix, then multiply",
                "这是乘积的指数：请先对每个矩阵取指数，再相乘";
            |(a, b, x)| (exp(b) * exp(a)).dot(x),
                "`*` multiplies entry by entry: use .dot()",
                "`*` 是逐元素相乘：请用 .dot()";
            |(a, b, x)| b.dot(&a.dot(x)),
                "these are the fields, not their flows: the flow of Ax after a unit of time is e^A x",
                "这是向量场，而不是它们的流：Ax 走一个单位时间的流是 e^A x";
            |(a, b, x)| exp(a).dot(x) + exp(b).dot(x),
                "this adds two ends: the second way starts where the first one ends",
                "这是把两个终点相加：第二段要从第一段的终点开始";
            |(a, _, x)| exp(a).dot(x),
                "this is the first half of the way: follow B from there",
                "这只是前一半：请从那里再走 B";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn right_functions_of_another_form_are_solved() {
        assert_eq!(check::rate(|x0, xt, t| -(xt.abs().ln() - x0.abs().ln()) / t), Verdict::Solved);
        assert_eq!(check::relax(|lambda, m, t, x| x - (x - m) * (1.0 - (-lambda * t).exp())), Verdict::Solved);
        assert_eq!(check::first_a_then_b(|exp, a, b, x| exp(b).dot(&exp(a)).dot(x)), Verdict::Solved);
    }

    #[test]
    fn many_terms_of_the_series_are_the_exponential() {
        let check = exp_series();
        let (a, _) = &check.inputs[1];
        // 30 terms: the next one is 3.04³⁰/30!, 1e-18
        let gap = solutions::exp_series(a, 30) - exp(a);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-14)); // rounding of terms up to 5
    }

    #[test]
    fn a_matrix_with_no_exponential_is_no_panic() {
        assert!(exp(&array![[f64::INFINITY]])[[0, 0]].is_nan());
        assert!(matches!(check::first_a_then_b(|exp, a, _, x| exp(&(a / 0.0)).dot(x)), Verdict::NotYet(_)));
    }

    #[test]
    fn the_flow_is_that_of_a_multiple_of_the_unit_matrix() {
        let by_matrix = |lambda: f64, t: f64, x: &Array1<f64>| exp(&(Array2::eye(x.len()) * (-lambda * t))).dot(x);
        assert_eq!(check::linear_flow(by_matrix), Verdict::Solved);
    }
}
