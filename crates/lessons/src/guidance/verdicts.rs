//! Lesson 17, guidance.

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes the velocity u of the field of all data, the velocity u_y of the field to the label y, both
    /// at one place and time, and the weight w, and returns the guided velocity: u + w·(u_y − u).
    fn guided(u: f64, u_y: f64, w: f64) -> f64, let &[u, u_y, w] = input;

    /// A function that takes the weight of a paper that writes (1 + w')·u_y − w'·u, and returns the weight w of this
    /// course, which writes u + w·(u_y − u): 1 + w'.
    fn our_weight(paper: f64) -> f64, let &paper = input;

    /// A function that takes t and x, and returns the probability of the label +1 of a pair that is at x at time t, for the
    /// equally likely classes N(−1, 1) and N(1, 1) and the linear path: 1/(1 + exp(−2·t·x/((1 − t)² + t²))).
    fn noisy_posterior(t: f64, x: f64) -> f64, let &[t, x] = input;

    /// A function that takes the standard deviation S of all data, that of one class, s < S, both normal, and the weight w,
    /// and returns the standard deviation of the guided samples: S·(s/S)^w.
    fn guided_spread(all: f64, class: f64, w: f64) -> f64, let &[all, class, w] = input;

    /// A function that takes the share q of labels that are left out, a loss on pairs with their label, and a loss on pairs
    /// without, and returns the mean loss of the training: (1 − q)·with + q·without.
    fn dropped_loss(q: f64, with_label: f64, without: f64) -> f64, let &[q, with_label, without] = input;
}

fn guided() -> Check<[f64; 3], f64> {
    Check {
        shown: |[u, u_y, w]| both(format!("u = {u}, u_y = {u_y}, w = {w}")),
        inputs: vec![[1.0, 3.0, 2.0], [0.5, -1.0, 0.0], [2.0, -0.5, 1.0], [-1.0, 0.25, 7.5]],
        mistakes: mistakes! {
            |[u, u_y, w]| u_y + w * (u_y - u),
                "this starts from u_y, so that w = 0 obeys the label already: here w = 1 does",
                "这是从 u_y 出发的写法，w = 0 就已遵从标签：本课程里是 w = 1";
            |[u, u_y, w]| u + w * u_y,
                "the whole of u_y is added: add the difference u_y − u, times w",
                "加上的是整个 u_y：应当加 w 乘差 u_y − u";
            |[u, u_y, w]| u + w * (u - u_y),
                "the difference is turned around: this leads away from the label",
                "差的方向反了：这样会远离标签";
            |[u, u_y, w]| u_y + w * (u - u_y),
                "u and u_y have changed places: w = 0 is to give u",
                "u 与 u_y 写反了：w = 0 时应得 u";
            |[u, u_y, w]| w * (u_y - u),
                "this is the push alone: add it to u",
                "这只是推动的部分：还要加到 u 上";
            |[_, u_y, w]| w * u_y,
                "this makes the velocity to the label w times as large: only its difference from u grows",
                "这是把通往这个标签的速度放大到 w 倍：放大的只应是它与 u 的差";
            |[_, u_y, _]| *u_y,
                "this is right for w = 1 only",
                "这只在 w = 1 时成立";
        },
    }
}

fn our_weight() -> Check<f64, f64> {
    Check {
        shown: |paper| both(format!("w' = {paper}")),
        inputs: vec![0.0, 0.5, 2.0, 6.5],
        mistakes: mistakes! {
            |paper| *paper,
                "compare the factors of u_y: theirs is 1 + w', ours is w",
                "比较 u_y 的系数：论文里是 1 + w'，这里是 w";
            |paper| paper - 1.0,
                "the other way around: w' = 0 is to give w = 1, which obeys the label",
                "方向反了：w' = 0 应对应遵从标签的 w = 1";
            |paper| 2.0 * paper,
                "w is not a multiple of w': at w' = 0 it is 1",
                "w 不是 w' 的倍数：w' = 0 时它是 1";
            |paper| 1.0 - paper,
                "this is the factor of u in u + w·(u_y − u), with w' for w: asked is w",
                "这是 u + w·(u_y − u) 里 u 的系数（以 w' 代 w）：题目要的是 w";
            |paper| -paper,
                "this is the factor of u in the paper: asked is w",
                "这是论文里 u 的系数：题目要的是 w";
        },
    }
}

