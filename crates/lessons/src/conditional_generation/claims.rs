//! Lesson 04: conditioning by Bayes's rule, and the same by counting.

use flowlab::distribution::{Breed, Cats, Density, Gaussian, GaussianMixture, Sample, SampleLabelled};
use flowlab::ndarray::{Array1, Array2, array};
use flowlab::{Seed, metrics};
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

use crate::Digits::Decimals;
use crate::claim::{Claim, SQUARES, at_most, normal, normal_variance, standard_error};

/// Samples whose classes are counted.
const N: usize = 10_000;
/// How rarely true counts fail.
const LEVEL: f64 = 0.001;
/// Samples that are drawn to count those beyond 1.
const MANY: usize = 200_000;

pub(super) fn claims() -> Vec<Claim> {
    // Of the classes N(−1, 1) and N(1, 1) the shares 1 − Φ(2) and 1 − Φ(0) lie beyond 1.
    let beyond = [Normal::standard().sf(2.0), Normal::standard().sf(0.0)];
    let (second, total) = (beyond[1] / (beyond[0] + beyond[1]), 0.5 * (beyond[0] + beyond[1]));
    let five_degrees = ChiSquared::new(5.0).expect("five is above zero");
    vec![
        Claim::new(
            "conditional-total-probability",
            "Of 10 201 points z in the plane, the number at which the sum of p(y) p(z | y) over three classes differs from p(z) by more than 10⁻¹² of it; in theory 0.",
            "平面上 10 201 个点 z 中，三个类别的 p(y) p(z | y) 之和与 p(z) 的相对误差超过 10⁻¹² 的点数；理论值为 0。",
            at_most(0.0),
            "Rounding: the densities are exponentials of numbers of at most 400 in size, each known to 10⁻¹⁶ of itself, so to 10⁻¹³ in all.",
            "舍入误差：密度是绝对值不超过 400 的数的指数，每个数的相对误差约为 10⁻¹⁶，因此总误差约为 10⁻¹³。",
            Decimals(0).of(|_| points_off_the_sum(&three_classes()?)),
        ),
        Claim::new(
            "conditional-breed-counts",
            "Chi-square of the six breeds among 10 000 cats against their probabilities; true counts exceed the 0.1 % line, 20.515, once in a thousand times.",
            "10 000 只猫中六个品种的计数与其概率相比的卡方统计量；真实的计数平均每一千次有一次超过 0.1% 线 20.515。",
            at_most(five_degrees.inverse_cdf(1.0 - LEVEL)).false_alarms(LEVEL),
            "The chi-square law with 5 degrees of freedom, good here, where the rarest breed is expected 1000 times; a correct program falls outside for 1 seed in 1000.",
            "自由度为 5 的卡方分布；这里最少的品种的期望计数也有 1000，近似很好；正确的程序每 1000 个种子约有 1 个越界。",
            Decimals(2).of(|seed| {
                let cats = Cats::portraits(seed, N);
                let labels = cats.iter().map(|cat| cat.breed.label());
                chi_square(labels, &Breed::ALL.map(Breed::probability))
            }),
        ),
        Claim::new(
            "conditional-class-counts",
            "Chi-square of the three classes among 10 000 labelled samples of a mixture against their weights 0.2, 0.5, 0.3; true counts exceed the 0.1 % line, 2 ln 1000 = 13.816, once in a thousand times.",
            "混合分布 10 000 个带标签的样本中三个类别的计数与权重 0.2、0.5、0.3 相比的卡方统计量；真实的计数平均每一千次有一次超过 0.1% 线 2 ln 1000 = 13.816。",
            at_most(-2.0 * LEVEL.ln()).false_alarms(LEVEL),
            "The chi-square law with 2 degrees of freedom, whose tail is exp(−x/2); a correct program falls outside for 1 seed in 1000.",
            "自由度为 2 的卡方分布，其尾概率为 exp(−x/2)；正确的程序每 1000 个种子约有 1 个越界。",
            Decimals(2).of(|seed| {
                let classes = three_classes()?;
                let (_, labels) = classes.sample_labelled(seed, N)?;
                chi_square(labels.into_iter(), &classes.weights().to_vec())
            }),
        ),
        Claim::new(
            "conditional-bayes-by-counting",
            "Of 200 000 samples of two equally likely classes N(−1, 1) and N(1, 1), the share of the second class among those beyond 1; in theory, by Bayes's rule, (1 − Φ(0)) / (1 − Φ(0) + 1 − Φ(2)).",
            "从等概率的两个类别 N(−1, 1) 与 N(1, 1) 抽取 200 000 个样本，在大于 1 的样本中第二类所占的比例；由贝叶斯公式，理论值为 (1 − Φ(0)) / (1 − Φ(0) + 1 − Φ(2))。",
            normal(second, standard_error((second * (1.0 - second) / total).sqrt(), MANY)),
            "Four standard errors of a share p among the 26 % of the samples that lie beyond 1: √(p(1 − p)) for one of them; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：大于 1 的样本约占 26%，对其中的比例 p，单个样本的标准差为 √(p(1 − p))；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(3).of(share_of_second_class_beyond_one),
        ),
        Claim::new(
            "conditional-two-parts",
            "Mean of (z − y)² over 200 000 pairs z = 0.8 y + 0.6 ε with independent y, ε from N(0, 1); in theory E[(z − E[z | y])²] + E[(E[z | y] − y)²] = 0.36 + 0.04.",
            "取 200 000 对 z = 0.8 y + 0.6 ε，其中 y、ε 独立且都服从 N(0, 1)，求 (z − y)² 的均值；理论值为 E[(z − E[z | y])²] + E[(E[z | y] − y)²] = 0.36 + 0.04。",
            normal_variance(0.4, MANY),
            SQUARES.en,
            SQUARES.zh,
            Decimals(3).of(mean_square_of_a_guess),
        ),
    ]
}

