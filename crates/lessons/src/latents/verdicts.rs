//! Lesson 20, latents.

use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes the eigenvalues of a covariance, the largest first, and the number k of axes that are kept, and
    /// returns the least mean squared error of a linear autoencoder: the sum of those that are discarded.
    fn reconstruction_error(eigenvalues: &Array1<f64>, k: usize) -> f64, let &(ref eigenvalues, k) = input;

    /// A function that takes a mean m and a variance a, and returns the divergence of N(m, a) from N(0, 1), in nats:
    /// (m² + a − ln a − 1)/2.
    fn kl_to_normal(m: f64, a: f64) -> f64, let &[m, a] = input;

    /// A function that takes the variance λ of an axis, the decoder's variance γ² and the weight β of the divergence, and
    /// returns [w², a] of the best linear VAE: the square of the decoder's weight, and the variance of the code.
    fn linear_vae(lambda: f64, gamma2: f64, beta: f64) -> Array1<f64>, let &[lambda, gamma2, beta] = input;

    /// A function that takes row i and column j of a pixel, the side of the picture and that of a patch, and returns the place
    /// of the pixel in the row of all tokens: tokens row by row, and in a token its pixels row by row, all counted from 0.
    fn patch(i: usize, j: usize, side: usize, p: usize) -> usize, let &[i, j, side, p] = input;

    /// A function that takes the products of a query with all keys and the length d of the query, and returns the weights of
    /// the values: the softmax of the products divided by √d.
    fn attention_weights(logits: &Array1<f64>, d: usize) -> Array1<f64>, let &(ref logits, d) = input;

    /// A function that takes a time and frequencies, and returns the embedding: the cosines of all ω·t, then the sines, all
    /// times the number that makes its length 1.
    fn embed(t: f64, omegas: &Array1<f64>) -> Array1<f64>, let &(t, ref omegas) = input;
}

fn reconstruction_error() -> Check<(Array1<f64>, usize), f64> {
    Check {
        shown: |(eigenvalues, k)| {
            [format!("the eigenvalues {eigenvalues} and k = {k}"), format!("特征值 {eigenvalues}、k = {k}")]
        },
        inputs: vec![
            (array![4.0, 2.0, 1.0, 0.5], 2),
            (array![4.0, 2.0, 1.0, 0.5], 0),
            (array![3.0, 1.0, 0.25], 1),
            (array![3.0, 1.0, 0.25], 3),
        ],
        mistakes: mistakes! {
            |(eigenvalues, k)| eigenvalues.iter().take(*k).sum(),
                "this is the variance that is kept: the error is the rest",
                "这是保留下来的方差：误差是其余的部分";
            |(eigenvalues, k)| eigenvalues.iter().skip(*k).sum::<f64>() / (eigenvalues.len() - k).max(1) as f64,
                "the error is a sum over coordinates: do not divide by their number",
                "误差是对各坐标求和：不要除以个数";
            |(eigenvalues, k)| eigenvalues.iter().skip(*k).sum::<f64>() / eigenvalues.len() as f64,
                "this is the error for each coordinate: asked is the sum",
                "这是平均到每个坐标的误差：题目要的是总和";
            |(eigenvalues, k)| eigenvalues.iter().skip(k + 1).sum(),
                "one late: the first eigenvalue that is discarded has the index k",
                "晚了一个：第一个被舍去的特征值，下标是 k";
            |(eigenvalues, k)| eigenvalues.iter().skip(k.saturating_sub(1)).sum(),
                "one early: the last axis that is kept has the index k − 1",
                "早了一个：最后一个保留的轴，下标是 k − 1";
            |(eigenvalues, k)| eigenvalues.iter().skip(*k).sum::<f64>() / eigenvalues.sum(),
                "this is the share of the variance that is lost: asked is the error itself",
                "这是损失的方差所占的比例：题目要的是误差本身";
            |(eigenvalues, k)| eigenvalues.iter().skip(*k).map(|value| value.sqrt()).sum(),
                "an eigenvalue is a variance already: no roots",
                "特征值本身就是方差：不要开平方";
        },
    }
}

