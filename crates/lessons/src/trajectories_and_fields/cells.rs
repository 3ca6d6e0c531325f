//! Lesson 05: trajectories and vector fields. A field as arrows, followed by hand and with the crate; where solutions
//! end early, where they are not alone, and why they do not meet.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: field
    use std::f64::consts::PI;

    let pond = Field::new(2, |_t, x, mut out| {
        for (x, mut u) in x.rows().into_iter().zip(out.rows_mut()) {
            u[0] = -PI * x[1];
            u[1] = PI * x[0];
        }
    });
    let corks = array![[1.0, 0.0], [0.0, 1.0], [0.0, 2.0], [0.0, 0.0]];
    let u = pond.at(0.0, &corks);
    let table = Table::new()
        .column("x_1", corks.column(0))?
        .column("x_2", corks.column(1))?
        .digits(4);
    show(&table.column("u_1", u.column(0))?.column("u_2", u.column(1))?)?;

    // cell: arrows
    let side: usize = 11;
    let places = Array2::from_shape_fn((side * side, 2), |(k, j)| {
        0.4 * [k % side, k / side][j] as f64 - 2.0
    });
    let angle = Array1::<f64>::linspace(0.0, PI, 101);
    let plot = Plot::new()
        .equal()
        .x_label("$x_1$")
        .y_label("$x_2$")
        .arrows(&places, &pond.at(0.0, &places));
    show(&plot.line(&angle.mapv(f64::cos), &angle.mapv(f64::sin)))?;

    // cell: by_hand
    let n_steps: [usize; 3] = [10, 100, 1000];
    let mut end: Vec<f64> = Vec::new();
    for n in n_steps {
        let h = 1.0 / n as f64;
        let mut x: f64 = 0.5;
        for _ in 0..n {
            x += h * (x * x);
        }
        end.push(x);
    }
    let gap: Vec<f64> = end.iter().map(|x| 1.0 - x).collect();
    let scaled: Vec<f64> =
        gap.iter().zip(n_steps).map(|(gap, n)| n as f64 * gap).collect();
    let table = Table::new().column("n", n_steps)?.column("X", &end)?.digits(5);
    show(&table.column("1 - X", &gap)?.column("n (1 - X)", &scaled)?)?;

    // cell: with_the_crate
    let square = Field::new(1, |_t, x, mut out| out.assign(&x.mapv(|x| x * x)));
    let grid = TimeGrid::uniform(0.0, 1.0, 10)?;
    let steps = simulate_ode(&square, &Euler, &grid, &array![[0.5]])?;
    let mut x: f64 = 0.5;
    for i in 0..10 {
        x += grid.h() * (x * x);
        assert_eq!(steps.states[[i + 1, 0, 0]], x);
    }
    let t = Array1::<f64>::linspace(0.0, 1.0, 101);
    let plot = Plot::new()
        .x_label("$t$")
        .y_label("$X_t$")
        .truth(&t, &t.mapv(|t| 1.0 / (2.0 - t)));
    let plot = plot.line(grid.knots(), &steps.particle(0));
    show(&plot.points(grid.knots(), &steps.particle(0)))?;

    // cell: blow_up
    let starts = array![[0.5], [0.9], [1.0]];
    let n_steps: [usize; 4] = [10, 100, 1000, 10_000];
    let mut ends = Array2::<f64>::zeros((4, 3));
    for (row, n) in n_steps.into_iter().enumerate() {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let end = simulate_ode_final(&square, &Euler, &grid, &starts)?;
        ends.row_mut(row).assign(&end.column(0));
    }
    let table = Table::new().column("n", n_steps)?.digits(5);
    let table = table
        .column("x0 = 0.5", ends.column(0))?
        .column("x0 = 0.9", ends.column(1))?;
    show(&table.column("x0 = 1", ends.column(2))?)?;

    // cell: root
    let root =
        Field::new(1, |_t, x, mut out| out.assign(&x.mapv(|x| x.abs().sqrt())));
    let starts = array![[0.0], [1e-12], [1e-6]];
    let grid = TimeGrid::uniform(0.0, 1.0, 1000)?;
    let paths = simulate_ode(&root, &Euler, &grid, &starts)?;
    println!("{:.4}", paths.last().column(0));
    let t = Array1::<f64>::linspace(0.0, 1.0, 201);
    let mut plot = Plot::new().x_label("$t$").y_label("$X_t$");
    for wait in [0.0, 0.25, 0.5, 0.75] {
        plot = plot.truth(&t, &t.mapv(|t| (t - wait).max(0.0).powi(2) / 4.0));
    }
    let plot = plot.line(grid.knots(), &paths.particle(0));
    show(&plot.line(grid.knots(), &paths.particle(1)))?;

    // cell: never_meet
    let pull = Field::new(1, |_t, x, mut out| out.assign(&x.mapv(|x| -x.tanh())));
    let starts = array![[-2.0], [-1.0], [0.0], [1.0], [2.0]];
    let paths = simulate_ode(&pull, &Euler, &grid, &starts)?;
    let mut plot = Plot::new().x_label("$t$").y_label("$X_t$");
    for k in 0..5 {
        plot = plot.line(grid.knots(), &paths.particle(k));
    }
    show(&plot)?;
    println!("X_1: {:.3}", paths.last().column(0));
    println!(
        "gaps: {:.3}",
        &paths.last().slice(s![1.., 0]) - &paths.last().slice(s![..-1, 0])
    );
    // end
    Ok(())
}