fn noisy_posterior() -> Check<[f64; 2], f64> {
    fn logistic(x: f64) -> f64 {
        1.0 / (1.0 + (-x).exp())
    }
    fn variance(t: f64) -> f64 {
        (1.0 - t).powi(2) + t * t
    }
    Check {
        shown: |[t, x]| both(format!("t = {t}, x = {x}")),
        inputs: vec![[0.25, 1.0], [0.1, -2.0], [0.75, 0.4], [0.6, -0.3]],
        mistakes: mistakes! {
            |[_, x]| logistic(2.0 * x),
                "this is the probability of clean data, t = 1: at an earlier time x is mostly noise",
                "这是对干净数据（t = 1）的概率：更早的时刻，x 里大部分是噪声";
            |[t, x]| logistic(2.0 * x / t),
                "this divides x by t as if that made clean data of it: the noise, of variance (1 − t)², is still there",
                "这是以为 x 除以 t 就成了干净数据：方差为 (1 − t)² 的噪声还在里面";
            |[t, x]| logistic(t * x / variance(*t)),
                "the factor 2 is missing: the means are at t and −t, 2t apart",
                "少了因子 2：两个均值在 t 与 −t，相距 2t";
            |[t, x]| logistic(2.0 * t * x / (1.0 - t).powi(2)),
                "the variance at time t is that of the noise, (1 − t)², plus that of the class, t²",
                "时刻 t 的方差是噪声的 (1 − t)² 加上类自身的 t²";
            |[t, x]| logistic(2.0 * t * x / variance(*t).sqrt()),
                "divided by the standard deviation: the exponent of a normal density has the variance below",
                "除以了标准差：正态密度的指数里，分母是方差";
            |[t, x]| logistic(2.0 * x / variance(*t)),
                "at time t the means of the classes are at t and −t, not at 1 and −1",
                "在时刻 t，两类的均值在 t 与 −t，而不在 1 与 −1";
            |[t, x]| logistic(2.0 * t * x),
                "the variance (1 − t)² + t² is missing below",
                "分母里少了方差 (1 − t)² + t²";
            |[t, x]| logistic(-2.0 * t * x / variance(*t)),
                "this is the probability of the other label",
                "这是另一个标签的概率";
            |[t, x]| (t * x / variance(*t)).tanh(),
                "this is the mean of the label, P(+1) − P(−1)",
                "这是标签的均值，即 P(+1) − P(−1)";
            |[t, x]| (2.0 * t * x / variance(*t)).exp(),
                "these are the odds P(+1)/P(−1): divide them by 1 plus themselves",
                "这是比值 P(+1)/P(−1)：还要除以 1 加它自己";
        },
    }
}

fn guided_spread() -> Check<[f64; 3], f64> {
    Check {
        shown: |[all, class, w]| both(format!("S = {all}, s = {class}, w = {w}")),
        inputs: vec![[2.0, 1.0, 2.0], [3.0, 1.5, 0.5], [1.5, 0.5, 3.0], [2.5, 2.0, 5.0]],
        mistakes: mistakes! {
            |[all, class, w]| ((1.0 - w) / (all * all) + w / (class * class)).powf(-0.5),
                "this is the tilted density: the guided samples are narrower for w > 1",
                "这是倾斜密度的标准差：w > 1 时引导得到的样本更窄";
            |[all, class, w]| 1.0 / ((1.0 - w) / (all * all) + w / (class * class)),
                "this is the variance of the tilted density: asked is the spread of the guided samples",
                "这是倾斜密度的方差：题目要的是引导样本的标准差";
            |[_, class, w]| class.powf(*w),
                "the factor S^(1 − w) is missing: w = 0 is to give S",
                "少了因子 S^(1 − w)：w = 0 时应得 S";
            |[all, class, w]| all + w * (class - all),
                "the slopes of the field are mixed, and they integrate to the logarithms of the spreads: mix these",
                "按 w 混合的是向量场的斜率，而斜率的积分是标准差的对数：应当混合对数";
            |[all, class, w]| class * (class / all).powf(*w),
                "one factor s/S too many: w = 1 is to give s",
                "多了一个因子 s/S：w = 1 时应得 s";
            |[all, class, w]| all * (all / class).powf(*w),
                "s and S have changed places in the quotient",
                "商里的 s 与 S 写反了";
            |[all, class, w]| all * all * (class / all).powf(2.0 * w),
                "this is the variance: take the root",
                "这是方差：请开平方";
        },
    }
}