fn kl_to_normal() -> Check<[f64; 2], f64> {
    Check {
        shown: |[m, a]| both(format!("m = {m}, a = {a}")),
        inputs: vec![[0.0, 1.0], [1.0, 1.0], [0.0, 0.25], [-2.0, 3.0]],
        mistakes: mistakes! {
            |[m, a]| m * m + a - a.ln() - 1.0,
                "the factor ½ is missing",
                "少了因子 ½";
            |[m, a]| 0.5 * (m * m + a * a - (a * a).ln() - 1.0),
                "a is the variance here, not the standard deviation: do not square it",
                "这里 a 是方差，不是标准差：不要平方";
            |[m, a]| 0.5 * (m * m + a + a.ln() - 1.0),
                "the sign of ln a: a small variance must cost something",
                "ln a 的符号反了：方差太小也要付代价";
            |[m, a]| 0.5 * (m * m + a - 1.0),
                "ln a is missing: without it the cheapest variance would be 0",
                "漏了 ln a：没有它，最省的方差就是 0";
            |[m, a]| 0.5 * (m + a - a.ln() - 1.0),
                "m stands there squared: −2 costs as much as 2",
                "m 要平方：−2 与 2 的代价相同";
            |[m, a]| 0.5 * (m * m + a - a.ln()),
                "for m = 0 and a = 1 it must be 0: subtract 1",
                "m = 0、a = 1 时应得 0：还要减去 1";
            |[m, a]| 0.5 * ((m * m + 1.0) / a + a.ln() - 1.0),
                "this is the divergence of N(0, 1) from N(m, a): the two laws have changed places",
                "这是 N(0, 1) 相对于 N(m, a) 的散度：两个分布写反了";
            |[m, a]| 0.5 * (m * m + a - a.log2() - 1.0),
                "the natural logarithm: `ln`, not `log2`",
                "要用自然对数：是 `ln`，不是 `log2`";
        },
    }
}

fn linear_vae() -> Check<[f64; 3], Array1<f64>> {
    Check {
        shown: |[lambda, gamma2, beta]| both(format!("λ = {lambda}, γ² = {gamma2}, β = {beta}")),
        inputs: vec![[2.0, 0.5, 1.0], [2.0, 0.5, 2.0], [0.4, 0.5, 1.0], [2.0, 0.5, 4.0], [3.0, 0.25, 4.0]],
        mistakes: mistakes! {
            |[lambda, gamma2, _]| solutions::linear_vae(*lambda, *gamma2, 1.0),
                "β is forgotten: it multiplies γ² at each place",
                "忘了 β：每一处的 γ² 都要乘上它";
            |[lambda, gamma2, beta]| array![lambda - beta * gamma2, beta * gamma2 / lambda],
                "below the threshold this w² is negative: there the axis collapses, to [0, 1]",
                "低于门槛时这里的 w² 是负的：这个轴坍塌，应得 [0, 1]";
            |[lambda, gamma2, beta]| array![(lambda - beta * gamma2).max(0.0), beta * gamma2 / lambda],
                "the code of a collapsed axis is the prior itself: a = 1",
                "坍塌的轴，编码就是先验本身：a = 1";
            |[lambda, gamma2, beta]| {
                array![(lambda - beta * gamma2).max(0.0), if lambda > &(beta * gamma2) { beta * gamma2 / lambda } else { 0.0 }]
            },
                "a collapsed axis says nothing, so its code keeps the variance of the prior: 1, not 0",
                "坍塌的轴什么也不说，编码的方差就是先验的方差：是 1，不是 0";
            |[lambda, gamma2, beta]| {
                let answer = solutions::linear_vae(*lambda, *gamma2, *beta);
                array![answer[0].sqrt(), answer[1]]
            },
                "asked is w², not w",
                "题目要的是 w²，不是 w";
            |[lambda, gamma2, beta]| {
                if lambda <= &(beta * gamma2) { array![0.0, 1.0] } else { array![*lambda, beta * gamma2 / (lambda + beta * gamma2)] }
            },
                "the decoder does not give back the whole of λ: w² = λ − βγ²",
                "解码器不会把 λ 全部还原：w² = λ − βγ²";
            |[lambda, gamma2, beta]| {
                let answer = solutions::linear_vae(*lambda, *gamma2, *beta);
                array![answer[1], answer[0]]
            },
                "the two numbers have changed places: w² comes first",
                "两个数写反了：先是 w²";
        },
    }
}

fn patch() -> Check<[usize; 4], usize> {
    fn at(token: usize, place: usize, p: usize) -> usize {
        token * p * p + place
    }
    Check {
        shown: |[i, j, side, p]| {
            [
                format!("row {i}, column {j}, side {side} and p = {p}"),
                format!("第 {i} 行、第 {j} 列，边长 {side}，p = {p}"),
            ]
        },
        inputs: vec![[1, 0, 8, 2], [0, 2, 8, 2], [2, 1, 8, 2], [5, 6, 12, 3], [7, 2, 8, 4]],
        mistakes: mistakes! {
            |[i, j, side, _]| i * side + j,
                "this is the place in the picture, row by row: the tokens change the order",
                "这是在图像里逐行数的位置：切成词元之后，次序变了";
            |[i, j, side, p]| at((j / p) * (side / p) + i / p, (i % p) * p + j % p, *p),
                "the tokens run row by row: i/p counts whole rows of tokens",
                "词元要逐行排：i/p 数的是整行的词元";
            |[i, j, side, p]| at((i / p) * side + j / p, (i % p) * p + j % p, *p),
                "a row has side/p tokens, not side",
                "一行有 side/p 个词元，不是 side 个";
            |[i, j, side, p]| at((i / p) * (side / p) + j / p, (j % p) * p + i % p, *p),
                "inside a token the pixels run row by row too: (i % p)·p + j % p",
                "词元内部也要逐行排：(i % p)·p + j % p";
            |[i, j, side, p]| (i / p) * (side / p) + j / p,
                "this is the number of the token: its p² pixels come one after the other",
                "这是词元的编号：每个词元有 p² 个像素，依次排开";
            |[i, j, _, p]| (i % p) * p + j % p,
                "this is the place inside the token: before it come all earlier tokens",
                "这是词元内部的位置：前面还有其他词元";
            |[i, j, side, p]| ((i / p) * (side / p) + j / p) * p + (i % p) * p + j % p,
                "a token has p² pixels, not p",
                "一个词元有 p² 个像素，不是 p 个";
        },
    }
}

