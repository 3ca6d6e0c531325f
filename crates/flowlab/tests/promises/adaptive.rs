//! Dormand and Prince's method: tolerances kept, steps of its own, an end in every case.

use std::f64::consts::TAU;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{distance, log_slope};
use flowlab::ndarray::{Array2, array};
use flowlab::ode::{End, Steps};
use flowlab::prelude::*;

fn dopri5(tolerance: f64) -> Dopri5 {
    Dopri5 { rtol: tolerance, atol: tolerance }
}

fn grid(t0: f64, t1: f64, n_steps: usize) -> TimeGrid {
    TimeGrid::uniform(t0, t1, n_steps).unwrap()
}

/// One turn about the origin in the time 1.
fn rotation() -> MatrixOde {
    MatrixOde::new(array![[0.0, -TAU], [TAU, 0.0]]).unwrap()
}

/// x' = 4x(1 - x) from 1/50.
fn logistic() -> Field {
    Field::new(1, |_, x, mut out| out.assign(&x.mapv(|x| 4.0 * x * (1.0 - x))))
}

fn logistic_solution(t: f64) -> f64 {
    1.0 / (1.0 + 49.0 * (-4.0 * t).exp())
}

/// x' = x cos t from 1, whose solution e^(sin t) comes back to 1.
fn swing() -> Field {
    Field::new(1, |t, x, mut out| out.assign(&(t.cos() * &x)))
}

/// How many steps the first particle takes, and where.
fn steps(dopri5: Dopri5, field: &dyn VectorField, grid: &TimeGrid, x0: &Array2<f64>) -> Steps {
    dopri5.steps(field, grid, x0).unwrap().swap_remove(0)
}

/// Errors at t1 at the tolerances 10⁻⁴ to 10⁻¹¹, each with its tolerance.
fn errors(field: &dyn VectorField, t1: f64, x0: Array2<f64>, exact: Array2<f64>) -> Vec<(f64, f64)> {
    let tolerances = (4..=11).map(|digits| 10.0_f64.powi(-digits));
    let end = |tolerance| simulate_ode_final(field, &dopri5(tolerance), &grid(0.0, t1, 1), &x0).unwrap();
    tolerances.map(|tolerance| (tolerance, distance(&end(tolerance), &exact))).collect()
}

#[test]
fn the_error_at_the_end_is_proportional_to_the_tolerance() {
    let decay = LinearOde::new(1, 2.0).unwrap();
    let cases = [
        errors(&decay, 1.0, array![[1.0]], array![[(-2.0_f64).exp()]]),
        errors(&rotation(), 1.25, array![[1.0, 0.0]], array![[0.0, 1.0]]),
    ];
    for errors in cases {
        let slope = log_slope(&errors);
        assert!((slope - 1.0).abs() < 0.1, "{slope}"); // the last step is cut short, which matters when steps are few
    }
}

#[test]
fn the_error_at_the_end_is_within_a_few_tolerances() {
    let cases = [
        errors(&logistic(), 2.0, array![[0.02]], array![[logistic_solution(2.0)]]),
        errors(&swing(), 10.0, array![[1.0]], array![[10.0_f64.sin().exp()]]),
    ];
    for (tolerance, error) in cases.concat() {
        // some ten steps, none of whose errors grows by more than e^(2 sin) in these equations
        assert!(error < 3.0 * tolerance, "{tolerance}: {error}");
    }
}

#[test]
fn five_more_digits_cost_ten_times_the_steps() {
    // the error of a step is of order 5
    let (turn, long) = (rotation(), grid(0.0, 10.0, 1));
    for digits in [4, 5, 6] {
        let count = |digits: i32| {
            let method = dopri5(10.0_f64.powi(-digits));
            steps(method, &turn, &long, &array![[1.0, 0.0]]).times.len() as f64
        };
        let ratio = count(digits + 5) / count(digits);
        // the first and the last step are chosen otherwise, and the order holds up to a factor 1 + h
        assert!((ratio - 10.0).abs() < 0.5, "{ratio}");
    }
}

#[test]
fn knots_inside_a_step_are_as_good_as_its_end() {
    for digits in [5, 8] {
        let (method, knots) = (dopri5(10.0_f64.powi(-digits)), grid(0.0, 2.0, 3000));
        let turns = simulate_ode(&rotation(), &method, &knots, &array![[1.0, 0.0]]).unwrap();
        assert!(steps(method, &rotation(), &knots, &array![[1.0, 0.0]]).times.len() < 150, "most knots are inside");
        let at_knots = (0..=3000).map(|i| {
            let (sin, cos) = (TAU * knots.t(i)).sin_cos();
            distance(&turns.state(i), &array![[cos, sin]])
        });
        let (most, at_end) = (at_knots.fold(0.0, f64::max), distance(&turns.last(), &array![[1.0, 0.0]]));
        // the error grows as the turn goes on; inside a step the polynomial adds a part of the step's own
        assert!(most < 1.5 * at_end, "{most} {at_end}");
    }
}

