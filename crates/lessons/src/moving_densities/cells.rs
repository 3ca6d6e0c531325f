//! Lesson 13: moving densities. The continuity equation by hand on a grid, noise as a velocity, and the exact field,
//! density and score of the path from noise to data.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: by_hand
    fn density(law: &GaussianMixture, x: &Array1<f64>) -> Array1<f64> {
        law.log_density(&x.clone().insert_axis(Axis(1))).exp()
    }
    fn velocity(u: &MarginalField, t: f64, x: &Array1<f64>) -> Array1<f64> {
        u.at(t, &x.clone().insert_axis(Axis(1))).column(0).to_owned()
    }
    let means = array![[-2.0], [2.0]];
    let hills = GaussianMixture::isotropic(array![0.5, 0.5], means, 0.5)?;
    let path = GaussianPath::new(Schedule::Linear);
    let field = MarginalField::new(path, hills.clone());
    let faces = Array1::<f64>::linspace(-6.0, 6.0, 241);
    let centres = Array1::<f64>::linspace(-5.975, 5.975, 240);
    let start = density(&field.law(0.0)?, &centres);
    let mut p = start.clone();
    for i in 0..250 {
        let u = velocity(&field, i as f64 / 250.0, &faces);
        let mut flux = Array1::<f64>::zeros(241);
        for k in 1..240 {
            flux[k] = u[k] * if u[k] > 0.0 { p[k - 1] } else { p[k] };
        }
        for k in 0..240 {
            p[k] += 0.004 / 0.05 * (flux[k] - flux[k + 1]);
        }
    }
    println!("{:.5}", start.sum() * 0.05);
    println!("{:.5}", p.sum() * 0.05);

    // cell: carried
    let exact = density(&hills, &centres);
    let plot = Plot::new().x_label("$x$").y_label("$p_t(x)$");
    let plot = plot.truth(&centres, &exact).line(&centres, &p);
    show(&plot.line(&centres, &start))?;

    // cell: particles
    let noise = Gaussian::standard(1)?.sample(Seed(1), 20_000)?;
    let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
    let end = simulate_ode_final(&field, &Heun, &grid, &noise)?;
    let plot = Plot::new().x_label("$x$").y_label("$p_1(x)$");
    show(&plot.histogram(&end, 60).truth(&centres, &exact))?;

    // cell: same_density
    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
    let flow = Field::new(1, |t, x, mut out| {
        let mean = 3.0 * (-t).exp();
        let variance = 0.5 - 0.46 * (-2.0 * t).exp();
        out.assign(&x.mapv(|x| -x + 0.5 * (x - mean) / variance));
    });
    let narrow = Gaussian::isotropic(array![3.0], 0.2)?;
    let start = narrow.sample(Seed(2), 10_000)?;
    let grid = TimeGrid::uniform(0.0, 2.0, 200)?;
    let w = BrownianPath::sample(Seed(3), &grid, 10_000, 1)?;
    let shaken = simulate_sde(&process, &EulerMaruyama, &w, &start)?;
    let smooth = simulate_ode(&flow, &Heun, &grid, &start)?;
    let mut plot = Plot::new().x_label("$t$").y_label("$X_t$");
    for k in 0..12 {
        plot = plot.faint(grid.knots(), &shaken.particle(k));
        plot = plot.line(grid.knots(), &smooth.particle(k));
    }
    show(&plot)?;

    // cell: two_clouds
    let knots: [usize; 4] = [0, 50, 100, 200];
    let times = knots.map(|i| grid.t(i));
    let table = Table::new().digits(3).column("t", times)?;
    let mean = knots.map(|i| shaken.state(i).mean());
    let table = table.column("E SDE", mean)?;
    let mean = knots.map(|i| smooth.state(i).mean());
    let table = table.column("E ODE", mean)?;
    let variance = knots.map(|i| shaken.state(i).var(0.0));
    let table = table.column("Var SDE", variance)?;
    let variance = knots.map(|i| smooth.state(i).var(0.0));
    show(&table.column("Var ODE", variance)?)?;

    // cell: residual
    fn residual(u: &MarginalField, t: f64, dx: f64) -> flowlab::Result<f64> {
        let n = (12.0 / dx).round() as usize;
        let dt = dx / 4.0;
        let x = Array1::<f64>::linspace(-6.0, 6.0, n + 1);
        let later = density(&u.law(t + dt)?, &x);
        let earlier = density(&u.law(t - dt)?, &x);
        let flux = density(&u.law(t)?, &x) * velocity(u, t, &x);
        let mut greatest: f64 = 0.0;
        for k in 1..n {
            let in_time = (later[k] - earlier[k]) / (2.0 * dt);
            let in_space = (flux[k + 1] - flux[k - 1]) / (2.0 * dx);
            greatest = greatest.max((in_time + in_space).abs());
        }
        Ok(greatest)
    }
    let widths: [f64; 3] = [0.04, 0.02, 0.01];
    let times: [f64; 3] = [0.2, 0.5, 0.9];
    let mut table = Table::new().digits(3).column("Δx", widths)?;
    for t in times {
        let mut left = Vec::new();
        for dx in widths {
            left.push(residual(&field, t, dx)?);
        }
        table = table.column(format!("t = {t}").as_str(), left)?;
    }
    show(&table)?;

    // cell: score
    let x = Array1::<f64>::linspace(-3.0, 3.0, 7).insert_axis(Axis(1));
    let t: f64 = 0.6;
    let u = field.at(t, &x);
    let from_u = (t * &u - &x) / (1.0 - t);
    let score = field.score(t, &x)?;
    assert!((&from_u - &score).iter().all(|gap| gap.abs() < 1e-13));
    let table = Table::new().column("x", &x)?.column("u", &u)?;
    let table = table.column("(t u - x)/(1 - t)", &from_u)?;
    show(&table.column(Text::new("score", "得分"), &score)?)?;

    // cell: bins
    let z = hills.sample(Seed(4), 20_000)?;
    let x0 = Gaussian::standard(1)?.sample(Seed(5), 20_000)?;
    let x = (1.0 - t) * &x0 + t * &z;
    let v = &z - &x0;
    let mut sums = Array1::<f64>::zeros(24);
    let mut counts = Array1::<f64>::zeros(24);
    for (x, v) in x.iter().zip(&v) {
        if x.abs() < 2.4 {
            let bin = ((x + 2.4) / 0.2) as usize;
            sums[bin] += v;
            counts[bin] += 1.0;
        }
    }
    let middle = Array1::<f64>::linspace(-2.3, 2.3, 24);
    let place = Array1::<f64>::linspace(-2.4, 2.4, 241);
    let exact = velocity(&field, t, &place);
    let plot = Plot::new().x_label("$x$").y_label("$u_t(x)$");
    let plot = plot.truth(&place, &exact);
    show(&plot.points(&middle, &(sums / counts)))?;
    // end
    Ok(())
}
