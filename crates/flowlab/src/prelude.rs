//! All that a notebook uses, in one line: `use flowlab::prelude::*;`.
//!
//! [`Error`](crate::Error) and [`Result`](crate::Result) are left out: they would hide the standard library's.

pub use ndarray::{Array1, Array2, Array3, ArrayView2, ArrayViewMut2, Axis, array, azip, s};

pub use crate::convergence;
pub use crate::discrete::{
    Chain, Language, Learned, LetterNoise, MixturePath, Pair, Plan, Posterior, RateMatrix, Sentence, StringLaw,
    mask_loss, tau_leap, tau_leap_steps,
};
pub use crate::distribution::{
    Cats, Checkerboard, Circles, Dataset, Density, Digits, EightGaussians, Gaussian, GaussianMixture, Moons, Sample,
    SampleLabelled, Spiral, Tilted,
};
pub use crate::latent::{LinearVae, Pca};
pub use crate::metrics;
pub use crate::nn::{
    Activation, Adam, Attention, Block, Dit, DitShape, Ema, Linear, Mlp, Patches, Tape, TimeEmbedding, Transposed,
    cross_entropy, softmax,
};
pub use crate::ode::{Dopri5, Euler, Heun, Midpoint, OdeMethod, OdeSolver, Rk4};
pub use crate::path::{
    Classified, Denoiser, Extended, GaussianPath, Guided, MarginalField, PointField, Schedule, SortedField, Variance,
    ancestral, ddim,
};
pub use crate::process::{GeometricBrownian, Langevin, LinearOde, MatrixOde, Noising, OrnsteinUhlenbeck, Reversed};
pub use crate::sde::{EulerMaruyama, Milstein, SdeSolver, StochasticHeun};
pub use crate::train::{self, Data, Denoising, FlowMatching, Progress, ScoreMatching, Settings, TrainedField};
pub use crate::{
    AdditiveSde, BrownianPath, Field, Lang, Noise, Scaler, Sde, Seed, Table, Text, TimeGrid, Trajectory, VectorField,
    simulate_ode, simulate_ode_at, simulate_ode_final, simulate_sde, simulate_sde_at, simulate_sde_final,
};

#[cfg(feature = "frame")]
pub use crate::frame::DataFrame;
#[cfg(feature = "plot")]
pub use crate::plot::{Plot, Style, Theme};
#[cfg(feature = "plot")]
pub use crate::show::{EvcxrDisplay, Show, show};
