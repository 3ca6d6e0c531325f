//! Lesson 08: Euler's method. Written by hand, measured, made to explode, and set beside other solvers.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: by_hand
    fn euler(u: fn(f64, f64) -> f64, x0: f64, n: usize) -> Array1<f64> {
        let h = 1.0 / n as f64;
        let mut x = Array1::from_elem(n + 1, x0);
        for i in 0..n {
            x[i + 1] = x[i] + h * u(i as f64 / n as f64, x[i]);
        }
        x
    }

    let t = Array1::<f64>::linspace(0.0, 1.0, 101);
    let knots = Array1::<f64>::linspace(0.0, 1.0, 5);
    let x = euler(|_t, x| -x, 1.0, 4);
    println!("{x:.4}");
    let plot = Plot::new().x_label("$t$").y_label("$x$");
    let plot = plot.truth(&t, &t.mapv(|t| (-t).exp()));
    show(&plot.line(&knots, &x).points(&knots, &x))?;

    // cell: to_the_bit
    let bell = Field::new(1, |t, x, mut out| {
        out.assign(&x.mapv(|x| -2.0 * t * x * x));
    });
    let grid = TimeGrid::uniform(0.0, 1.0, 49)?;
    let trajectory = simulate_ode(&bell, &Euler, &grid, &array![[1.0]])?;
    let by_hand = euler(|t, x| -2.0 * t * x * x, 1.0, 49);
    assert_eq!(trajectory.particle(0).column(0), by_hand);
    println!("{:.6}  {:.6}", trajectory.last()[[0, 0]], by_hand[49]);

    // cell: clock
    fn steps_until_one(n: usize) -> usize {
        let mut t = 0.0;
        let mut steps = 0;
        while t < 1.0 {
            t += 1.0 / n as f64;
            steps += 1;
        }
        steps
    }

    let off: usize = (1..=1000).filter(|n| steps_until_one(*n) != *n).count();
    println!("n = 10: {}, n = 200: {}", steps_until_one(10), steps_until_one(200));
    println!("{off} / 1000");

    // cell: errors
    fn errors(
        u: &dyn VectorField,
        method: &dyn OdeMethod,
        exact: f64,
        n: &[usize],
    ) -> flowlab::Result<Vec<f64>> {
        let error = |n: &usize| {
            let grid = TimeGrid::uniform(0.0, 1.0, *n)?;
            let end = simulate_ode_final(u, method, &grid, &array![[1.0]])?;
            Ok((end[[0, 0]] - exact).abs())
        };
        n.iter().map(error).collect()
    }

    let decay = LinearOde::new(1, 1.0)?;
    let exact = decay.flow(1.0, &array![[1.0]])[[0, 0]];
    let n: [usize; 5] = [10, 20, 40, 80, 160];
    let theory: [f64; 5] = n.map(|n| exact / (2.0 * n as f64));
    let table = Table::new()
        .column("n", n)?
        .column(Text::new("error", "误差"), errors(&decay, &Euler, exact, &n)?)?
        .column("h/(2e)", theory)?
        .digits(4);
    show(&table)?;

    // cell: orders
    let n: [usize; 4] = [20, 40, 80, 160];
    let h: [f64; 4] = n.map(|n| 1.0 / n as f64);
    let euler_order = convergence::order(&h, &errors(&decay, &Euler, exact, &n)?)?;
    let heun_order = convergence::order(&h, &errors(&decay, &Heun, exact, &n)?)?;
    let rk4_order = convergence::order(&h, &errors(&decay, &Rk4, exact, &n)?)?;
    println!("Euler {euler_order:.3}, Heun {heun_order:.3}, Rk4 {rk4_order:.3}");

    // cell: too_large
    let n: [usize; 7] = [2, 4, 8, 16, 32, 64, 128];
    let heun = errors(&bell, &Heun, 0.5, &n)?;
    show(&Table::convergence(1.0, &n, &heun)?.digits(3))?;

    // cell: too_small
    let n: [usize; 9] = [8, 16, 32, 64, 128, 256, 512, 1024, 2048];
    let rk4 = errors(&bell, &Rk4, 0.5, &n)?;
    show(&Table::convergence(1.0, &n, &rk4)?.digits(3))?;

    // cell: jump
    let turns = Field::new(1, |t, x, mut out| {
        let sign = if t < 1.0 / 3.0 { -1.0 } else { 1.0 };
        out.assign(&(sign * &x));
    });
    let n: [usize; 5] = [10, 20, 40, 80, 160];
    let rk4 = errors(&turns, &Rk4, (1.0_f64 / 3.0).exp(), &n)?;
    show(&Table::convergence(1.0, &n, &rk4)?.digits(3))?;

    // cell: explodes
    let fast = LinearOde::new(1, 10.0)?;
    let n: [usize; 7] = [4, 5, 6, 8, 10, 20, 40];
    let mut x: Vec<f64> = Vec::new();
    for n in n {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        x.push(simulate_ode_final(&fast, &Euler, &grid, &array![[1.0]])?[[0, 0]]);
    }
    let factor: [f64; 7] = n.map(|n| 1.0 - 10.0 / n as f64);
    let table = Table::new()
        .column("n", n)?
        .column("1 − λh", factor)?
        .column("x", &x)?
        .digits(5);
    show(&table)?;

    // cell: rotation
    use std::f64::consts::TAU;

    let turn = MatrixOde::new(array![[0.0, -TAU], [TAU, 0.0]])?;
    let mut plot = Plot::new().x_label("$t$").y_label("$|x|$");
    plot = plot.truth(&[0.0, 1.0], &[1.0, 1.0]);
    for n in [50, 100, 200, 400] {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let x = simulate_ode(&turn, &Euler, &grid, &array![[1.0, 0.0]])?.particle(0);
        let radius = x.map_axis(Axis(1), |x| x[0].hypot(x[1]));
        println!("{n:>4} {:.4}", radius[n]);
        plot = plot.line(grid.knots(), &radius);
    }
    show(&plot)?;

    // cell: costs
    fn distance(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        (a - b).mapv(|x| x * x).sum().sqrt()
    }

    let start = array![[1.0, 0.0]];
    let mut error = Array2::<f64>::zeros((3, 3));
    for (i, evaluations) in [40, 120, 360].into_iter().enumerate() {
        let grid = |cost: usize| TimeGrid::uniform(0.0, 1.0, evaluations / cost);
        let euler = simulate_ode_final(&turn, &Euler, &grid(1)?, &start)?;
        let heun = simulate_ode_final(&turn, &Heun, &grid(2)?, &start)?;
        let rk4 = simulate_ode_final(&turn, &Rk4, &grid(4)?, &start)?;
        error[[i, 0]] = distance(&euler, &start);
        error[[i, 1]] = distance(&heun, &start);
        error[[i, 2]] = distance(&rk4, &start);
    }
    let table = Table::new()
        .column(Text::new("evaluations", "求值次数"), [40, 120, 360])?
        .column("Euler", error.column(0))?
        .column("Heun", error.column(1))?
        .column("Rk4", error.column(2))?
        .digits(2);
    show(&table)?;

    // cell: adaptive
    let grid = TimeGrid::uniform(0.0, 1.0, 1)?;
    let tolerances: [f64; 3] = [1e-3, 1e-6, 1e-9];
    let mut evaluations: Vec<usize> = Vec::new();
    let mut error: Vec<f64> = Vec::new();
    for rtol in tolerances {
        let dopri5 = Dopri5 { rtol, atol: rtol };
        evaluations.push(dopri5.steps(&turn, &grid, &start)?[0].evaluations);
        let end = simulate_ode_final(&turn, &dopri5, &grid, &start)?;
        error.push(distance(&end, &start));
    }
    let table = Table::new()
        .column(Text::new("tolerance", "容差"), tolerances)?
        .column(Text::new("evaluations", "求值次数"), &evaluations)?
        .column(Text::new("error", "误差"), &error)?
        .digits(2);
    show(&table)?;

    // cell: step_sizes
    let fast = LinearOde::new(1, 50.0)?;
    let dopri5 = Dopri5 { rtol: 1e-6, atol: 1e-6 };
    let steps = dopri5.steps(&fast, &grid, &array![[1.0]])?.remove(0);
    let h: Vec<f64> = steps.times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    println!("{} + {}", h.len(), steps.rejected);
    let plot = Plot::new().x_label("$t$").y_label("$h$");
    let plot = plot.truth(&[0.0, 1.0], &[0.04, 0.04]);
    show(&plot.points(&steps.times[..h.len()], &h))?;
    // end
    Ok(())
}