#[test]
fn polynomials_of_degree_4_are_exact_at_every_knot() {
    // x' = 1 - 2t + 3t² - 4t³: both formulas of the step and the polynomial through it integrate cubic fields exactly
    let field = Field::new(1, |t, _, mut out| out.fill(1.0 - t * (2.0 - t * (3.0 - 4.0 * t))));
    let knots = grid(0.0, 2.0, 50);
    let trajectory = simulate_ode(&field, &dopri5(1e-3), &knots, &array![[0.0]]).unwrap();
    for (i, &t) in knots.knots().iter().enumerate() {
        let exact = t * (1.0 - t * (1.0 - t * (1.0 - t)));
        assert!((trajectory.state(i)[[0, 0]] - exact).abs() < 1e-13, "{t}"); // a few steps of ten roundings of 10
    }
}

#[test]
fn the_grid_does_not_choose_the_steps() {
    let (method, x0) = (Dopri5::default(), array![[1.0, 0.0], [0.3, 2.0]]);
    let few = simulate_ode(&rotation(), &method, &grid(0.0, 1.0, 4), &x0).unwrap();
    let many = simulate_ode(&rotation(), &method, &grid(0.0, 1.0, 400), &x0).unwrap();
    assert!((0..=4).all(|i| few.state(i) == many.state(100 * i))); // to the bit
}

#[test]
fn the_last_velocity_of_a_step_is_the_first_of_the_next() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let field = Field::new(1, move |t, x, mut out| {
        counter.fetch_add(x.nrows(), Ordering::Relaxed);
        out.assign(&(10.0 * (10.0 * t).cos() * &x));
    });
    let (method, x0) = (Dopri5::default(), array![[1.0]]);
    let taken = steps(method, &field, &grid(0.0, 1.0, 50), &x0);
    let twice = 2; // to see that the field writes its whole answer
    assert_eq!(asked.swap(0, Ordering::Relaxed), twice + taken.evaluations);
    // one for the start, one for the size of the first step, then six a try
    assert_eq!(taken.evaluations, 2 + 6 * (taken.times.len() - 1 + taken.rejected));
    assert!(taken.rejected > 0, "else the count of the rejected is not tested");
    simulate_ode(&field, &method, &grid(0.0, 1.0, 50), &x0).unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), twice + taken.evaluations); // knots cost nothing
}

#[test]
fn steps_are_short_where_the_solution_turns() {
    // x' = -2 (t - 1/2)/w² x: a bump of width w = 1/50 about t = 1/2
    let bump = Field::new(1, |t, x, mut out| out.assign(&(-2.0 * (t - 0.5) * 2500.0 * &x)));
    let times = steps(dopri5(1e-6), &bump, &grid(0.0, 1.0, 1), &array![[(-625.0_f64).exp()]]).times;
    let longest = |within: fn(f64) -> bool| {
        times.windows(2).filter(|t| within(t[0]) && within(t[1])).map(|t| t[1] - t[0]).fold(0.0, f64::max)
    };
    assert!(longest(|t| (t - 0.5).abs() < 0.05) < 0.2 * longest(|t| t < 0.4));
}

#[test]
fn the_walk_ends_at_t1_and_the_field_is_never_asked_beyond() {
    // sqrt((1 - t) t) is NaN one ulp outside of [0, 1]
    let field = Field::new(1, |t, _, mut out| out.fill(((1.0 - t) * t).sqrt()));
    for tolerance in [1e-2, 1e-5, 1e-8] {
        for (t0, t1) in [(0.3, 1.0), (0.1 + 0.2, 1.0), (0.7, 0.0), (1.0 / 3.0, 0.0)] {
            let times = steps(dopri5(tolerance), &field, &grid(t0, t1, 7), &array![[0.0]]).times;
            assert_eq!((times[0], times[times.len() - 1]), (t0, t1));
            let trajectory = simulate_ode(&field, &dopri5(tolerance), &grid(t0, t1, 7), &array![[0.0]]).unwrap();
            assert_eq!(trajectory.first_non_finite(), None);
        }
    }
}

#[test]
fn solving_back_in_time_undoes_the_flow() {
    let x0 = array![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [-2.0, 0.3]];
    let spiral = MatrixOde::new(array![[-0.5, -3.0], [3.0, -0.5]]).unwrap();
    let forth = simulate_ode(&spiral, &dopri5(1e-10), &grid(0.0, 1.0, 10), &x0).unwrap();
    let back = simulate_ode(&spiral, &dopri5(1e-10), &grid(1.0, 0.0, 10), &forth.last()).unwrap();
    for i in 0..=10 {
        let gap = distance(&forth.state(i), &back.state(10 - i));
        assert!(gap < 1e-8, "{gap}"); // some fifty steps each way, of 1e-10 times the state, which is at most 3
    }
}

