//! Widgets of Brownian motion and equations with noise, lessons 10 to 12, and of the choice of a solver.

pub mod brownian_zoom;
pub mod choose_a_solver;
pub mod euler_maruyama_step;
pub mod ou_ridges;

use crate::Widget;

/// They, in the order of their lessons.
pub static WIDGETS: &[&Widget] =
    &[&brownian_zoom::WIDGET, &euler_maruyama_step::WIDGET, &ou_ridges::WIDGET, &choose_a_solver::WIDGET];
