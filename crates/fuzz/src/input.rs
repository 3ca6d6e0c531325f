//! Values out of bytes: numbers that are often special, sizes that are small or impossible, arrays.

use arbitrary::Unstructured;
use flowlab::ndarray::{Array1, Array2};
use flowlab::{BrownianPath, Seed, TimeGrid};

/// Bytes, from which values are taken one after the other; when they are used up, all further ones are zero.
pub struct Input<'a>(Unstructured<'a>);

/// Numbers at which formulas break.
const SPECIAL: [f64; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MAX,
    f64::MIN,
    f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    1e308,
    -1e308,
    1e200,
    -1e200,
    1e-200,
    1e155,
    1e16,
    f64::EPSILON,
    1.0 + f64::EPSILON,
    1.0 - f64::EPSILON / 2.0,
];

/// Sizes that no memory holds: even one `f64` for each is more than an address can name.
const TOO_LARGE: [usize; 4] = [usize::MAX, isize::MAX as usize, usize::MAX / 8, 1 << 61];

impl<'a> Input<'a> {
    /// The values in these bytes.
    pub fn new(bytes: &'a [u8]) -> Input<'a> {
        Input(Unstructured::new(bytes))
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.0.arbitrary().unwrap_or_default()
    }

    /// Yes or no.
    pub fn flag(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    /// One of some values.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.byte()) % from.len()]
    }

    /// A size from 0 to `most` < 256.
    pub fn size(&mut self, most: u8) -> usize {
        usize::from(self.byte()) % (usize::from(most) + 1)
    }

    /// A size from 0 to `most`, now and then one that no memory holds.
    pub fn wild_size(&mut self, most: u8) -> usize {
        if self.byte() < 240 { self.size(most) } else { self.pick(&TOO_LARGE) }
    }

    /// A seed.
    pub fn seed(&mut self) -> Seed {
        Seed(self.0.arbitrary().unwrap_or_default())
    }

    /// Any number: special, any bits at all, or tame.
    pub fn number(&mut self) -> f64 {
        match self.byte() % 4 {
            0 => self.pick(&SPECIAL),
            1 => self.0.arbitrary().unwrap_or_default(),
            _ => self.tame(),
        }
    }

    /// A multiple of 1/4096 in [-8, 8).
    pub fn tame(&mut self) -> f64 {
        f64::from(self.0.arbitrary::<i16>().unwrap_or_default()) / 4096.0
    }

    /// A multiple of 1/256 in (0, 1].
    pub fn fraction(&mut self) -> f64 {
        (f64::from(self.byte()) + 1.0) / 256.0
    }

    /// n numbers: all tame, or any.
    pub fn numbers(&mut self, n: usize) -> Vec<f64> {
        let wild = self.byte().is_multiple_of(4);
        (0..n).map(|_| if wild { self.number() } else { self.tame() }).collect()
    }

    /// n numbers, as an array.
    pub fn vector(&mut self, n: usize) -> Array1<f64> {
        self.numbers(n).into()
    }

    /// n times d numbers, now and then laid out column by column.
    pub fn matrix(&mut self, n: usize, d: usize) -> Array2<f64> {
        let columns_first = self.byte() % 8 == 1;
        let numbers = self.vector(n * d);
        let (rows, columns) = if columns_first { (d, n) } else { (n, d) };
        let matrix = Array2::from_shape_fn((rows, columns), |(i, j)| numbers[i * columns + j]);
        if columns_first { matrix.reversed_axes() } else { matrix }
    }

    /// n times d tame numbers.
    pub fn tame_matrix(&mut self, n: usize, d: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((n, d), || self.tame())
    }

    /// A time grid of at most `most` steps: often [0, 1], forward or back, else between any two times that do.
    pub fn grid(&mut self, most: u8) -> Option<TimeGrid> {
        let (t0, t1) = match self.byte() % 4 {
            0 => (0.0, 1.0),
            1 => (1.0, 0.0),
            2 => (self.tame(), self.tame()),
            _ => (self.number(), self.number()),
        };
        TimeGrid::uniform(t0, t1, self.size(most - 1) + 1).ok()
    }

    /// A Brownian path of a few particles.
    pub fn brownian(&mut self) -> Option<BrownianPath> {
        let (grid, n, d) = (self.grid(8)?, self.size(3), self.size(3));
        BrownianPath::sample(self.seed(), &grid, n, d).ok()
    }
}
