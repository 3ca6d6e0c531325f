//! Both ends of a path, where coefficients vanish or are infinite: whatever the types allow ends in finite states, or is
//! refused in words.

use flowlab::prelude::*;
use flowlab::train::{Clean, Matching, Noise, Target, Velocity};
use flowlab::{Error, ode, sde};

fn two_bumps() -> GaussianMixture {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap()
}

/// Every method of an ODE, there and back, on coarse and fine grids.
fn check_odes(field: &impl VectorField, of: &str) {
    let x = Gaussian::standard(1).unwrap().sample(Seed(2), 40).unwrap() * 2.0;
    for (name, method) in ode::methods() {
        for (t0, t1) in [(0.0, 1.0), (1.0, 0.0), (0.3, 1.0), (1.0, 0.3)] {
            for n_steps in [1, 3, 40] {
                let grid = TimeGrid::uniform(t0, t1, n_steps).unwrap();
                let trajectory = simulate_ode(field, method, &grid, &x).unwrap();
                assert_eq!(trajectory.first_non_finite(), None, "{of}, {name} from {t0} to {t1} in {n_steps} steps");
            }
        }
    }
}

/// Every method of an SDE with noise of every kind: it is refused just where it asks for the score at an end at which the
/// noise does not vanish and the score cannot be had.
fn check_sdes(path: GaussianPath, field: &(impl VectorField + Clone + 'static), of: &str) {
    let x0 = Gaussian::standard(1).unwrap().sample(Seed(2), 40).unwrap();
    let free = |sigma: fn(f64) -> f64| Extended::new(path, field.clone(), sigma);
    let dial = |g: f64| Extended::dial(path, field.clone(), g).unwrap();
    let noises = [
        ("dial 0", dial(0.0)),
        ("dial 1.5", dial(1.5)),
        ("0", free(|_| 0.0)),
        ("1", free(|_| 1.0)),
        ("t", free(|t| t)),
        ("1 - t", free(|t| 1.0 - t)),
        ("√(1 - t)", free(|t| (1.0 - t).sqrt())),
    ];
    for (solver_name, solver) in sde::SOLVERS {
        for (noise, sde) in &noises {
            for n_steps in [1, 3, 40] {
                let case = format!("{of}, {solver_name}, sigma {noise}, {n_steps} steps");
                let singular = ["1", "t"].contains(noise) && path.schedule() != Schedule::LinearVp;
                let grid = TimeGrid::uniform(0.0, 1.0, n_steps).unwrap();
                let ends = simulate_sde_final(sde, solver, &grid, &x0, Seed(3));
                let brownian = BrownianPath::sample(Seed(3), &grid, 40, 1).unwrap();
                let states = simulate_sde(sde, solver, &brownian, &x0);
                if solver.asks_at_the_end() && singular {
                    assert_eq!(states.clone().err(), ends.clone().err(), "{case}");
                    let said = states.expect_err(&case).to_string();
                    assert!(said.contains("at t = 1 (Extended::dial") && said.contains("= inf"), "{said}");
                } else {
                    assert_eq!(states.expect(&case).first_non_finite(), None, "{case}");
                    assert!(ends.expect(&case).iter().all(|x| x.is_finite()), "{case}");
                }
            }
        }
    }
}

/// Checks the fields that a target learns along every schedule; those along which it learns none.
fn check_target<K: Target>() -> Vec<Schedule> {
    let mut refused = Vec::new();
    for schedule in Schedule::ALL {
        let settings = Settings { schedule, hidden: vec![16], steps: 60, batch: 128, ..Settings::default() };
        let mut training = match Matching::<K>::new(two_bumps(), settings) {
            Ok(training) => training,
            Err(error) => {
                assert_eq!(error, Error::InfiniteLoss);
                refused.push(schedule);
                continue;
            }
        };
        training.fit(|_| std::ops::ControlFlow::Continue(())).unwrap();
        let of = format!("{} along {}", K::NAME, schedule.name());
        check_odes(&training.field(), &of);
        check_sdes(GaussianPath::new(schedule), &training.field(), &of);
        let guided = Guided::new(training.field(), MarginalField::new(GaussianPath::new(schedule), two_bumps()), 2.0);
        check_odes(&guided.unwrap(), &format!("{of}, guided"));
        // the numbers themselves, at both ends to the bit
        for t in [0.0, f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0, 1.0] {
            assert!(K::velocity(schedule, t).iter().all(|c| c.is_finite()), "{of} at {t}");
        }
    }
    refused
}

#[test]
fn every_target_schedule_method_and_direction_ends_in_finite_states_or_in_words() {
    assert_eq!(check_target::<Velocity>(), [Schedule::LinearVp]);
    assert_eq!(check_target::<Noise>(), []);
    assert_eq!(check_target::<Clean>(), [Schedule::LinearVp]);
}

#[test]
fn so_do_the_exact_fields() {
    for schedule in Schedule::ALL {
        let path = GaussianPath::new(schedule);
        let field = MarginalField::new(path, two_bumps());
        check_odes(&field, schedule.name());
        check_sdes(path, &field, schedule.name());
    }
}
