//! Solutions of arbitrary equations from arbitrary starts.

mod equation;

use flowlab::ndarray::{Array2, ArrayRef2, s};
use flowlab::ode::{self, Dopri5, Euler, Heun, OdeMethod, OdeSolver};
use flowlab::sde::{self, SdeSolver};
use flowlab::{
    BrownianPath, Field, Noise, Sde, TimeGrid, Trajectory, VectorField, metrics, simulate_ode, simulate_ode_final,
    simulate_sde, simulate_sde_final,
};

use crate::input::Input;
use crate::promise::{answer, attempt, check_trajectory, finite, is_start, same};
use equation::{Equation, Formula, field};

/// Solves an ordinary or a stochastic equation.
pub fn simulate(data: &[u8]) {
    let mut input = Input::new(data);
    let ordinary = input.flag();
    let d = input.size(3);
    let (n, columns) = (input.size(3), if input.byte().is_multiple_of(16) { input.size(3) } else { d });
    let x0 = input.matrix(n, columns);
    let Some(grid) = input.grid(24) else { return };
    if ordinary { solve_ode(&mut input, d, &grid, &x0) } else { solve_sde(&mut input, d, &grid, &x0) }
}

/// By a solver with a fixed step size, or, as often as by two of those, by the adaptive one.
fn solve_ode(input: &mut Input<'_>, d: usize, grid: &TimeGrid, x0: &Array2<f64>) {
    let u = field(Formula::any(input), d, grid);
    match ode::SOLVERS.get(input.size(ode::SOLVERS.len() as u8 + 1)) {
        Some((_, solver)) => _ = follow(*solver, &u, grid, x0, true),
        None => solve_adaptively(input, &u, grid, &x0.slice(s![..x0.nrows().min(2), ..])),
    }
}

/// A method of any kind gives states of the right shape from the start on, the same end with and without the states
/// before it, and each particle the path that it has alone.
fn follow<M>(method: &M, u: &Field, grid: &TimeGrid, x0: &ArrayRef2<f64>, valid: bool) -> Option<Trajectory>
where
    M: OdeMethod + ?Sized,
{
    let valid = valid && is_start(x0, u.dim());
    let end = answer(simulate_ode_final(u, method, grid, x0), valid);
    let trajectory = answer(simulate_ode(u, method, grid, x0), valid)?;
    check_trajectory(&trajectory, grid, x0);
    assert!(end.is_some_and(|end| same(&end, &trajectory.last())), "the end differs from the last state");
    if let Some(alone) = answer(simulate_ode(u, method, grid, &x0.slice(s![..1, ..])), true) {
        assert!(same(&alone.particle(0), &trajectory.particle(0)), "a particle alone takes another path");
    }
    match trajectory.first_non_finite() {
        None => {
            assert!(finite(&trajectory.states));
            if let Some(bent) = attempt(metrics::straightness(&trajectory)) {
                assert!(bent.len() == x0.nrows() && bent.iter().all(|bent| *bent >= 0.0));
            }
        }
        Some((i, k)) => {
            _ = answer(metrics::straightness(&trajectory), false);
            assert!(finite(&trajectory.states.slice(s![..i, .., ..])) && !finite(&trajectory.view(i).row(k)));
        }
    }
    Some(trajectory)
}

/// Dormand and Prince's method with any tolerances: also its steps go from the start towards the end.
fn solve_adaptively(input: &mut Input<'_>, u: &Field, grid: &TimeGrid, x0: &ArrayRef2<f64>) {
    let method = match input.byte() % 3 {
        0 => Dopri5::default(),
        1 => Dopri5 { rtol: input.fraction(), atol: input.fraction() },
        _ => Dopri5 { rtol: input.number(), atol: input.number() },
    };
    let positive = [method.rtol, method.atol].iter().all(|tolerance| *tolerance > 0.0 && tolerance.is_finite());
    let valid = positive && method.rtol >= Dopri5::LEAST_RTOL;
    let Some(trajectory) = follow(&method, u, grid, x0, valid) else {
        _ = answer(method.steps(u, grid, x0), false);
        return;
    };
    let Some(steps) = answer(method.steps(u, grid, x0), true) else { return };
    assert_eq!(steps.len(), x0.nrows());
    for (steps, end) in steps.iter().zip(trajectory.last().rows()) {
        let forward = grid.t0() < grid.t1();
        assert!(steps.times.windows(2).all(|pair| if forward { pair[0] < pair[1] } else { pair[0] > pair[1] }));
        assert_eq!(steps.times.first(), Some(&grid.t0()));
        let arrives = steps.times.last() == Some(&grid.t1());
        assert!(arrives || end.iter().all(|x| x.is_nan()), "a state at an end that is not reached");
        let tries = steps.times.len() - 1 + steps.rejected;
        assert!(tries <= Dopri5::MOST_STEPS && steps.evaluations == 2 + 6 * tries, "{steps:?}");
    }
}