#[test]
fn a_particle_does_not_notice_the_others() {
    let field = Field::new(2, |t, x, mut out| out.assign(&x.mapv(|x| (3.0 * x + t).sin())));
    let x0 = Array2::from_shape_fn((1100, 2), |(i, j)| 3.0 * (i as f64 * 0.7 + j as f64).cos());
    let together = simulate_ode(&field, &Dopri5::default(), &grid(0.0, 2.0, 20), &x0).unwrap();
    let counts = Dopri5::default().steps(&field, &grid(0.0, 2.0, 20), &x0).unwrap();
    for k in [0, 1, 511, 512, 1023, 1024, 1099] {
        let start = x0.select(Axis(0), &[k]);
        let alone = simulate_ode(&field, &Dopri5::default(), &grid(0.0, 2.0, 20), &start).unwrap();
        assert_eq!(alone.particle(0), together.particle(k));
        assert_eq!(counts[k], steps(Dopri5::default(), &field, &grid(0.0, 2.0, 20), &start));
    }
    assert!(counts.iter().any(|count| count.times.len() != counts[0].times.len()), "else this tests nothing");
}

#[test]
fn a_solution_has_nan_from_its_pole_on_and_the_others_go_on() {
    // x' = x² from x0: x0/(1 - x0 t), which ends at t = 1/x0
    let field = Field::new(1, |_, x, mut out| out.assign(&(&x * &x)));
    for (t1, x0) in [(1.0, array![[-1.0], [2.0], [0.5], [40.0]]), (-1.0, array![[1.0], [-2.0], [-0.5], [-40.0]])] {
        let knots = grid(0.0, t1, 63);
        let trajectory = simulate_ode(&field, &Dopri5::default(), &knots, &x0).unwrap();
        for (i, &t) in knots.knots().iter().enumerate() {
            for (k, &start) in x0.iter().enumerate() {
                let (x, left) = (trajectory.view(i)[[k, 0]], 1.0 - start * t);
                if left > 0.0 {
                    // an error of 1e-5 in the time of the pole, where a knot is 1/126 away at least
                    assert!((x * left / start - 1.0).abs() < 1e-2, "{t} {start} {x}");
                } else {
                    assert!(x.is_nan(), "{t} {start} {x}");
                }
            }
        }
        let end = simulate_ode_final(&field, &Dopri5::default(), &knots, &x0).unwrap();
        assert!(end[[1, 0]].is_nan() && end[[3, 0]].is_nan());
    }
}

#[test]
fn every_walk_ends() {
    let unit = grid(0.0, 1.0, 4);
    let no_number = Field::new(1, |t, _, mut out| out.fill(if t > 0.6 { f64::NAN } else { 1.0 }));
    let no_end = Field::new(1, |t, x, mut out| out.assign(&(&x / (t - 1.0)))); // 0/0 at t = 1
    let no_start = Field::new(1, |t, _, mut out| out.fill(1.0 / t));
    let fast = Field::new(1, |_, _, mut out| out.fill(1e100));
    let jump = Field::new(1, |t, _, mut out| out.fill(if t < 0.3 { -1.0 } else { 1.0 }));
    let finite = |field: &Field| {
        let states = simulate_ode(field, &Dopri5::default(), &unit, &array![[1.0]]).unwrap().states;
        states.iter().filter(|x| x.is_finite()).count()
    };
    assert_eq!([&no_number, &no_end, &no_start, &fast, &jump].map(finite), [3, 4, 1, 5, 5]);
    let end = |field: &Field| steps(Dopri5::default(), field, &unit, &array![[1.0]]).end;
    assert!(matches!(end(&no_number), End::NotFinite { t } if (t - 0.6).abs() < 1e-12), "{}", end(&no_number));
    assert!(matches!(end(&no_end), End::NotFinite { t } if t > 1.0 - 1e-12), "{}", end(&no_end));
    assert_eq!([end(&no_start), end(&fast), end(&jump)], [End::NotFinite { t: 0.0 }, End::Arrived, End::Arrived]);
}

#[test]
fn what_is_stiff_is_given_up_early_where_it_would_not_arrive_and_arrives_where_it_would() {
    // stability allows steps of 3.3/lambda at most
    let walk = |lambda: f64| {
        let decay = LinearOde::new(1, lambda).unwrap();
        steps(Dopri5::default(), &decay, &grid(0.0, 1.0, 1), &array![[1.0]])
    };
    let lost = walk(1e6);
    assert!(matches!(lost.end, End::Stiff { t } if t < 0.01), "{}", lost.end);
    assert!(lost.times.len() + lost.rejected < 2000); // 1000 before it is looked for
    let decay = LinearOde::new(1, 1e6).unwrap();
    let end = simulate_ode_final(&decay, &Dopri5::default(), &grid(0.0, 1.0, 4), &array![[1.0]]).unwrap();
    assert!(end[[0, 0]].is_nan());
    let slow = walk(1e5);
    assert_eq!(slow.end, End::Arrived);
    assert!(slow.times.len() > 25_000); // at the border of stability all the way
}