fn attention_weights() -> Check<(Array1<f64>, usize), Array1<f64>> {
    fn plain(logits: Array1<f64>) -> Array1<f64> {
        let weights = logits.exp();
        &weights / weights.sum()
    }
    fn careful(logits: Array1<f64>) -> Array1<f64> {
        let largest = logits.fold(f64::NEG_INFINITY, |most, logit| logit.max(most));
        plain(logits - largest)
    }
    Check {
        shown: |(logits, d)| [format!("the products {logits} and d = {d}"), format!("内积 {logits}、d = {d}")],
        inputs: vec![
            (array![0.0, 0.0, 0.0, 0.0], 4),
            (array![2.0, -1.0, 0.5], 4),
            (array![8.0, 4.0, 0.0], 16),
            (array![800.0, 799.0, 790.0], 1),
        ],
        mistakes: mistakes! {
            |(logits, d)| plain(logits / (*d as f64).sqrt()),
                "right as a formula, but the exponential of 800 is infinite: subtract the largest product first, which changes no weight",
                "公式是对的，可是 e 的 800 次幂溢出成无穷大：先减去最大的一个，权重不变";
            |(logits, _)| careful(logits.clone()),
                "divide by √d first: products of long vectors are large",
                "要先除以 √d：维数越高，内积越大";
            |(logits, _)| plain(logits.clone()),
                "two things: divide by √d, and then subtract the largest before the exponential, since that of 800 is infinite",
                "两处要改：除以 √d；取幂之前减去最大的一个，因为 e 的 800 次幂是无穷大";
            |(logits, d)| careful(logits / *d as f64),
                "by √d, not by d: a product of d independent terms has the standard deviation √d",
                "是除以 √d，不是 d：d 个独立项之和，标准差是 √d";
            |(logits, d)| plain(logits / *d as f64),
                "two things: by √d, not by d; and the exponential of 800 is infinite, so subtract the largest first",
                "两处要改：是除以 √d，不是 d；e 的 800 次幂是无穷大，要先减去最大的一个";
            |(logits, _)| logits / logits.mapv(f64::abs).sum(),
                "weights are never negative: take exponentials, then divide by their sum",
                "权重不会是负数：先取指数，再除以它们的和";
            |(logits, d)| {
                let scaled = logits / (*d as f64).sqrt();
                let largest = scaled.fold(f64::NEG_INFINITY, |most, logit| logit.max(most));
                scaled.mapv(|logit| (logit - largest).exp())
            },
                "divide by the sum: the weights must add up to 1",
                "还要除以总和：权重之和应是 1";
        },
    }
}

