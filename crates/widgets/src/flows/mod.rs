//! Widgets of data, fields, flows and their solvers: lessons 3 to 9.

pub mod euler_stability;
pub mod flow_model_ladder;
pub mod flow_volume;
mod formula;
pub mod ode;
pub mod sample_distances;

use crate::Widget;

/// They, in the order of their lessons.
pub static WIDGETS: &[&Widget] = &[
    &sample_distances::WIDGET,
    &ode::WIDGET,
    &flow_volume::WIDGET,
    &euler_stability::WIDGET,
    &flow_model_ladder::WIDGET,
];