/// The solver of ordinary equations that a solver of stochastic ones is where there is no noise.
fn without_noise(name: &str) -> &'static dyn OdeSolver {
    match name {
        "EulerMaruyama" | "Milstein" => &Euler,
        "StochasticHeun" => &Heun,
        other => panic!("say what {other} is without noise"),
    }
}

/// Along a Brownian path, and without one.
fn solve_sde(input: &mut Input<'_>, d: usize, grid: &TimeGrid, x0: &Array2<f64>) {
    let equation = &Equation::any(input, d, grid);
    let (name, solver): (&str, &dyn SdeSolver) = input.pick(&sde::SOLVERS);
    let n = x0.nrows();
    let solves = solver.strong_order(equation.noise()).is_ok();
    assert_eq!(solves, solver.weak_order(equation.noise()).is_ok());
    let knots = &grid.knots()[..grid.n_steps()];
    let noise = equation.noise() == Noise::Multiplicative
        || knots.iter().all(|t| equation.sigma_at(*t) >= 0.0 && equation.sigma_at(*t).is_finite());
    let valid = solves && noise && is_start(x0, d);

    let seed = input.seed();
    let forward = grid.t0() < grid.t1();
    let end = answer(simulate_sde_final(equation, solver, grid, x0, seed), valid && forward);
    let (n_path, d_path) = if input.byte().is_multiple_of(16) { (input.size(3), input.size(3)) } else { (n, d) };
    let path = BrownianPath::sample(seed, grid, n_path, d_path);
    let Some(path) = answer(path, forward && n_path > 0 && d_path > 0) else { return };
    let solved = simulate_sde(equation, solver, &path, x0);
    let Some(trajectory) = answer(solved, valid && (n_path, d_path) == (n, d)) else { return };
    check_trajectory(&trajectory, grid, x0);

    // over one step the increment of the path is the one that was drawn, to the bit unless the step is fused; later they
    // differ by rounding, which an equation may magnify without bound
    let fused = solver.is_euler_maruyama() && equation.noise() == Noise::Additive;
    if equation.is_silent() || grid.n_steps() == 1 && !fused {
        assert!(end.is_some_and(|end| same(&end, &trajectory.last())), "the end differs from the last state");
    } else if grid.n_steps() == 1 {
        let (sigma, last, w) = (equation.sigma_at(grid.t0()), trajectory.last(), path.last());
        let near = |((i, j), end): ((usize, usize), &f64)| {
            let (last, noise) = (last[[i, j]], sigma * w[[i, j]].abs());
            let bound = 8.0 * f64::EPSILON * (x0[[i, j]].abs() + last.abs() + noise) + f64::MIN_POSITIVE;
            (end - last).abs() <= bound || !bound.is_finite()
        };
        assert!(end.is_some_and(|end| end.indexed_iter().all(near)), "the end is not near the last state");
    }
    if equation.is_silent() {
        let ode = answer(simulate_ode(&equation.drift, without_noise(name), grid, x0), true);
        assert!(ode.is_some_and(|ode| same(&ode.states, &trajectory.states)), "without noise it is not the ODE's");
    }
    assert!(
        simulate_sde(equation, solver, &path, x0).is_ok_and(|again| same(&again.states, &trajectory.states)),
        "the same path gave another solution"
    );
}
