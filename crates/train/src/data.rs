//! The data by their names.

use clap::ValueEnum;
use flowlab::distribution::{
    Cats, Checkerboard, Circles, Dataset, Digits, EightGaussians, Gaussian, GaussianMixture, Moons, Spiral,
};
use flowlab::ndarray::{Array2, ArrayRef2, array};
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::train::{Data, Settings, least_loss};
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
    /// 1197 handwritten digits, told by their labels
    Digits,
    /// 20000 small cat portraits, `--side` pixels high and wide, told by their breeds
    Cats,
}

/// Pictures with labels: what is learned, and what is held out to judge it by. Their numbers are between −1 and 1.
pub struct Pictures {
    pub training: Dataset,
    pub held_out: Dataset,
    /// Height and width in pixels.
    pub side: usize,
    /// The same pictures with numbers from 0, dark, to 1, light.
    pub shades: fn(&ArrayRef2<f64>) -> Array2<f64>,
}

/// How far the points of moons, circles and spiral stray from their curves.
const NOISE: f64 = 0.05;
/// What stands between the name of cats and their side.
const OF_SIDE: &str = " of side ";
/// Cats in the data set: drawing fresh ones for every step would take longer than the step.
const CATS: usize = 20_000;
/// Cats that are held out: as many as digits are.
const CATS_HELD_OUT: usize = 600;
/// Pairs over which the least loss is measured where it has no formula.
const PAIRS: usize = 1_000_000;

impl Name {
    /// The name as it is typed.
    pub fn typed(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
    }

    /// Whether it is pictures, which have labels.
    pub fn is_pictures(self) -> bool {
        matches!(self, Name::Digits | Name::Cats)
    }

    /// The settings of a run that are as they are without being typed.
    pub fn usual(self) -> Settings {
        let points =
            Settings { hidden: vec![128; 3], steps: 10_000, batch: 1024, learning_rate: 2e-3, ..Settings::default() };
        if self.is_pictures() {
            Settings { hidden: vec![256; 3], steps: 15_000, batch: 256, frequencies: 4, ..points }
        } else {
            points
        }
    }

    /// The law, by its name in a checkpoint, and where it is pictures, they themselves; cats are `side` pixels high and
    /// wide.
    ///
    /// # Errors
    /// A side that cats cannot have.
    pub fn data(self, side: usize) -> Result<(Data, Option<Pictures>)> {
        let law: Data = match self {
            Name::Gaussian => Gaussian::standard(2)?.into(),
            Name::Mixture => mixture()?.into(),
            Name::EightGaussians => EightGaussians.into(),
            Name::Moons => Moons::new(NOISE)?.into(),
            Name::Circles => Circles::new(NOISE)?.into(),
            Name::Checkerboard => Checkerboard.into(),
            Name::Spiral => Spiral::new(NOISE)?.into(),
            Name::Digits | Name::Cats => {
                let pictures = if self == Name::Digits { digits() } else { cats(side)? };
                let law = Data::labelled(pictures.training.clone());
                return Ok((law.named(&self.described(side)), Some(pictures)));
            }
        };
        Ok((law.named(&self.described(side)), None))
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

fn digits() -> Pictures {
    let (training, held_out) = Digits::split();
    Pictures { training, held_out, side: Digits::SIDE, shades: Digits::greys }
}

fn cats(side: usize) -> Result<Pictures> {
    let cats = Dataset::of(&Cats::new(side, side)?, Seed(0), CATS + CATS_HELD_OUT)?;
    let cats = Dataset::new(2.0 * cats.points() - 1.0, cats.labels().to_vec())?;
    let (training, held_out) = cats.split(Seed(0), CATS as f64 / cats.len() as f64)?;
    Ok(Pictures { training, held_out, side, shades: |z| 0.5 * (z + 1.0) })
}

fn mixture() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)
}
