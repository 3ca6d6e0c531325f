//! Lesson 16: noising processes and the times of the linear path that have their laws, starts that are only nearly right,
//! both ends of paths, the steps of DDIM and DDPM beside Euler's, least losses of three targets.

mod ends;
mod floors;
mod ladder;
mod laws;
pub(in crate::data_side) mod on_a_grid;
mod one_flow;
mod one_point;
mod spreads;
mod starts;
pub(in crate::data_side) mod tables;

use flowlab::Text;
use flowlab::distribution::GaussianMixture;
use flowlab::path::{GaussianPath, MarginalField, Schedule};

use crate::claim::Claim;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(one_point::claims());
    claims.extend(tables::claims());
    claims.extend(one_flow::claims());
    claims.extend(starts::claims());
    claims.extend(ends::of_reversed());
    claims.extend(ladder::claims());
    claims.extend(laws::claims());
    claims.extend(spreads::claims());
    claims.extend(floors::claims());
    claims.extend(ends::of_the_dial());
    claims
}

const TRIGONOMETRIC: Text = Text::new("trigonometric", "三角");
const LINEAR_VP: Text = Text::new("linear variance preserving", "线性方差保持");
const TWO_HILLS: Text = Text::new("half N(−2, 1/4), half N(2, 1/4)", "N(−2, 1/4) 与 N(2, 1/4) 各占一半");

/// The exact field of the path with this schedule.
fn field(schedule: Schedule, data: impl Into<GaussianMixture>) -> MarginalField {
    MarginalField::new(GaussianPath::new(schedule), data)
}

/// E[z | X_t = x] of the two hills, by its formula.
#[cfg(test)]
fn guess(alpha: f64, beta: f64, x: f64) -> f64 {
    use crate::models::{MEAN, SD};
    let variance = SD * SD * alpha * alpha + beta * beta;
    let middle = MEAN * (MEAN * alpha * x / variance).tanh();
    middle + SD * SD * alpha / variance * (x - alpha * middle)
}
