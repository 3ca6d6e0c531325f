//! The data by their names.

use clap::ValueEnum;
use flowlab::distribution::{
    Cats, Checkerboard, Circles, Dataset, EightGaussians, Gaussian, GaussianMixture, Moons, Spiral,
};
use flowlab::ndarray::array;
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::train::{Data, least_loss};
use flowlab::{Result, Seed};

/// What can be learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// N(0, I) in the plane: the least loss is π
    Gaussian,
    /// Two Gaussians on the line, at ±2 with standard deviation 0.5
    Mixture,
    /// Eight Gaussians on a circle
    EightGaussians,
    /// Two half moons
    Moons,
    /// Two circles, one in the other
    Circles,
    /// Eight squares of a checkerboard
    Checkerboard,
    /// Two arms of a spiral
    Spiral,
    /// 20000 small cat portraits, `--side` pixels high and wide
    Cats,
}

/// How far the points of moons, circles and spiral stray from their curves.
const NOISE: f64 = 0.05;
/// What stands between the name of cats and their side.
const OF_SIDE: &str = " of side ";
/// Cats in the data set: drawing fresh ones for every step would take longer than the step.
const CATS: usize = 20_000;
/// Pairs over which the least loss is measured where it has no formula.
const PAIRS: usize = 1_000_000;

impl Name {
    /// The name as it is typed.
    pub fn typed(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
    }

    /// The law, by its name in a checkpoint; cats are `side` pixels high and wide.
    ///
    /// # Errors
    /// A side that cats cannot have.
    pub fn data(self, side: usize) -> Result<Data> {
        let law: Data = match self {
            Name::Gaussian => Gaussian::standard(2)?.into(),
            Name::Mixture => mixture()?.into(),
            Name::EightGaussians => EightGaussians.into(),
            Name::Moons => Moons::new(NOISE)?.into(),
            Name::Circles => Circles::new(NOISE)?.into(),
            Name::Checkerboard => Checkerboard.into(),
            Name::Spiral => Spiral::new(NOISE)?.into(),
            Name::Cats => Dataset::of(&Cats::new(side, side)?, Seed(0), CATS)?.into(),
        };
        Ok(law.named(&self.described(side)))
    }

    /// The name in a checkpoint: as it is typed, for cats with their side.
    pub fn described(self, side: usize) -> String {
        if self == Name::Cats { format!("{}{OF_SIDE}{side}", self.typed()) } else { self.typed() }
    }

    /// The name and the side behind a name in a checkpoint; no side counts as 0.
    pub fn named(described: &str) -> Option<(Name, usize)> {
        let (name, side) = described.split_once(OF_SIDE).unwrap_or((described, "0"));
        Some((Name::from_str(name, false).ok()?, side.parse().ok()?))
    }

    /// The loss of the exact field, where that is known.
    ///
    /// # Errors
    /// None is expected.
    pub fn least_loss(self) -> Result<Option<f64>> {
        let law = match self {
            Name::Gaussian => return Ok(Some(std::f64::consts::PI)),
            Name::Mixture => mixture()?,
            Name::EightGaussians => EightGaussians.into(),
            _ => return Ok(None),
        };
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), law);
        Ok(Some(least_loss(&field, Seed(0), PAIRS)?.mean))
    }
}

fn mixture() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)
}
