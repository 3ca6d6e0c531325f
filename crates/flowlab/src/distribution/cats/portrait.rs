//! The parameters of one cat, their laws and their joint density.

use rand::Rng;
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::breed::Breed;
use crate::Seed;

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
            Law::Normal(mean, sd) => mean + sd * rng.sample::<f64, _>(StandardNormal),
            Law::Uniform(low, high) => low + (high - low) * rng.random::<f64>(),
        }
    }
}

/// The struct of a cat from a line for each of its real parameters: the meaning, the name, the law.
macro_rules! portrait {
    ($($(#[$meaning:meta])* $name:ident: $law:expr,)*) => {
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
            $($(#[$meaning])* pub $name: f64,)*
        }

        impl Portrait {
            /// Name and law of each real parameter, in the order of [`Portrait::values`].
            pub const LAWS: [(&'static str, Law); 16] = [$((stringify!($name), $law)),*];

            /// The real parameters, in the order of [`Portrait::LAWS`].
            pub fn values(&self) -> [f64; 16] {
                [$(self.$name),*]
            }

            /// The cat with these real parameters, in the order of [`Portrait::LAWS`].
            pub fn new(breed: Breed, mirrored: bool, collar: bool, values: [f64; 16]) -> Portrait {
                let [$($name),*] = values;
                Portrait { breed, mirrored, collar, $($name),* }
            }
        }
    };
}

portrait! {
    /// Horizontal place of the cat: N(0, 0.04²).
    x: Law::Normal(0.0, 0.04),
    /// Vertical place, downwards: N(0, 0.03²).
    y: Law::Normal(0.0, 0.03),
    /// Size: N(1, 0.04²).
    size: Law::Normal(1.0, 0.04),
    /// Tilt of the head in radians, positive to the right: N(0, 0.09²).
    tilt: Law::Normal(0.0, 0.09),
    /// Shift of the face on the head, as the head turns: N(0, 0.03²).
    turn: Law::Normal(0.0, 0.03),
    /// Width of the head: N(1, 0.04²).
    width: Law::Normal(1.0, 0.04),
    /// Height of the ears: N(1, 0.08²).
    ears: Law::Normal(1.0, 0.08),
    /// Tone of the fur, light to dark: U[0, 1).
    tone: Law::Uniform(0.0, 1.0),
    /// Boldness of the markings: U[0, 1).
    markings: Law::Uniform(0.0, 1.0),
    /// Colour of the eyes from copper through amber, green and teal to blue: U[0, 1).
    eye_colour: Law::Uniform(0.0, 1.0),
    /// How far the eyes are open: U[0.6, 1).
    openness: Law::Uniform(0.6, 1.0),
    /// Width of the pupils, slit to round: U[0, 1).
    pupil: Law::Uniform(0.0, 1.0),
    /// Direction of the gaze, to the right: N(0, 0.012²).
    gaze: Law::Normal(0.0, 0.012),
    /// Hue of the ground, as a share of the whole turn: U[0, 1).
    ground_hue: Law::Uniform(0.0, 1.0),
    /// Lightness of the ground: U[0, 1).
    ground_light: Law::Uniform(0.0, 1.0),
    /// How high the tail stands: U[0, 1).
    tail: Law::Uniform(0.0, 1.0),
}

impl Portrait {
    /// Draws cat `k` of a seed: its own random stream, so it is the same cat in a batch of any size.
    pub(super) fn draw(seed: Seed, k: u64) -> Portrait {
        let mut rng = seed.branch("portrait").stream(k);
        let breed = Breed::at(rng.random());
        let (mirrored, collar) = (rng.random(), rng.random());
        Portrait::new(breed, mirrored, collar, Self::LAWS.map(|(_, law)| law.draw(&mut rng)))
    }

    /// Logarithm of the joint density: ln P(breed) + 2 ln(1/2) + the sum of the sixteen real parameters' log densities.
    ///
    /// It is a density of parameters, not of pixels: the pictures lie on a surface of dimension at most 16 in R^d.
    pub fn log_density(&self) -> f64 {
        let real: f64 = Self::LAWS.iter().zip(self.values()).map(|((_, law), v)| law.log_density(v)).sum();
        self.breed.probability().ln() + 0.25f64.ln() + real
    }
}
