//! Lesson 07: the linear ODE. Its flow for every start, in one dimension and with matrices, and the laws that test it.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: tea
    let lambda: f64 = 2.0_f64.ln();
    let cooling =
        Field::new(1, move |_t, x, mut out| out.assign(&x.mapv(|x| -lambda * x)));
    let starts = array![[60.0], [0.0], [-16.0]];
    let grid = TimeGrid::uniform(0.0, 4.0, 400)?;
    let paths = simulate_ode(&cooling, &Rk4, &grid, &starts)?;
    let t: [usize; 5] = [0, 1, 2, 3, 4];
    let mut table = Table::new().column("t", t)?.digits(6);
    for (k, name) in ["60", "0", "-16"].into_iter().enumerate() {
        table = table.column(name, t.map(|t| paths.states[[100 * t, k, 0]]))?;
    }
    let formula = starts.mapv(|x| (-lambda * 4.0).exp() * x);
    assert!((paths.last() - formula).iter().all(|gap| gap.abs() < 1e-8));
    show(&table)?;

    // cell: laws
    let ode = LinearOde::new(1, 10.0)?;
    let x = Array1::<f64>::linspace(-10.0, 10.0, 20).insert_axis(Axis(1));
    let odd = ode.flow(0.3, &-&x) + ode.flow(0.3, &x);
    let split = ode.flow(0.7, &ode.flow(0.3, &x)) / ode.flow(1.0, &x) - 1.0;
    let largest: f64 = odd.iter().fold(0.0, |most, gap| gap.abs().max(most));
    println!("max |φ(-x) + φ(x)| = {largest:?}");
    println!("φ(0) = {:?}", ode.flow(0.3, &array![[0.0]])[[0, 0]]);
    println!("|φ∘φ / φ - 1| < 1e-14: {}", split.iter().all(|gap| gap.abs() < 1e-14));

    // cell: room
    let field = Field::new(1, |t, x, mut out| {
        let room = 20.0 - 15.0 * t;
        out.assign(&x.mapv(|x| -2.0 * (x - room)));
    });
    let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
    let paths = simulate_ode(&field, &Rk4, &grid, &array![[80.0], [4.0]])?;
    let t = Array1::from(grid.knots().to_vec());
    let mut plot = Plot::new()
        .x_label("$t$")
        .y_label("$X_t$")
        .truth(&t, &t.mapv(|t| 20.0 - 15.0 * t));
    for k in 0..2 {
        let x: f64 = paths.states[[0, k, 0]];
        let formula = t.mapv(|t| 27.5 - 15.0 * t + (-2.0 * t).exp() * (x - 27.5));
        let gap = &paths.particle(k).column(0) - &formula;
        assert!(gap.iter().all(|gap| gap.abs() < 1e-6));
        plot = plot.line(&t, &formula);
    }
    show(&plot)?;

    // cell: series
    let a = array![[-0.5, -3.0], [3.0, -0.5]];
    let exact = (-0.5_f64).exp()
        * array![[3.0_f64.cos(), -3.0_f64.sin()], [3.0_f64.sin(), 3.0_f64.cos()]];
    let mut term = Array2::<f64>::eye(2);
    let mut sum = Array2::<f64>::eye(2);
    for k in 1..=20 {
        term = term.dot(&a) / k as f64;
        sum += &term;
        if [1, 5, 10, 15, 20].contains(&k) {
            let gap = (&sum - &exact)
                .iter()
                .fold(0.0, |most: f64, gap| most.max(gap.abs()));
            println!("k = {k:>2}: {:>9.6}, {gap:.1e}", sum[[0, 0]]);
        }
    }
    println!("MatrixOde: {:.6}", MatrixOde::new(a)?.exp(1.0)[[0, 0]]);

    // cell: saddle
    let saddle = MatrixOde::new(array![[-1.0, 2.0], [2.0, -1.0]])?;
    let side: usize = 9;
    let places = Array2::from_shape_fn((side * side, 2), |(k, j)| {
        0.5 * [k % side, k / side][j] as f64 - 2.0
    });
    let mut plot = Plot::new()
        .equal()
        .x_label("$x_1$")
        .y_label("$x_2$")
        .arrows(&places, &saddle.at(0.0, &places));
    for start in [
        array![[-1.4, 1.8]],
        array![[-1.8, 1.4]],
        array![[1.4, -1.8]],
        array![[1.8, -1.4]],
    ] {
        let path = Array2::from_shape_fn((101, 2), |(i, j)| {
            saddle.flow(i as f64 / 50.0, &start)[[0, j]]
        });
        plot = plot.line(path.column(0), path.column(1));
    }
    show(&plot)?;

    // cell: order_matters
    let turn = MatrixOde::new(array![[0.0, -1.0], [1.0, 0.0]])?;
    let stretch = MatrixOde::new(array![[1.0, 0.0], [0.0, -1.0]])?;
    let both = MatrixOde::new(turn.matrix() + stretch.matrix())?;
    let x = array![[1.0, 0.0]];
    println!(
        "turn, then stretch: {:.4}",
        stretch.flow(1.0, &turn.flow(1.0, &x)).row(0)
    );
    println!(
        "stretch, then turn: {:.4}",
        turn.flow(1.0, &stretch.flow(1.0, &x)).row(0)
    );
    println!("both at once:       {:.4}", both.flow(1.0, &x).row(0));
    // end
    Ok(())
}
