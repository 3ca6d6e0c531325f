//! Lesson 04, conditional generation.

use flowlab::ndarray::{Array1, Array2, array};

use super::solutions;
use crate::verdict::{Check, checks, mistakes};

checks! {
    /// A function that takes values z, their labels and a label y, and returns the values with this label, in their
    /// order.
    fn keep_label(z: &Array1<f64>, labels: &[usize], y: usize) -> Array1<f64>, let &(ref z, ref labels, y) = input;

    /// A function that takes a table of counts, a row for each label and a column for each value, and returns the
    /// shares of the values among those with the label y.
    fn share_given(counts: &Array2<f64>, y: usize) -> Array1<f64>, let &(ref counts, y) = input;

    /// A function that takes the probabilities p(y) of the labels and the densities p(z | y) at one point z, and
    /// returns the probabilities p(y | z) by Bayes's rule.
    fn posterior(prior: &Array1<f64>, density: &Array1<f64>) -> Array1<f64>, let (prior, density) = input;

    /// A function that takes how probable a label is, how often an alarm is right to sound, P(alarm | label), and how
    /// often it sounds without the label, P(alarm | other), and returns P(label | alarm).
    fn true_alarms(prior: f64, hit: f64, false_alarm: f64) -> f64, let &[prior, hit, false_alarm] = input;

    /// A function that takes the standard deviations of y and z, their correlation ρ and a value of y, for (y, z)
    /// jointly Gaussian with mean 0, and returns the mean and the variance of z given y: ρ·(s_z/s_y)·y and
    /// s_z²·(1 − ρ²).
    fn conditional_normal(s_y: f64, s_z: f64, rho: f64, y: f64) -> Array1<f64>, let &[s_y, s_z, rho, y] = input;

    /// A function that takes values z, their labels y and for each label a guess f(y), and returns the means over all
    /// values of (z − m(y))² and of (m(y) − f(y))², where m(y) is the mean of the values with the label y.
    fn two_parts(z: &Array1<f64>, labels: &[usize], guess: &Array1<f64>) -> Array1<f64>,
        let (z, labels, guess) = input;
}

/// The values whose labels are to be kept.
fn kept((z, labels, _): &(Array1<f64>, Vec<usize>, usize), keep: impl Fn(usize) -> bool) -> Array1<f64> {
    z.iter().zip(labels).filter(|(_, label)| keep(**label)).map(|(z, _)| *z).collect()
}

fn keep_label() -> Check<(Array1<f64>, Vec<usize>, usize), Array1<f64>> {
    Check {
        shown: |(z, labels, y)| {
            [format!("the values {z}, the labels {labels:?} and y = {y}"), format!("值 {z}、标签 {labels:?}、y = {y}")]
        },
        inputs: vec![
            (array![0.5, -1.0, 2.0, 3.5, -0.25], vec![1, 0, 1, 2, 1], 1),
            (array![4.0, 1.5, -2.0, 0.75], vec![2, 2, 0, 2], 2),
            (array![1.0, 2.0], vec![0, 0], 1),
        ],
        mistakes: mistakes! {
            |case| kept(case, |label| label != case.2),
                "these are the values with the other labels: keep those with the label y",
                "这些是标签不为 y 的值：要留下的是标签为 y 的";
            |case| case.0.clone(),
                "these are all the values: leave out those with other labels",
                "这是全部的值：标签不同的要去掉";
            |case| case.0.mapv(|z| z) * Array1::from_iter(case.1.iter().map(|y| f64::from(*y == case.2))),
                "a value that is not kept must vanish, not become 0: the result may be shorter than z",
                "不留的值应当消失，而不是变成 0：结果可以比 z 短";
            |case| kept(case, |label| label == case.2).into_iter().take(1).collect(),
                "only the first value is kept: go on to the end",
                "只留下了第一个值：请一直找到最后";
            |case| {
                let places = case.1.iter().enumerate().filter(|(_, label)| **label == case.2);
                places.map(|(place, _)| place as f64).collect()
            },
                "these are the places of the values: return what stands there, z[i]",
                "这是这些值所在的位置：请返回那里的值 z[i]";
            |case| kept(case, |label| label == case.2).iter().rev().copied().collect(),
                "the order is turned around: keep that of z",
                "次序反了：请保持 z 的次序";
        },
    }
}