#[test]
fn a_long_way_that_is_not_stiff_is_walked_for_as_many_steps_as_there_are() {
    // some twenty steps a turn, chosen by the error
    let turns = grid(0.0, 1e5, 1);
    let taken = steps(Dopri5::default(), &rotation(), &turns, &array![[1.0, 0.0]]);
    assert!(matches!(taken.end, End::TooManySteps { t } if t > 1000.0), "{}", taken.end);
    assert_eq!(taken.times.len() - 1 + taken.rejected, Dopri5::MOST_STEPS);
}

#[test]
fn each_end_is_told_in_one_line_that_names_the_time() {
    let t = 0.25;
    for end in [End::StepTooSmall { t }, End::NotFinite { t }, End::Stiff { t }, End::TooManySteps { t }] {
        let line = end.to_string();
        assert!(line.contains("t = 0.25") && line.contains(": ") && !line.contains('\n'), "{line}");
    }
}

#[test]
fn an_interval_between_two_neighbouring_numbers_is_walked_both_ways() {
    for (t0, t1) in [(0.0, 5e-324), (5e-324, 0.0), (1.0, 1.0 + f64::EPSILON), (1.0 + f64::EPSILON, 1.0)] {
        for n_steps in [1, 3] {
            let (short, x0, ode) = (grid(t0, t1, n_steps), array![[2.0]], LinearOde::new(1, 1.0).unwrap());
            let trajectory = simulate_ode(&ode, &Dopri5::default(), &short, &x0).unwrap();
            let end = simulate_ode_final(&ode, &Dopri5::default(), &short, &x0).unwrap();
            assert_eq!(trajectory.last(), end, "{t0} {t1}");
            assert!((end[[0, 0]] - 2.0).abs() < 1e-15 && trajectory.first_non_finite().is_none(), "{t0} {t1}: {end}");
        }
    }
}

#[test]
fn a_field_that_stands_still_takes_few_steps() {
    let still = Field::new(2, |_, _, mut out| out.fill(0.0));
    let x0 = array![[0.0, 3.0]];
    assert!(steps(Dopri5::default(), &still, &grid(0.0, 1.0, 1), &x0).times.len() <= 8); // 1e-6, then ten times longer
    assert_eq!(simulate_ode(&still, &Dopri5::default(), &grid(0.0, 1.0, 9), &x0).unwrap().state(5), x0);
}

#[test]
fn bad_tolerances_are_refused() {
    let bad = [
        (0.0, 1e-9, "rtol = 0"),
        (1e-6, -1.0, "atol = -1"),
        (f64::NAN, 1e-9, "rtol = NaN"),
        (1e-300, 1e-9, "rtol = 1e-300: below rounding"),
        (2e-15, 1e-9, "give at least 2.2"),
    ];
    for (rtol, atol, named) in bad {
        let (method, turn, x0) = (Dopri5 { rtol, atol }, rotation(), array![[1.0, 0.0]]);
        let messages = [
            simulate_ode(&turn, &method, &grid(0.0, 1.0, 2), &x0).unwrap_err().to_string(),
            simulate_ode_final(&turn, &method, &grid(0.0, 1.0, 2), &x0).unwrap_err().to_string(),
            method.steps(&turn, &grid(0.0, 1.0, 2), &x0).unwrap_err().to_string(),
        ];
        assert!(messages.iter().all(|message| message.contains(named)), "{messages:?}");
    }
    let outcome = simulate_ode_final(&rotation(), &Dopri5::default(), &grid(0.0, 1.0, 2), &array![[1.0]]);
    assert!(outcome.unwrap_err().to_string().contains("columns of x0 is 1"));
}

#[test]
fn where_time_is_large_the_first_step_is_longer_than_its_spacing() {
    let grid = TimeGrid::uniform(1.7e9, 1.7e9 + 3600.0, 1).unwrap();
    let decay = LinearOde::new(1, 1e-3).unwrap();
    for start in [0.0, 1.0] {
        let end = simulate_ode_final(&decay, &Dopri5::default(), &grid, &array![[start]]).unwrap();
        // the steps' tolerances of 1e-6, and times that are known to 2e-7 of a second
        assert!((end[[0, 0]] - start * (-3.6_f64).exp()).abs() < 1e-5, "{end}");
    }
}
