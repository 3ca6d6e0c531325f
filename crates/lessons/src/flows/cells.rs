//! Lesson 06: flows. All starts at once, composed and undone; areas, volumes and densities that are carried along.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: carry
    let spiral = Field::new(2, |_t, x, mut out| {
        for (x, mut u) in x.rows().into_iter().zip(out.rows_mut()) {
            u[0] = -0.5 * x[0] - 3.0 * x[1];
            u[1] = 3.0 * x[0] - 0.5 * x[1];
        }
    });
    let square = array![[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0], [1.0, 0.0]];
    let grid = TimeGrid::uniform(0.0, 1.0, 200)?;
    let paths = simulate_ode(&spiral, &Rk4, &grid, &square)?;
    let mut plot = Plot::new().equal().x_label("$x_1$").y_label("$x_2$");
    for k in 0..4 {
        let path = paths.particle(k);
        plot = plot.faint(path.column(0), path.column(1));
    }
    for i in [0, 100, 200] {
        let outline = paths.state(i);
        plot = plot.line(outline.column(0), outline.column(1));
    }
    show(&plot)?;

    // cell: compose
    let growing = Field::new(1, |t, x, mut out| out.assign(&x.mapv(|x| 2.0 * t * x)));
    let start = array![[1.0]];
    let early = TimeGrid::uniform(0.0, 0.5, 100)?;
    let late = TimeGrid::uniform(0.5, 1.0, 100)?;
    let all = TimeGrid::uniform(0.0, 1.0, 200)?;
    let whole = simulate_ode_final(&growing, &Rk4, &all, &start)?;
    let first = simulate_ode_final(&growing, &Rk4, &early, &start)?;
    let second = simulate_ode_final(&growing, &Rk4, &late, &first)?;
    let again = simulate_ode_final(&growing, &Rk4, &early, &first)?;
    println!("0 -> 1:                {:.5}", whole[[0, 0]]);
    println!("0 -> 1/2, 1/2 -> 1:    {:.5}", second[[0, 0]]);
    println!("0 -> 1/2, 0 -> 1/2:    {:.5}", again[[0, 0]]);
    println!("e = {:.5}, sqrt(e) = {:.5}", 1.0_f64.exp(), 0.5_f64.exp());

    // cell: undo
    let start = array![[0.6, 0.8]];
    let forth = TimeGrid::uniform(0.0, 1.0, 200)?;
    let back = TimeGrid::uniform(1.0, 0.0, 200)?;
    let end = simulate_ode_final(&spiral, &Rk4, &forth, &start)?;
    let returned = simulate_ode_final(&spiral, &Rk4, &back, &end)?;
    println!(
        "RK4:   {:.6} -> {:.6} -> {:.6}",
        start.row(0),
        end.row(0),
        returned.row(0)
    );
    let end = simulate_ode_final(&spiral, &Euler, &forth, &start)?;
    let returned = simulate_ode_final(&spiral, &Euler, &back, &end)?;
    println!(
        "Euler: {:.6} -> {:.6} -> {:.6}",
        start.row(0),
        end.row(0),
        returned.row(0)
    );

    // cell: area
    fn area(x: &Array2<f64>) -> f64 {
        let twice = |k: usize| x[[k, 0]] * x[[k + 1, 1]] - x[[k + 1, 0]] * x[[k, 1]];
        (0..x.nrows() - 1).map(twice).sum::<f64>() / 2.0
    }
    let t: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
    let areas = t.map(|t| area(&paths.state((200.0 * t) as usize)));
    let table = Table::new()
        .column("t", t)?
        .column(Text::new("area", "面积"), areas)?
        .digits(6);
    show(&table.column("exp(-t)", t.map(|t| (-t).exp()))?)?;

    // cell: volume
    let winding = Field::new(3, |t, x, mut out| {
        for (x, mut u) in x.rows().into_iter().zip(out.rows_mut()) {
            u[0] = x[1].sin() - x[0].powi(3);
            u[1] = x[0] * t.cos() + t * x[1];
            u[2] = t - 3.0 * x[0].powi(2);
        }
    });
    let e: f64 = 1e-4;
    let near = array![
        [0.0, 0.0, 0.0],
        [e, 0.0, 0.0],
        [-e, 0.0, 0.0],
        [0.0, e, 0.0],
        [0.0, -e, 0.0]
    ];
    let starts = near + array![0.5, 1.0, 0.0];
    let end = simulate_ode_final(&winding, &Rk4, &grid, &starts)?;
    let d_1 = (&end.row(1) - &end.row(2)) / (2.0 * e);
    let d_2 = (&end.row(3) - &end.row(4)) / (2.0 * e);
    println!("det Dφ:        {:.6}", d_1[0] * d_2[1] - d_1[1] * d_2[0]);
    println!("exp(∫ div u):  {:.6}", end[[0, 2]].exp());

    // cell: density
    let apart = Field::new(2, |_t, x, mut out| {
        for (x, mut u) in x.rows().into_iter().zip(out.rows_mut()) {
            u[0] = 2.0 * (2.0 * x[0]).tanh();
            u[1] = -4.0 / (2.0 * x[0]).cosh().powi(2);
        }
    });
    let noise = Gaussian::standard(1)?;
    let mut cloud = Array2::<f64>::zeros((20_000, 2));
    cloud.column_mut(0).assign(&noise.sample(Seed(6), 20_000)?.column(0));
    let cloud = simulate_ode_final(&apart, &Rk4, &grid, &cloud)?;
    let places = Array1::<f64>::linspace(-3.5, 3.5, 7001).insert_axis(Axis(1));
    let mut line = Array2::<f64>::zeros((7001, 2));
    line.column_mut(0).assign(&places.column(0));
    line.column_mut(1).assign(&noise.log_density(&places));
    let line = simulate_ode_final(&apart, &Rk4, &grid, &line)?;
    let plot =
        Plot::new().x_label("$x$").y_label("$p_1(x)$").histogram(cloud.column(0), 80);
    show(&plot.truth(line.column(0), &line.column(1).mapv(f64::exp)))?;
    // end
    Ok(())
}
