//! Equations out of bytes: fields that are smooth, singular, discontinuous, huge, or not a number.

use flowlab::ndarray::{ArrayView2, ArrayViewMut2};
use flowlab::{Field, Noise, Sde, TimeGrid, VectorField};

use crate::input::Input;

/// A function of time and of one or two coordinates.
#[derive(Clone, Copy)]
pub enum Formula {
    /// a + b·x + c·x² + d·t·x³
    Polynomial([f64; 4]),
    /// x/(c − t)
    Pole(f64),
    /// x·|x|ᵖ
    Power(f64),
    /// √x, which is NaN for x < 0
    Root,
    /// 1/x
    Inverse,
    /// sin(a·x + b·t)
    Wave(f64, f64),
    /// The sign of x
    Jump,
    /// a·y − b·x for the next coordinate y
    Turn(f64, f64),
    /// A constant, which may be huge or not a number
    Constant(f64),
}

impl Formula {
    pub fn any(input: &mut Input<'_>) -> Formula {
        match input.byte() % 9 {
            0 => Formula::Polynomial([input.tame(), input.tame(), input.tame(), input.tame()]),
            1 => Formula::Pole(input.number()),
            2 => Formula::Power(input.number()),
            3 => Formula::Root,
            4 => Formula::Inverse,
            5 => Formula::Wave(input.number(), input.number()),
            6 => Formula::Jump,
            7 => Formula::Turn(input.number(), input.number()),
            _ => Formula::Constant(input.number()),
        }
    }

    /// The value at time t for the coordinate x, before the next coordinate y.
    fn value(self, t: f64, x: f64, y: f64) -> f64 {
        match self {
            Formula::Polynomial([a, b, c, d]) => a + x * (b + x * (c + x * d * t)),
            Formula::Pole(c) => x / (c - t),
            Formula::Power(p) => x * x.abs().powf(p),
            Formula::Root => x.sqrt(),
            Formula::Inverse => x.recip(),
            Formula::Wave(a, b) => (a * x + b * t).sin(),
            Formula::Jump => x.signum(),
            Formula::Turn(a, b) => a * y - b * x,
            Formula::Constant(c) => c,
        }
    }

    /// Writes the values for each row of a batch.
    fn write(self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        assert_eq!(x.dim(), out.dim(), "a solver hands out a buffer of another shape");
        let d = x.ncols();
        for ((i, j), out) in out.indexed_iter_mut() {
            *out = self.value(t, x[[i, j]], x[[i, (j + 1) % d]]);
        }
    }
}

/// The field of a formula in d dimensions, which may be asked only within the times of a grid.
pub fn field(formula: Formula, d: usize, grid: &TimeGrid) -> Field {
    let (first, last) = (grid.t0().min(grid.t1()), grid.t0().max(grid.t1()));
    Field::new(d, move |t, x, out| {
        assert!((first..=last).contains(&t), "the field is asked at t = {t}, outside of [{first}, {last}]");
        formula.write(t, x, out);
    })
}

/// A stochastic equation.
pub struct Equation {
    pub drift: Field,
    sigma: Formula,
    noise: Noise,
}

impl Equation {
    pub fn any(input: &mut Input<'_>, d: usize, grid: &TimeGrid) -> Equation {
        let drift = field(Formula::any(input), d, grid);
        match input.byte() % 4 {
            0 => Equation { drift, sigma: Formula::Constant(0.0), noise: Noise::Additive },
            1 => Equation { drift, sigma: Formula::any(input), noise: Noise::Multiplicative },
            _ => Equation { drift, sigma: Formula::any(input), noise: Noise::Additive },
        }
    }

    /// σ of additive noise: that of the formula at x = t.
    pub fn sigma_at(&self, t: f64) -> f64 {
        self.sigma.value(t, t, t)
    }

    /// Whether there is no noise.
    pub fn is_silent(&self) -> bool {
        matches!(self.sigma, Formula::Constant(0.0))
    }
}

impl Sde for Equation {
    fn dim(&self) -> usize {
        self.drift.dim()
    }

    fn drift(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        self.drift.eval(t, x, out);
    }

    fn diffusion(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        match self.noise {
            Noise::Additive => out.fill(self.sigma_at(t)),
            Noise::Multiplicative | Noise::Matrix => self.sigma.write(t, x, out),
        }
    }

    fn noise(&self) -> Noise {
        self.noise
    }
}