fn share_given() -> Check<(Array2<f64>, usize), Array1<f64>> {
    Check {
        shown: |(counts, y)| [format!("the counts {counts} and y = {y}"), format!("计数 {counts} 与 y = {y}")],
        inputs: vec![
            (array![[30.0, 10.0, 40.0], [5.0, 15.0, 60.0], [20.0, 2.0, 18.0]], 1),
            (array![[30.0, 10.0, 40.0], [5.0, 15.0, 60.0], [20.0, 2.0, 18.0]], 2),
            (array![[7.0, 1.0], [3.0, 9.0]], 0),
        ],
        mistakes: mistakes! {
            |(counts, y)| &counts.row(*y) / counts.sum(),
                "these are shares among all: divide by the number of those with the label y",
                "这是在全体中的比例：要除以标签为 y 的总数";
            |(counts, y)| &counts.row(*y) / &counts.sum_axis(flowlab::ndarray::Axis(0)),
                "this is the share of the label among each value, p(y | z): p(z | y) is asked for",
                "这是每个值当中该标签的比例，即 p(y | z)：要求的是 p(z | y)";
            |(counts, y)| counts.row(*y).to_owned(),
                "these are the counts: divide by their sum",
                "这是计数：还要除以它们的和";
            |(counts, y)| &counts.column(*y) / counts.column(*y).sum(),
                "this is a column of the table: the labels are the rows, counts.row(y)",
                "这是表的一列：标签是行，即 counts.row(y)";
            |(counts, _)| counts.sum_axis(flowlab::ndarray::Axis(0)) / counts.sum(),
                "these are the shares of the values whatever the label: look at the row of y alone",
                "这是不论标签时各值的比例：只看 y 的那一行";
            |(counts, y)| &counts.row(*y) / counts.ncols() as f64,
                "the row is divided by the number of values: divide by its sum",
                "这一行除以了值的个数：要除以它的和";
        },
    }
}

/// Divided by its sum.
fn normalised(x: Array1<f64>) -> Array1<f64> {
    let sum = x.sum();
    x / sum
}

fn posterior() -> Check<(Array1<f64>, Array1<f64>), Array1<f64>> {
    Check {
        shown: |(prior, density)| {
            [format!("p(y) = {prior} and p(z | y) = {density}"), format!("p(y) = {prior}、p(z | y) = {density}")]
        },
        inputs: vec![
            (array![0.5, 0.5], array![0.054, 0.242]),
            (array![0.2, 0.5, 0.3], array![3.0, 0.5, 0.25]),
            (array![0.9, 0.1], array![0.01, 0.0]),
            (array![0.25, 0.0, 0.75], array![0.4, 7.0, 0.1]),
        ],
        mistakes: mistakes! {
            |(_, density)| normalised(density.clone()),
                "the labels are taken to be equally probable: multiply each density by p(y)",
                "这里把各标签当成等可能的：每个密度要乘以 p(y)";
            |(prior, density)| prior * density,
                "this is p(y) p(z | y), which does not add up to 1: divide by its sum, p(z)",
                "这是 p(y) p(z | y)，加起来不是 1：要除以它们的和 p(z)";
            |(prior, _)| prior.clone(),
                "this is p(y), what one knows before z is seen: let the densities have their say",
                "这是 p(y)，即看到 z 之前所知道的：密度也要起作用";
            |(prior, density)| normalised(prior + density),
                "prior and density are multiplied, not added",
                "先验与密度应当相乘，而不是相加";
            |(prior, density)| prior * density / density.sum(),
                "divide by the sum of the products p(y) p(z | y), not by that of the densities",
                "要除以乘积 p(y) p(z | y) 之和，而不是密度之和";
            |(prior, density)| {
                let joint = prior * density;
                let most = joint.iter().copied().fold(0.0, f64::max);
                joint.mapv(|p| f64::from(p == most))
            },
                "this decides for the most probable label: return how probable each is",
                "这样只认定了最可能的标签：请返回每个标签的概率";
            |(prior, density)| {
                let joint = prior * density;
                let most = joint.iter().copied().fold(0.0, f64::max);
                joint / most
            },
                "this is divided by the greatest product: divide by the sum of all",
                "这里除以了最大的乘积：要除以全部的和";
        },
    }
}

