//! The parameters of one cat, their laws and their joint density.

use ndarray::Array3;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::breed::Breed;
use super::drawing::Drawing;
use crate::{Seed, normal};

/// The law of one real parameter.
///
/// ```
/// use flowlab::distribution::Law;
/// let law = Law::Uniform(0.6, 1.0);
/// assert_eq!((law.mean(), law.log_density(0.5)), (0.8, f64::NEG_INFINITY));
/// assert!((law.variance() - 0.4 * 0.4 / 12.0).abs() < 1e-16);
/// assert!((law.log_density(0.7) - 2.5_f64.ln()).abs() < 1e-15); // the density is 1/0.4
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Normal with this mean and standard deviation.
    Normal(f64, f64),
    /// Uniform on [low, high).
    Uniform(f64, f64),
}

impl Law {
    /// Expected value.
    pub fn mean(self) -> f64 {
        match self {
            Law::Normal(mean, _) => mean,
            Law::Uniform(low, high) => 0.5 * (low + high),
        }
    }

    /// Variance: sd², or (high - low)²/12.
    pub fn variance(self) -> f64 {
        match self {
            Law::Normal(_, sd) => sd * sd,
            Law::Uniform(low, high) => (high - low) * (high - low) / 12.0,
        }
    }

    /// Logarithm of the density at `v`: minus infinity outside a uniform law's range.
    pub fn log_density(self, v: f64) -> f64 {
        match self {
            Law::Normal(mean, sd) => -0.5 * ((v - mean) / sd).powi(2) - sd.ln() - 0.5 * std::f64::consts::TAU.ln(),
            Law::Uniform(low, high) if (low..high).contains(&v) => -(high - low).ln(),
            Law::Uniform(..) => f64::NEG_INFINITY,
        }
    }

    fn draw(self, rng: &mut Xoshiro256PlusPlus) -> f64 {
        match self {
            Law::Normal(mean, sd) => mean + sd * normal::one(rng),
            Law::Uniform(low, high) => low + (high - low) * rng.random::<f64>(),
        }
    }
}

/// One cat: three discrete and sixteen real parameters, all independent.
///
/// Lengths are in units in which the shorter side of the picture is 2.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{Breed, Cats, Portrait};
/// let cat = Cats::portraits(Seed(1), 1)[0];
/// // The parameters are independent: of another breed only P(breed) is another.
/// let (tuxedo, white) = (Portrait { breed: Breed::Tuxedo, ..cat }, Portrait { breed: Breed::White, ..cat });
/// assert!((tuxedo.log_density() - white.log_density() - 1.5_f64.ln()).abs() < 1e-12); // 0.15/0.10
/// assert_eq!(cat.render(8, 12).dim(), (8, 12, 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portrait {
    /// Breed, the label: categorical with [`Breed::probability`].
    pub breed: Breed,
    /// Tail and patches on the other side: probability 1/2.
    pub mirrored: bool,
    /// Wears a collar: probability 1/2.
    pub collar: bool,
    /// Horizontal place of the cat: N(0, 0.04²).
    pub x: f64,
    /// Vertical place, downwards: N(0, 0.03²).
    pub y: f64,
    /// Size: N(1, 0.04²).
    pub size: f64,
    /// Tilt of the head in radians, positive to the right: N(0, 0.09²).
    pub tilt: f64,
    /// Shift of the face on the head, as the head turns: N(0, 0.03²).
    pub turn: f64,
    /// Width of the head: N(1, 0.04²).
    pub width: f64,
    /// Height of the ears: N(1, 0.08²).
    pub ears: f64,
    /// Tone of the fur, light to dark: U[0, 1).
    pub tone: f64,
    /// Boldness of the markings: U[0, 1).
    pub markings: f64,
    /// Colour of the eyes from copper through amber, green and teal to blue: U[0, 1).
    pub eye_colour: f64,
    /// How far the eyes are open: U[0.6, 1).
    pub openness: f64,
    /// Width of the pupils, slit to round: U[0, 1).
    pub pupil: f64,
    /// Direction of the gaze, to the right: N(0, 0.012²).
    pub gaze: f64,
    /// Hue of the ground, as a share of the whole turn: U[0, 1).
    pub ground_hue: f64,
    /// Lightness of the ground: U[0, 1).
    pub ground_light: f64,
    /// How high the tail stands: U[0, 1).
    pub tail: f64,
}

