//! Losses of fields that know little: marks beside which the loss of a network is read.

use std::f64::consts::FRAC_PI_2;

use flowlab::Result;
use flowlab::distribution::{Dataset, Digits, Sample, SampleLabelled};
use flowlab::ndarray::{ArrayRef2, Axis};

use super::{NO_VARIANCE, by_class, fitted};
use crate::Digits::Decimals;
use crate::claim::{Claim, near};

/// What is known of the pictures.
#[derive(Clone, Copy)]
enum Known {
    Nothing,
    Mean,
    Moments,
    MomentsOfClasses,
}

/// Id, what is known, and the loss: a test finds it from pairs.
const MARKS: [(&str, Known, f64); 4] = [
    ("images-mark-zero", Known::Nothing, 109.9097),
    ("images-mark-constant", Known::Mean, 82.7728),
    ("images-mark-linear", Known::Moments, 37.868),
    ("images-mark-classes", Known::MomentsOfClasses, 25.095),
];

pub(super) fn claims() -> [Claim; 4] {
    MARKS.map(|(id, known, value)| {
        let [en, zh, formula] = known.words();
        Claim::new(
            id,
            format!("Loss, over all 1797 digits, of {en}: {formula}."),
            format!("在全部 1797 张数字图像上，{zh}的损失：{formula}。"),
            near(value, 1e-3),
            "No chance: a sum over eigenvalues of covariances. A test finds the same from pairs.",
            "不含随机性：由协方差的特征值求和得到。测试由点对得到同样的值。",
            Decimals(2).of(move |_| known.loss(&Digits::all())),
        )
    })
}

impl Known {
    /// Whose loss it is, in both languages, and its formula.
    fn words(self) -> [&'static str; 3] {
        match self {
            Known::Nothing => ["the field that is 0 everywhere", "处处为 0 的向量场", "tr Σ + |μ|² + 64"],
            Known::Mean => ["the best constant field", "最好的常值向量场", "tr Σ + 64"],
            Known::Moments => [
                "the exact field of the normal law with their mean and covariance",
                "与它们同均值、同协方差的正态分布的精确向量场",
                "(π/2)·tr Σ^½",
            ],
            Known::MomentsOfClasses => [
                "the exact fields of ten normal laws, each with the mean and the covariance of its class, given the label",
                "给出标签时，十个正态分布（各取本类的均值与协方差）的精确向量场",
                "Σ_y p(y)·(π/2)·tr Σ_y^½",
            ],
        }
    }

    fn loss(self, pictures: &Dataset) -> Result<f64> {
        let (points, d) = (pictures.points(), pictures.dim() as f64);
        Ok(match self {
            Known::Nothing => points.iter().map(|z| z * z).sum::<f64>() / pictures.len() as f64 + d,
            Known::Mean => points.var_axis(Axis(0), 0.0).sum() + d,
            Known::Moments => of_normal(points)?,
            Known::MomentsOfClasses => {
                let losses =
                    by_class(pictures).into_iter().map(|class| of_normal(&class)).collect::<Result<Vec<_>>>()?;
                pictures.class_probabilities().iter().zip(losses).map(|(share, loss)| share * loss).sum()
            }
        })
    }
}

/// The least loss of flow matching to the normal law with the moments of these points.
fn of_normal(points: &ArrayRef2<f64>) -> Result<f64> {
    Ok(FRAC_PI_2 * fitted(points, NO_VARIANCE)?.variances().mapv(f64::sqrt).sum())
}

#[cfg(test)]
mod tests {
    use super::super::linear;
    use super::*;
    use flowlab::path::MarginalField;
    use flowlab::train::{Data, loss};
    use flowlab::{Field, Seed, VectorField};

    /// The loss of a field on pairs of these points is within four standard errors of the mark.
    fn agrees(field: &impl VectorField, pictures: &Dataset, mark: f64) {
        let found = loss(field, linear(), Data::new(pictures.clone()), Seed(1), 4000).unwrap();
        assert!((found.mean - mark).abs() < 4.0 * found.error, "{found:?} {mark}");
    }

    #[test]
    fn the_marks_are_losses_of_fields_on_the_pictures() {
        let digits = Digits::all();
        let mean = digits.points().mean_axis(Axis(0)).unwrap();
        let mark = |known: Known, pictures: &Dataset| known.loss(pictures).unwrap();
        agrees(&Field::new(64, |_, _, mut out| out.fill(0.0)), &digits, mark(Known::Nothing, &digits));
        let constant =
            Field::new(64, move |_, _, mut out| out.rows_mut().into_iter().for_each(|mut row| row.assign(&mean)));
        agrees(&constant, &digits, mark(Known::Mean, &digits));
        let normal = MarginalField::new(linear(), fitted(digits.points(), NO_VARIANCE).unwrap());
        agrees(&normal, &digits, mark(Known::Moments, &digits));
        // one class beside its own mark: the last one is the mean of these
        let threes = Dataset::unlabelled(by_class(&digits).swap_remove(3)).unwrap();
        let normal = MarginalField::new(linear(), fitted(threes.points(), NO_VARIANCE).unwrap());
        agrees(&normal, &threes, of_normal(threes.points()).unwrap());
    }
}