fn true_alarms() -> Check<[f64; 3], f64> {
    Check {
        shown: |[prior, hit, false_alarm]| {
            [
                format!("prior = {prior}, hit = {hit} and false_alarm = {false_alarm}"),
                format!("prior = {prior}、hit = {hit}、false_alarm = {false_alarm}"),
            ]
        },
        inputs: vec![[0.1, 0.95, 0.1], [0.01, 0.99, 0.02], [0.5, 0.8, 0.3], [0.75, 0.6, 0.0]],
        mistakes: mistakes! {
            |[_, hit, _]| *hit,
                "this is P(alarm | label): P(label | alarm) is asked for, the other way round",
                "这是 P(报警 | 标签)：要求的是反过来的 P(标签 | 报警)";
            |[prior, hit, _]| prior * hit,
                "this is P(label and alarm): divide by the probability of an alarm",
                "这是 P(标签且报警)：还要除以报警的概率";
            |[_, hit, false_alarm]| hit / (hit + false_alarm),
                "this is right where the label has the probability 1/2: weigh both with the prior",
                "这只在标签的概率为 1/2 时成立：两项都要用先验概率加权";
            |[prior, hit, false_alarm]| prior * hit / (prior * hit + false_alarm),
                "false alarms come from the cats without the label alone: times 1 - prior",
                "误报只来自没有该标签的那些：要乘以 1 - prior";
            |[prior, hit, false_alarm]| prior * hit + (1.0 - prior) * false_alarm,
                "this is the probability of an alarm: it stands below the line",
                "这是报警的概率：它应当在分母上";
            |[prior, hit, false_alarm]| {
                let wrong = (1.0 - prior) * false_alarm;
                wrong / (prior * hit + wrong)
            },
                "this is the share of the false alarms: one minus it is asked for",
                "这是误报的比例：要求的是一减去它";
        },
    }
}

fn conditional_normal() -> Check<[f64; 4], Array1<f64>> {
    Check {
        shown: |[s_y, s_z, rho, y]| {
            [
                format!("s_y = {s_y}, s_z = {s_z}, rho = {rho} and y = {y}"),
                format!("s_y = {s_y}、s_z = {s_z}、rho = {rho}、y = {y}"),
            ]
        },
        inputs: vec![
            [1.0, 1.0, 0.8, 1.0],
            [2.0, 0.5, -0.6, 3.0],
            [0.5, 3.0, 0.25, -1.0],
            [1.5, 2.0, 0.0, 2.0],
            [2.0, 3.0, -1.0, 1.0],
        ],
        mistakes: mistakes! {
            |[_, s_z, rho, y]| array![rho * y, s_z * s_z * (1.0 - rho * rho)],
                "the mean is right only for equal standard deviations: y/s_y counts, in units of s_z",
                "均值只在两个标准差相等时才对：先算 y/s_y，再乘以 s_z";
            |[s_y, s_z, rho, y]| array![rho * s_y / s_z * y, s_z * s_z * (1.0 - rho * rho)],
                "the ratio in the mean is upside down: it is s_z/s_y",
                "均值里的比颠倒了：应当是 s_z/s_y";
            |[s_y, s_z, rho, y]| array![rho * s_z / s_y * y, s_z * s_z],
                "this is the variance of z when y is not known: knowing y takes the share rho^2 away",
                "这是不知道 y 时 z 的方差：知道 y 以后要减去其中的 rho^2";
            |[s_y, s_z, rho, y]| array![rho * s_z / s_y * y, s_z * s_z * (1.0 - rho)],
                "in the variance rho is squared: s_z^2 (1 - rho^2)",
                "方差里的 rho 要平方：s_z^2 (1 - rho^2)";
            |[s_y, s_z, rho, y]| array![rho * s_z / s_y * y, s_z * (1.0 - rho * rho).sqrt()],
                "the second number is the standard deviation: the variance is asked for",
                "第二个数是标准差：题目要的是方差";
            |[s_y, s_z, rho, y]| array![rho * s_z / s_y * y, 1.0 - rho * rho],
                "the variance is right only for s_z = 1: multiply by s_z^2",
                "方差只在 s_z = 1 时才对：要乘以 s_z^2";
            |[s_y, s_z, rho, y]| array![rho * s_z * s_y * y, s_z * s_z * (1.0 - rho * rho)],
                "rho s_y s_z is the covariance: divide it by the variance of y, s_y^2",
                "rho s_y s_z 是协方差：还要除以 y 的方差 s_y^2";
            |[_, s_z, rho, _]| array![0.0, s_z * s_z * (1.0 - rho * rho)],
                "0 is the mean of z when y is not known: given y it moves along a line",
                "0 是不知道 y 时 z 的均值：给定 y 以后，均值随 y 沿一条直线变化";
        },
    }
}