impl Portrait {
    /// Name and law of each real parameter, in the order of [`Portrait::values`].
    pub const LAWS: [(&'static str, Law); 16] = [
        ("x", Law::Normal(0.0, 0.04)),
        ("y", Law::Normal(0.0, 0.03)),
        ("size", Law::Normal(1.0, 0.04)),
        ("tilt", Law::Normal(0.0, 0.09)),
        ("turn", Law::Normal(0.0, 0.03)),
        ("width", Law::Normal(1.0, 0.04)),
        ("ears", Law::Normal(1.0, 0.08)),
        ("tone", Law::Uniform(0.0, 1.0)),
        ("markings", Law::Uniform(0.0, 1.0)),
        ("eye_colour", Law::Uniform(0.0, 1.0)),
        ("openness", Law::Uniform(0.6, 1.0)),
        ("pupil", Law::Uniform(0.0, 1.0)),
        ("gaze", Law::Normal(0.0, 0.012)),
        ("ground_hue", Law::Uniform(0.0, 1.0)),
        ("ground_light", Law::Uniform(0.0, 1.0)),
        ("tail", Law::Uniform(0.0, 1.0)),
    ];

    /// The real parameters, in the order of [`Portrait::LAWS`].
    pub fn values(&self) -> [f64; 16] {
        [
            self.x,
            self.y,
            self.size,
            self.tilt,
            self.turn,
            self.width,
            self.ears,
            self.tone,
            self.markings,
            self.eye_colour,
            self.openness,
            self.pupil,
            self.gaze,
            self.ground_hue,
            self.ground_light,
            self.tail,
        ]
    }

    /// Draws cat `k` of a seed: its own random stream, so it is the same cat in a batch of any size.
    pub(super) fn draw(seed: Seed, k: u64) -> Portrait {
        let mut rng = seed.branch("portrait").stream(k);
        let breed = Breed::at(rng.random());
        let (mirrored, collar) = (rng.random(), rng.random());
        let [
            x,
            y,
            size,
            tilt,
            turn,
            width,
            ears,
            tone,
            markings,
            eye_colour,
            openness,
            pupil,
            gaze,
            ground_hue,
            ground_light,
            tail,
        ] = Self::LAWS.map(|(_, law)| law.draw(&mut rng));
        Portrait {
            breed,
            mirrored,
            collar,
            x,
            y,
            size,
            tilt,
            turn,
            width,
            ears,
            tone,
            markings,
            eye_colour,
            openness,
            pupil,
            gaze,
            ground_hue,
            ground_light,
            tail,
        }
    }

    /// Logarithm of the joint density: ln P(breed) + 2 ln(1/2) + the sum of the sixteen real parameters' log densities.
    ///
    /// It is a density of parameters, not of pixels: the pictures lie on a surface of dimension at most 16 in R^d.
    pub fn log_density(&self) -> f64 {
        let real: f64 = Self::LAWS.iter().zip(self.values()).map(|((_, law), v)| law.log_density(v)).sum();
        self.breed.probability().ln() + 0.25f64.ln() + real
    }

    /// The picture, (height, width, 3), sRGB values in [0, 1].
    ///
    /// The cat fits the shorter side; the ground goes on beyond it. Edges are one pixel wide; small pictures average
    /// several points a pixel, so a picture is close to the block averages of a larger one.
    pub fn render(&self, height: usize, width: usize) -> Array3<f64> {
        let mut picture = Array3::zeros((height, width, 3));
        let pixels = picture.as_slice_mut().expect("a new array is contiguous");
        self.render_into(height, width, pixels);
        picture
    }

    /// As [`Portrait::render`], into `out`, height * width * 3 values, row by row.
    pub(super) fn render_into(&self, height: usize, width: usize, out: &mut [f64]) {
        let side = height.min(width).max(1);
        let fine = FINE.div_ceil(side);
        let pixel = 2.0 / (side * fine) as f64;
        let share = 1.0 / (fine * fine) as f64;
        let drawing = Drawing::new(self, pixel);
        let place = |i: usize, n: usize| (i as f64 + 0.5 - 0.5 * (n * fine) as f64) * pixel;
        for (at, rgb) in out.chunks_exact_mut(3).enumerate() {
            let (row, column) = (at / width, at % width);
            let mut sum = [0.0; 3];
            for (i, j) in (0..fine * fine).map(|k| (k / fine, k % fine)) {
                let c = drawing.colour([place(column * fine + j, width), place(row * fine + i, height)]);
                (0..3).for_each(|k| sum[k] += c[k]);
            }
            // a cat of the size 1e-320 has no colour where it would be
            (0..3).for_each(|k| rgb[k] = if sum[k].is_nan() { 0.0 } else { (share * sum[k]).clamp(0.0, 1.0) });
        }
    }
}

/// A picture is computed on at least this many points a side.
const FINE: usize = 32;