fn dropped_loss() -> Check<[f64; 3], f64> {
    Check {
        shown: |[q, with_label, without]| {
            [
                format!("q = {q}, {with_label} with and {without} without label"),
                format!("q = {q}、with_label = {with_label}、without = {without}"),
            ]
        },
        inputs: vec![[0.1, 1.5, 2.25], [0.25, 2.0, 3.0], [0.0, 1.0, 5.0], [0.9, 0.75, 2.75]],
        mistakes: mistakes! {
            |[q, a, b]| q * a + (1.0 - q) * b,
                "the shares have changed places: q is the share of labels that are left out",
                "比例写反了：q 是丢弃标签的比例";
            |[_, a, _]| *a,
                "the share q of the pairs has no label: they have the other loss",
                "比例为 q 的点对没有标签：它们的损失是另一个";
            |[q, a, b]| a + q * b,
                "the pairs with a label are only the share 1 − q",
                "有标签的点对所占的比例只是 1 − q";
            |[_, a, b]| 0.5 * (a + b),
                "this is right for q = 1/2 only",
                "这只在 q = 1/2 时成立";
            |[_, _, b]| *b,
                "this would be a training without any label",
                "这是完全没有标签的训练";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::{Gaussian, GaussianMixture};
    use flowlab::ndarray::{Array1, array};
    use flowlab::ode::Rk4;
    use flowlab::path::{GaussianPath, Guided, MarginalField, Schedule};
    use flowlab::{TimeGrid, VectorField, simulate_ode_final};

    fn exact(data: impl Into<GaussianMixture>) -> MarginalField {
        MarginalField::new(GaussianPath::new(Schedule::Linear), data)
    }

    fn two_classes() -> MarginalField {
        exact(GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0).unwrap())
    }

    #[test]
    fn the_guided_velocity_is_that_of_the_field_and_of_the_paper() {
        let (all, x, t, paper) = (two_classes(), array![[0.3]], 0.4, 1.5);
        let one = all.with_label(1).unwrap();
        let (u, u_y) = (all.at(t, &x)[[0, 0]], one.at(t, &x)[[0, 0]]);
        let w = solutions::our_weight(paper);
        let found = Guided::new(all, one, w).unwrap().at(t, &x)[[0, 0]];
        assert!((found - solutions::guided(u, u_y, w)).abs() < 1e-14);
        assert!((found - ((1.0 + paper) * u_y - paper * u)).abs() < 1e-14); // some roundings of numbers of the size 1
    }

    #[test]
    fn the_noisy_posterior_is_that_of_the_law_of_the_path() {
        for (t, x) in [(0.0, 0.7), (0.2, -1.0), (0.9, 2.0), (1.0, 0.1)] {
            let shares = two_classes().law(t).unwrap().responsibilities(&array![[x]]);
            assert!((shares[[0, 1]] - solutions::noisy_posterior(t, x)).abs() < 1e-14, "{t} {x}");
        }
    }

    #[test]
    fn guided_samples_of_normal_laws_spread_as_computed() {
        let grid = TimeGrid::uniform(0.0, 1.0, 400).unwrap();
        for (all, class, w) in [(2.0, 1.0, 2.0), (3.0, 1.5, 0.5), (1.5, 0.5, 3.0)] {
            let field = |sd: f64| exact(Gaussian::isotropic(Array1::zeros(1), sd).unwrap());
            let guided = Guided::new(field(all), field(class), w).unwrap();
            // the field is linear: what one start is multiplied by is the spread
            let end = simulate_ode_final(&guided, &Rk4, &grid, &array![[1.0]]).unwrap();
            assert!((end[[0, 0]] - solutions::guided_spread(all, class, w)).abs() < 1e-8); // h⁴ times some hundreds
        }
    }

    #[test]
    fn the_dropped_loss_lies_between_the_two() {
        let (a, b) = (1.5, 2.25);
        let ends = [0.0, 1.0].map(|q| solutions::dropped_loss(q, a, b));
        assert_eq!(ends, [a, b]);
        assert!((solutions::dropped_loss(0.1, a, b) - (a + 0.1 * (b - a))).abs() < 1e-15);
    }
}