type Guessed = (Array1<f64>, Vec<usize>, Array1<f64>);

fn two_parts() -> Check<Guessed, Array1<f64>> {
    /// The mean of the values with a label, and their number.
    fn of_label((z, labels, _): &Guessed, y: usize) -> (f64, f64) {
        let here = z.iter().zip(labels).filter(|(_, label)| **label == y);
        let (sum, number) = here.fold((0.0, 0.0), |(sum, number), (z, _)| (sum + z, number + 1.0));
        (sum / number, number)
    }
    /// The mean over all values of what is made of a value, the mean of its label and the guess for it.
    fn mean(case: &Guessed, f: impl Fn(f64, f64, f64) -> f64) -> f64 {
        let (z, labels, guess) = case;
        let parts = z.iter().zip(labels).map(|(z, y)| f(*z, of_label(case, *y).0, guess[*y]));
        parts.sum::<f64>() / z.len() as f64
    }
    Check {
        shown: |(z, labels, guess)| {
            [
                format!("the values {z}, the labels {labels:?} and the guesses {guess}"),
                format!("值 {z}、标签 {labels:?}、猜测 {guess}"),
            ]
        },
        inputs: vec![
            (array![1.0, 3.0, 0.0, 4.0, 8.0], vec![0, 0, 1, 1, 1], array![1.0, 5.0]),
            // a label that never comes
            (array![-1.0, 0.5, 2.0, 3.5], vec![2, 0, 2, 2], array![0.5, 7.0, -1.0]),
            (array![2.0, 2.0, -1.0], vec![1, 1, 0], array![-1.0, 2.0]),
        ],
        mistakes: mistakes! {
            |case| array![mean(case, |z, _, f| (z - f).powi(2)), mean(case, |_, m, f| (m - f).powi(2))],
                "the first is the whole loss of the guess: compare z with the mean of its label, not with the guess",
                "第一个数是这个猜测的全部损失：z 要与它的标签的均值比较，而不是与猜测比较";
            |case| array![mean(case, |z, m, _| (z - m).powi(2)), mean(case, |z, _, f| (z - f).powi(2))],
                "the second is the whole loss of the guess: compare the mean of the label with the guess",
                "第二个数是这个猜测的全部损失：要拿标签的均值与猜测比较";
            |case| array![mean(case, |_, m, f| (m - f).powi(2)), mean(case, |z, m, _| (z - m).powi(2))],
                "the two parts stand in the other order",
                "两部分的次序反了";
            |case| {
                let all = case.0.sum() / case.0.len() as f64;
                array![mean(case, |z, _, _| (z - all).powi(2)), mean(case, |_, _, f| (all - f).powi(2))]
            },
                "this uses one mean for all values: each label has a mean of its own",
                "这里所有的值共用一个均值：每个标签各有自己的均值";
            |case| array![mean(case, |z, m, _| (z - m).powi(2)), {
                let seen = (0..case.2.len()).filter(|y| of_label(case, *y).1 > 0.0);
                let gaps: Vec<f64> = seen.map(|y| (of_label(case, y).0 - case.2[y]).powi(2)).collect();
                gaps.iter().sum::<f64>() / gaps.len() as f64
            }],
                "the second is a mean over the labels: take it over the values, so that a frequent label counts more",
                "第二个数是对标签取的平均：要对所有的值取平均，出现多的标签占的份量才大";
            |case| array![mean(case, |z, m, _| (z - m).powi(2)), mean(case, |_, m, f| m - f)],
                "the second is not squared",
                "第二个数没有平方";
            |case| {
                let n = case.0.len() as f64;
                array![n * mean(case, |z, m, _| (z - m).powi(2)), n * mean(case, |_, m, f| (m - f).powi(2))]
            },
                "these are sums: divide by the number of the values",
                "这是总和：还要除以值的个数";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use flowlab::Seed;
    use flowlab::distribution::{Density, Gaussian, Sample};

    #[test]
    fn an_alarm_is_bayes_rule_for_two_labels() {
        let two = |prior: f64, hit: f64, false_alarm: f64| {
            solutions::posterior(&array![prior, 1.0 - prior], &array![hit, false_alarm])[0]
        };
        assert_eq!(check::true_alarms(two), Verdict::Solved);
    }

    #[test]
    fn shares_given_a_label_are_bayes_rule_read_backwards() {
        let backwards = |counts: &Array2<f64>, y: usize| {
            let all = counts.sum();
            let of_values = counts.sum_axis(flowlab::ndarray::Axis(0)) / all; // p(z)
            let of_label = &counts.row(y) / &counts.sum_axis(flowlab::ndarray::Axis(0)); // p(y | z)
            normalised(of_values * of_label)
        };
        assert_eq!(check::share_given(backwards), Verdict::Solved);
    }

    /// p(y, z)/p(y) for Gaussians, as a density of z.
    #[test]
    fn the_conditional_normal_is_joint_density_over_that_of_y() {
        let [s_y, s_z, rho, y]: [f64; 4] = [2.0, 0.5, -0.6, 3.0];
        let moments = solutions::conditional_normal(s_y, s_z, rho, y);
        let covariance = array![[s_y * s_y, rho * s_y * s_z], [rho * s_y * s_z, s_z * s_z]];
        let joint = Gaussian::new(array![0.0, 0.0], covariance).unwrap();
        let of_y = Gaussian::isotropic(array![0.0], s_y).unwrap().log_density(&array![[y]])[0];
        let given = Gaussian::isotropic(array![moments[0]], moments[1].sqrt()).unwrap();
        for z in given.sample(Seed(1), 20).unwrap() {
            let left = joint.log_density(&array![[y, z]])[0] - of_y;
            assert!((left - given.log_density(&array![[z]])[0]).abs() < 1e-12); // roundings of numbers below 100
        }
    }

    #[test]
    fn both_parts_of_a_guess_are_its_loss() {
        for case in two_parts().inputs {
            let (z, labels, guess) = &case;
            let parts = solutions::two_parts(z, labels, guess);
            let loss = z.iter().zip(labels).map(|(z, y)| (z - guess[*y]).powi(2)).sum::<f64>() / z.len() as f64;
            assert!((parts.sum() - loss).abs() < 1e-14); // some roundings of numbers below 20
        }
    }

    #[test]
    fn a_filter_keeps_the_label() {
        let filtered = |z: &Array1<f64>, labels: &[usize], y: usize| {
            z.iter().zip(labels).filter(|(_, label)| **label == y).map(|(z, _)| *z).collect()
        };
        assert_eq!(check::keep_label(filtered), Verdict::Solved);
    }
}
