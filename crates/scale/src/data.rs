//! What can be learned: digits, cats, a folder of pictures. All through flowlab, with numbers between −1 and 1.

use anyhow::{Result, ensure};
use flowlab::Seed;
use flowlab::distribution::{Cats, Dataset, Digits, Sample, SampleLabelled};

/// Cats in the training set: fresh ones for every step would take longer to draw than the step.
const CATS: usize = 20_000;
/// Pictures that are held out: as many as digits are.
const HELD_OUT: usize = 600;

/// Pictures as the rows of a table in f32, with their labels: what the device gets to see.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    numbers: Vec<f32>,
    dim: usize,
    labels: Vec<usize>,
    n_labels: usize,
}

impl Rows {
    /// Rows (n, `dim`) with their labels (n), each below `n_labels`.
    pub fn new(numbers: Vec<f32>, dim: usize, labels: Vec<usize>, n_labels: usize) -> Rows {
        assert_eq!(numbers.len(), dim * labels.len(), "a label for each row");
        Rows { numbers, dim, labels, n_labels }
    }

    /// The points of a data set.
    pub fn of(set: &Dataset) -> Rows {
        let numbers = set.points().iter().map(|x| *x as f32).collect();
        Rows::new(numbers, set.dim(), set.labels().to_vec(), set.n_classes())
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Numbers of a row.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// A row.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.numbers[i * self.dim..(i + 1) * self.dim]
    }

    /// The labels.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// How many different labels there are.
    pub fn n_labels(&self) -> usize {
        self.n_labels
    }
}

/// Pictures to learn, and others of the same kind to judge by.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// To learn.
    pub training: Dataset,
    /// To judge by.
    pub held_out: Dataset,
    /// Height and width in pixels.
    pub side: usize,
    /// Numbers of a pixel: 1 for grey, 3 for colours.
    pub channels: usize,
    /// Whether −1 is paper, and light: so for the digits.
    pub is_ink: bool,
    /// What the labels are called.
    pub names: Vec<String>,
}

impl Pictures {
    /// The digits, 1197 to learn and 600 held out, 8 × 8 pixels of ink.
    pub fn digits() -> Pictures {
        let (training, held_out) = Digits::split();
        let names = (0..10).map(|digit| digit.to_string()).collect();
        Pictures { training, held_out, side: Digits::SIDE, channels: 1, is_ink: true, names }
    }

    /// 20000 cat portraits, and 600 held out, with their breeds for labels.
    ///
    /// # Errors
    /// A side outside 8 to 64.
    pub fn cats(side: usize) -> Result<Pictures> {
        ensure!((8..=64).contains(&side), "--side {side}: cats are learned with 8 to 64 pixels a side");
        let cats = Dataset::of(&Cats::new(side, side)?, Seed(0), CATS + HELD_OUT)?;
        let cats = Dataset::new(2.0 * cats.points() - 1.0, cats.labels().to_vec())?;
        let (training, held_out) = cats.split(Seed(0), CATS as f64 / cats.len() as f64)?;
        let names = (0..cats.n_classes()).map(|breed| breed.to_string()).collect();
        Ok(Pictures { training, held_out, side, channels: 3, is_ink: false, names })
    }

    /// Pictures of one's own, one in ten of which are held out, 600 at most.
    ///
    /// # Errors
    /// Fewer than two pictures.
    pub fn own(set: Dataset, side: usize, names: Vec<String>) -> Result<Pictures> {
        ensure!(set.len() > 1, "one picture alone cannot be learned: give at least two");
        let held_out = (set.len() / 10).clamp(1, HELD_OUT);
        let (training, held_out) = set.split(Seed(0), 1.0 - held_out as f64 / set.len() as f64)?;
        Ok(Pictures { training, held_out, side, channels: 3, is_ink: false, names })
    }

    /// A number of a picture as a shade from 0, dark, to 255.
    pub fn shade(&self, z: f64) -> u8 {
        let light = 0.5 * if self.is_ink { 1.0 - z } else { 1.0 + z };
        (255.0 * light.clamp(0.0, 1.0)).round() as u8
    }
}