fn embed() -> Check<(f64, Array1<f64>), Array1<f64>> {
    fn made(t: f64, omegas: &Array1<f64>, size: f64) -> Array1<f64> {
        let n = omegas.len();
        Array1::from_shape_fn(2 * n, |k| {
            let angle = omegas[k % n] * t;
            size * if k < n { angle.cos() } else { angle.sin() }
        })
    }
    Check {
        shown: |(t, omegas)| [format!("t = {t} and ω = {omegas}"), format!("t = {t}、ω = {omegas}")],
        inputs: vec![
            (0.0, array![1.0, 10.0]),
            (0.25, array![1.0, 10.0]),
            (0.5, array![1.0, 10.0, 100.0]),
            (1.0, array![2.0]),
        ],
        mistakes: mistakes! {
            |(t, omegas)| made(*t, omegas, 1.0),
                "its length is √(m/2), the root of the number of frequencies: divide by it",
                "它的长度是 √(m/2)，即频率个数的平方根：要除以它";
            |(t, omegas)| made(*t, omegas, (0.5 / omegas.len() as f64).sqrt()),
                "a cosine and a sine of one angle have the squares' sum 1, so m numbers have m/2: the factor is √(2/m)",
                "同一个角的余弦与正弦，平方和是 1，所以 m 个数的平方和是 m/2：因子应是 √(2/m)";
            |(t, omegas)| made(*t, omegas, 1.0 / omegas.len() as f64),
                "the length is a root of a sum of squares: divide by √(m/2), not by m/2",
                "长度是平方和的平方根：要除以 √(m/2)，不是 m/2";
            |(t, omegas)| omegas.mapv(|omega| (omega * t).cos() / (omegas.len() as f64).sqrt()),
                "only cosines: t and −t would look alike, and the length would depend on t",
                "只有余弦：t 与 −t 就分不开了，长度也随 t 而变";
            |(t, omegas)| made(t.to_degrees(), omegas, (omegas.len() as f64).sqrt().recip()),
                "the angles are in radians: no degrees",
                "角度用弧度：不要换成度";
            |(t, omegas)| {
                let size = (omegas.len() as f64).sqrt().recip();
                Array1::from_shape_fn(2 * omegas.len(), |k| {
                    let angle = omegas[k / 2] * t;
                    size * if k % 2 == 0 { angle.cos() } else { angle.sin() }
                })
            },
                "the right numbers, in another order: here all cosines come first",
                "数是对的，次序不同：这里先排全部余弦";
            |(t, omegas)| {
                let (n, size) = (omegas.len(), (omegas.len() as f64).sqrt().recip());
                Array1::from_shape_fn(2 * n, |k| {
                    let angle = omegas[k % n] * t;
                    size * if k < n { angle.sin() } else { angle.cos() }
                })
            },
                "cosines first, then sines",
                "先是余弦，再是正弦";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_linear_vae_is_at_a_minimum_of_its_loss() {
        // for the encoder (e, a) and the decoder w of an axis: the loss of the page, without constants
        let loss = |w: f64, e: f64, a: f64, [lambda, gamma2, beta]: [f64; 3]| {
            let error = lambda * (1.0 - w * e).powi(2) + w * w * a;
            error / (2.0 * gamma2) + beta * (solutions::kl_to_normal(0.0, a) + 0.5 * e * e * lambda)
        };
        for input @ [lambda, gamma2, beta] in [[2.0, 0.5, 1.0], [0.6, 0.5, 1.0], [0.4, 0.5, 1.0], [2.0, 0.5, 2.0]] {
            let best = solutions::linear_vae(lambda, gamma2, beta);
            let (w, a) = (best[0].sqrt(), best[1]);
            let least = loss(w, w / lambda, a, input);
            for [i, j, k] in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0], [1.0, -1.0, 0.5]] {
                for h in [1e-3, -1e-3, 0.05, -0.05] {
                    assert!(loss(w + h * i, w / lambda + h * j, a + h * k, input) > least - 1e-12, "{input:?}");
                }
            }
        }
    }

    #[test]
    fn patches_are_a_permutation_and_begin_as_on_the_page() {
        for (side, p) in [(8, 2), (8, 4), (12, 3), (6, 1)] {
            let mut seen: Vec<usize> =
                (0..side * side).map(|k| solutions::patch(k / side, k % side, side, p)).collect();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(0..side * side));
        }
        // token 0 is pixels 0, 1, 8, 9; token 4 is 16, 17, 24, 25
        let place = |pixel: usize| solutions::patch(pixel / 8, pixel % 8, 8, 2);
        assert_eq!([0, 1, 8, 9, 16, 17, 24, 25].map(place), [0, 1, 2, 3, 16, 17, 18, 19]);
    }

    #[test]
    fn an_embedding_has_length_one_and_its_products_depend_on_the_difference() {
        let omegas = array![1.0, 7.0, 30.0];
        let product = |t: f64, later: f64| solutions::embed(t, &omegas).dot(&solutions::embed(later, &omegas));
        assert!((product(0.3, 0.3) - 1.0).abs() < 1e-14);
        assert!((product(0.3, 0.5) - product(0.7, 0.9)).abs() < 1e-13); // angles of 30, rounded
    }

    #[test]
    fn equal_products_give_equal_weights() {
        assert_eq!(solutions::attention_weights(&array![5.0, 5.0], 9), array![0.5, 0.5]);
    }

    #[test]
    fn the_error_and_the_divergence_are_those_of_the_page() {
        assert_eq!(solutions::reconstruction_error(&array![2.0, 1.0, 0.5, 0.25], 2), 0.75);
        // the divergence of a kept axis is half the logarithm of λ/(βγ²)
        let (lambda, best) = (2.0, solutions::linear_vae(2.0, 0.5, 1.0));
        let mean_square = best[0] / lambda; // of m = w x/λ
        let nats = 0.5 * (mean_square + best[1] - best[1].ln() - 1.0);
        assert!((nats - 0.5 * (lambda / 0.5_f64).ln()).abs() < 1e-15);
    }
}
