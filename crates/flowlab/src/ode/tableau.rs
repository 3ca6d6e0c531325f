//! The coefficients of Dormand and Prince's method (1980), with the names of Hairer, Nørsett and Wanner, table II.5.2
//! and section II.6.

/// Velocities in a step: the last is the first of the next step.
pub(super) const STAGES: usize = 7;

/// Where in the step velocity s is taken: at t + cₛ·h.
pub(super) const C: [f64; STAGES] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];

/// How velocity s is found from those before it: kₛ = u(t + cₛ·h, x + h·Σⱼ aₛⱼ·kⱼ). The last row is the step itself.
pub(super) const A: [[f64; STAGES - 1]; STAGES] = [
    [0.0; 6],
    [1.0 / 5.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0],
    [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0],
    [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0, 0.0, 0.0],
    [9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0, 0.0],
    [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
];

/// The step of order 5 less the one of order 4: h·Σ eₛ·kₛ estimates the error.
pub(super) const E: [f64; STAGES] =
    [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0];

/// The last term of the polynomial through the step.
pub(super) const D: [f64; STAGES] = [
    -12715105075.0 / 11282082432.0,
    0.0,
    87487479700.0 / 32700410799.0,
    -10690763975.0 / 1880347072.0,
    701980252875.0 / 199316789632.0,
    -1453857185.0 / 822651844.0,
    69997945.0 / 29380423.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-14 // seven products of numbers up to 12
    }

    #[test]
    fn each_velocity_is_taken_at_the_time_to_which_its_row_leads() {
        assert!((0..STAGES).all(|s| close(A[s].iter().sum(), C[s])));
    }

    #[test]
    fn the_step_integrates_powers_of_time_up_to_the_fourth_and_the_estimate_is_blind_to_the_third() {
        let moment = |weights: &[f64], q: i32| weights.iter().zip(C).map(|(w, c)| w * c.powi(q)).sum::<f64>();
        assert!((0..=4).all(|q| close(moment(&A[STAGES - 1], q), 1.0 / f64::from(q + 1))));
        assert!((0..=3).all(|q| close(moment(&E, q), 0.0)));
        assert!(!close(moment(&E, 4), 0.0));
    }
}