/// Three classes in the plane, one of them slanted.
fn three_classes() -> flowlab::Result<GaussianMixture> {
    let classes = vec![
        Gaussian::isotropic(array![-2.0, 0.0], 0.5)?,
        Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]])?,
        Gaussian::isotropic(array![3.0, -1.0], 1.5)?,
    ];
    GaussianMixture::new(array![0.2, 0.5, 0.3], classes)
}

/// On a grid of 101 × 101 points of [−6, 6]², how often Σ p(y) p(z | y) is not p(z) to 10⁻¹².
fn points_off_the_sum(classes: &GaussianMixture) -> flowlab::Result<f64> {
    let z = Array2::from_shape_fn((101 * 101, 2), |(k, axis)| 0.12 * [k % 101, k / 101][axis] as f64 - 6.0);
    let joint = classes.weights().iter().zip(classes.components()).map(|(&w, class)| w * class.log_density(&z).exp());
    let sum = joint.fold(Array1::zeros(z.nrows()), |sum: Array1<f64>, joint| sum + joint);
    let density = classes.log_density(&z).exp();
    let holds = sum.iter().zip(&density).filter(|(sum, p)| (**sum - **p).abs() <= 1e-12 * **p).count();
    Ok((z.nrows() - holds) as f64)
}

/// The chi-square statistic of the counts of the labels.
fn chi_square(labels: impl Iterator<Item = usize>, probabilities: &[f64]) -> flowlab::Result<f64> {
    let mut counts = vec![0; probabilities.len()];
    labels.for_each(|label| counts[label] += 1);
    Ok(metrics::chi_square(&counts, probabilities)?.statistic)
}

/// The mean of (z − y)² for z = 0.8 y + 0.6 ε.
fn mean_square_of_a_guess(seed: Seed) -> flowlab::Result<f64> {
    let drawn = Gaussian::standard(2)?.sample(seed, MANY)?; // y and ε
    let gap = drawn.outer_iter().map(|row| (0.8 * row[0] + 0.6 * row[1]) - row[0]);
    Ok(gap.map(|gap| gap * gap).sum::<f64>() / MANY as f64)
}

/// The share of label 1 among the samples z > 1 of half N(−1, 1), half N(1, 1).
fn share_of_second_class_beyond_one(seed: Seed) -> flowlab::Result<f64> {
    let classes = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?;
    let (z, labels) = classes.sample_labelled(seed, MANY)?;
    let beyond: Vec<usize> = z.iter().zip(labels).filter(|(z, _)| **z > 1.0).map(|(_, label)| label).collect();
    Ok(beyond.iter().filter(|label| **label == 1).count() as f64 / beyond.len() as f64)
}
