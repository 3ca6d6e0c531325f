//! Lesson 19: couplings. Which noise goes with which data point: what a choice changes and what it leaves alone, minibatch
//! transport, reflow, the identities of consistency and mean flow, and how far few steps get.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: pairs_of_two
    use flowlab::train::coupling;

    let law = Gaussian::standard(1)?;
    let noise = law.sample(Seed(1), 200_000)?;
    let data = law.sample(Seed(2), 200_000)?;
    let mut joined = noise.clone();
    for i in (0..200_000).step_by(2) {
        let [a, b] = [noise[[i, 0]], noise[[i + 1, 0]]];
        if (a - b) * (data[[i, 0]] - data[[i + 1, 0]]) < 0.0 {
            joined.swap([i, 0], [i + 1, 0]); // the smaller to the smaller
        }
    }
    let order = coupling::in_groups(2, coupling::sorted)(&noise, &data)?;
    assert_eq!(joined, noise.select(Axis(0), &order));
    let costs =
        [&noise, &joined].map(|x0| (&data - x0).mapv(|v| v * v).mean().unwrap());
    let formula = [2.0, 2.0 * (1.0 - 1.0 / std::f64::consts::PI)];
    let at_a_time: [usize; 2] = [1, 2];
    let table = Table::new()
        .digits(3)
        .column(Text::new("at a time", "每批个数"), at_a_time)?
        .column(Text::new("cost", "代价"), costs)?
        .column(Text::new("formula", "公式"), formula)?;
    show(&table)?;

    // cell: crossing
    /// L* of these pairs: the mean, over 20 times, of the variance of V among 200
    /// neighbours.
    fn left_open(x0: &Array2<f64>, z: &Array2<f64>) -> f64 {
        let (n, mut sum) = (x0.nrows(), 0.0);
        for k in 0..20 {
            let t = (k as f64 + 0.5) / 20.0;
            let place = |i: usize| (1.0 - t) * x0[[i, 0]] + t * z[[i, 0]];
            let mut rows: Vec<(f64, f64)> =
                (0..n).map(|i| (place(i), z[[i, 0]] - x0[[i, 0]])).collect();
            rows.sort_by(|a, b| a.0.total_cmp(&b.0));
            for near in rows.chunks_exact(200) {
                let mean = near.iter().map(|row| row.1).sum::<f64>() / 200.0;
                let squares: f64 =
                    near.iter().map(|row| (row.1 - mean).powi(2)).sum();
                sum += squares / 199.0;
            }
        }
        sum / (20 * (n / 200)) as f64
    }
    let sizes: [usize; 7] = [1, 2, 4, 8, 16, 64, 256];
    let mut rows = Array2::<f64>::zeros((7, 2));
    for (row, size) in sizes.into_iter().enumerate() {
        let order = coupling::in_groups(size, coupling::sorted)(&noise, &data)?;
        let x0 = noise.select(Axis(0), &order);
        let cost = (&data - &x0).mapv(|v| v * v).mean().unwrap();
        rows.row_mut(row).assign(&array![cost, left_open(&x0, &data)]);
    }
    let table = Table::new()
        .digits(3)
        .column("B", sizes)?
        .column(Text::new("cost", "代价"), rows.column(0))?
        .column("L*", rows.column(1))?;
    show(&table)?;

    // cell: still_exact
    let hills =
        GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    let starts = metrics::quantiles(400, |x| law.cdf(x))?.insert_axis(Axis(1));
    let wanted = metrics::quantiles(400, |x| hills.cdf(x))?;
    let sizes: [usize; 4] = [1, 4, 16, 64];
    let mut rows = Array2::<f64>::zeros((4, 5));
    for (row, size) in sizes.into_iter().enumerate() {
        let field = SortedField::new(hills.clone(), size)?;
        for (column, n) in [1, 2, 4, 8].into_iter().enumerate() {
            let grid = TimeGrid::uniform(0.0, 1.0, n)?;
            let ends = simulate_ode_final(&field, &Euler, &grid, &starts)?;
            rows[[row, column]] =
                metrics::wasserstein_1d(2, &ends.column(0), &wanted)?;
        }
        let grid = TimeGrid::uniform(0.0, 1.0, 20)?;
        let ends = simulate_ode_final(&field, &Rk4, &grid, &starts)?;
        rows[[row, 4]] = metrics::wasserstein_1d(2, &ends.column(0), &wanted)?;
    }
    let names = ["n = 1", "n = 2", "n = 4", "n = 8", "RK4"];
    let mut table = Table::new().digits(3).column("B", sizes)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: labels_lost
    let bells =
        GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?;
    let labelled = bells.sample_labelled(Seed(3), 204_800)?;
    let z = labelled.0.clone();
    let x0 = law.sample(Seed(4), 204_800)?;
    let of_one: Vec<usize> = (0..204_800).filter(|&i| labelled.1[i] == 1).collect();
    let class = Gaussian::isotropic(array![1.0], 1.0)?;
    let sizes: [usize; 5] = [1, 2, 4, 16, 64];
    let mut rows = Array2::<f64>::zeros((5, 4));
    for (row, size) in sizes.into_iter().enumerate() {
        let join = coupling::in_groups(size, coupling::sorted)(&x0, &z)?; // of all
        let mut with_one = x0.select(Axis(0), &join).select(Axis(0), &of_one);
        let within = x0.select(Axis(0), &of_one); // joined by label: the law stays
        rows[[row, 0]] = with_one.mean().unwrap();
        with_one.as_slice_mut().unwrap().sort_by(f64::total_cmp);
        let n = with_one.len() as f64;
        let mut ends: Vec<f64> = Vec::new();
        for x in &starts {
            // the flow for y = 1 takes the law of these noises to the class, in order
            let below = with_one.iter().take_while(|noise| *noise < x).count();
            ends.push(class.quantile((below as f64 + 0.5) / (n + 1.0))?);
        }
        rows[[row, 1]] = ends.iter().sum::<f64>() / 400.0;
        rows[[row, 2]] = ends.iter().filter(|end| **end < 0.0).count() as f64 / 400.0;
        rows[[row, 3]] = within.mean().unwrap();
    }
    let names = [
        Text::new("mean of x0 given y", "给定 y 时 x0 的均值"),
        Text::new("mean of the ends", "终点的均值"),
        Text::new("below 0", "小于 0 的比例"),
        Text::new("x0 joined by label", "按标签配对的 x0"),
    ];
    let mut table = Table::new().digits(3).column("B", sizes)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: account
    let path = GaussianPath::new(Schedule::Linear);
    let grid = TimeGrid::uniform(0.0, 1.0, 50)?;
    let sizes: [usize; 4] = [1, 4, 16, 64];
    let mut rows = Array2::<f64>::zeros((4, 5));
    for (row, size) in sizes.into_iter().enumerate() {
        let field = SortedField::new(hills.clone(), size)?;
        let pairs = Data::new(hills.clone())
            .coupled(coupling::in_groups(size, coupling::sorted));
        let nothing = Field::new(1, |_, _, mut out| out.fill(0.0));
        let cost = train::loss(&nothing, path, pairs.clone(), Seed(5), 100_000)?.mean;
        let crossing = train::loss(&field, path, pairs, Seed(5), 100_000)?.mean;
        let ways = simulate_ode(&field, &Heun, &grid, &starts)?;
        let bending = metrics::straightness(&ways)?.mean().unwrap();
        let moved = (ways.last() - &starts).mapv(|gap| gap * gap).mean().unwrap();
        let sum = crossing + bending + moved;
        rows.row_mut(row).assign(&array![cost, crossing, bending, moved, sum]);
    }
    let names = [
        Text::new("cost", "代价"),
        Text::new("crossing", "交叉"),
        Text::new("bending", "弯曲"),
        Text::new("transport", "输运"),
        Text::new("sum", "三者之和"),
    ];
    let mut table = Table::new().digits(3).column("B", sizes)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: reflow
    /// The field of pairs on the line whose lines do not cross, both lists in order:
    /// the velocity of the line through a place, or a mixture of its two neighbours'.
    fn of_lines(x0: Vec<f64>, z: Vec<f64>) -> Field {
        Field::pointwise(1, move |t, x, out| {
            let place = |i: usize| (1.0 - t) * x0[i] + t * z[i];
            let (mut low, mut high) = (0, x0.len() - 1);
            while high - low > 1 {
                let middle = (low + high) / 2;
                *(if place(middle) <= x[0] { &mut low } else { &mut high }) = middle;
            }
            let share = (x[0] - place(low)) / (place(high) - place(low));
            let velocity = |i: usize| z[i] - x0[i];
            out[0] = (1.0 - share) * velocity(low) + share * velocity(high);
        })
    }
    let teacher = MarginalField::new(path, hills.clone());
    let sixteen = TimeGrid::uniform(0.0, 1.0, 16)?;
    let coarse = simulate_ode_final(&teacher, &Euler, &sixteen, &starts)?;
    let exact = teacher.flow(0.0, 1.0, &starts)?;
    let from: Vec<f64> = starts.iter().copied().collect();
    let fields: [Field; 3] = [
        Field::of(teacher.clone()),
        of_lines(from.clone(), exact.iter().copied().collect()),
        of_lines(from, coarse.iter().copied().collect()),
    ];
    let counts: [usize; 5] = [1, 2, 4, 8, 16];
    let mut rows = Array2::<f64>::zeros((5, 3));
    for (row, n) in counts.into_iter().enumerate() {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        for (column, field) in fields.iter().enumerate() {
            let ends = simulate_ode_final(field, &Euler, &grid, &starts)?;
            rows[[row, column]] =
                metrics::wasserstein_1d(2, &ends.column(0), &wanted)?;
        }
    }
    let table = Table::new()
        .digits(4)
        .column("n", counts)?
        .column(Text::new("before", "之前"), rows.column(0))?
        .column(Text::new("exact teacher", "精确的教师"), rows.column(1))?
        .column(Text::new("16 steps", "16 步的教师"), rows.column(2))?;
    show(&table)?;

    // cell: identity
    let t: f64 = 0.3;
    let r: f64 = 0.8;
    let h: f64 = 1e-4;
    let x = array![[-2.0], [-0.4], [0.3], [1.0], [2.5]];
    let mean = teacher.mean_velocity(t, r, &x)?;
    let later = teacher.mean_velocity(t + h, r, &x)?;
    let earlier = teacher.mean_velocity(t - h, r, &x)?;
    let right = teacher.mean_velocity(t, r, &(&x + h))?;
    let left = teacher.mean_velocity(t, r, &(&x - h))?;
    let u = teacher.at(t, &x);
    let along = (later - earlier) / (2.0 * h) + &u * (right - left) / (2.0 * h);
    let plus = &u + (r - t) * &along;
    let minus = &u - (r - t) * &along;
    assert!((&plus - &mean).iter().all(|gap| gap.abs() < 1e-4));
    let table = Table::new()
        .digits(4)
        .column("x", &x)?
        .column("u", &u)?
        .column("U", &mean)?
        .column(Text::new("right side", "右边"), &plus)?
        .column(Text::new("with minus", "取减号"), &minus)?;
    show(&table)?;

    // cell: consistency
    let n_pairs: usize = 100_000;
    let z = hills.sample(Seed(6), n_pairs)?;
    let x0 = law.sample(Seed(7), n_pairs)?;
    let counts: [usize; 5] = [2, 4, 8, 16, 32];
    let mut rows = Array2::<f64>::zeros((5, 2));
    for (row, n) in counts.into_iter().enumerate() {
        let mut value = z.column(0).to_vec(); // f at the last time, for each pair
        let mut first: Vec<f64> = Vec::new();
        for i in (0..n).rev() {
            let t = i as f64 / n as f64;
            let place = |k: usize| (1.0 - t) * x0[[k, 0]] + t * z[[k, 0]];
            let mut order: Vec<usize> = (0..n_pairs).collect();
            order.sort_by(|&a, &b| place(a).total_cmp(&place(b)));
            first.clear();
            for near in order.chunks(250) {
                // what the place tells of the value one step later
                let guess = near.iter().map(|&k| value[k]).sum::<f64>() / 250.0;
                near.iter().for_each(|&k| value[k] = guess);
                first.push(guess);
            }
        }
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let ends = simulate_ode_final(&teacher, &Euler, &grid, &starts)?;
        let by_euler = metrics::wasserstein_1d(2, &ends.column(0), &wanted)?;
        let ours = Array1::from(first);
        let by_pairs = metrics::wasserstein_1d(2, &ours, &wanted)?;
        rows.row_mut(row).assign(&array![by_pairs, by_euler]);
    }
    let table = Table::new()
        .digits(3)
        .column("n", counts)?
        .column(Text::new("one step, from pairs", "靠点对学，一步"), rows.column(0))?
        .column(Text::new("n steps of Euler", "欧拉方法 n 步"), rows.column(1))?;
    show(&table)?;

    // cell: few_steps
    let from = law.sample(Seed(8), 20_000)?;
    let to = simulate_ode_final(&teacher, &Rk4, &grid, &from)?;
    let hidden: Vec<usize> = vec![64, 64];
    let settings = Settings { hidden, steps: 3000, ..Settings::default() };
    let at_zero = train::Times::from_quantile(|_| 0.0)?;
    let student = Settings { times: at_zero, ..settings.clone() };
    let runs: [(Data, Settings); 3] = [
        (Data::new(hills.clone()), settings.clone()),
        (Data::pairs(from.clone(), to.clone())?, settings),
        (Data::pairs(from, to)?, student),
    ];
    let counts: [usize; 4] = [1, 2, 4, 8];
    let mut rows = Array2::<f64>::zeros((4, 3));
    for (column, (pairs, settings)) in runs.into_iter().enumerate() {
        let mut training = FlowMatching::new(pairs, settings)?;
        training.fit(|_| std::ops::ControlFlow::Continue(()))?;
        for (row, n) in counts.into_iter().enumerate() {
            let grid = TimeGrid::uniform(0.0, 1.0, n)?;
            let ends = simulate_ode_final(&training.field(), &Euler, &grid, &starts)?;
            rows[[row, column]] =
                metrics::wasserstein_1d(2, &ends.column(0), &wanted)?;
        }
    }
    let table = Table::new()
        .digits(3)
        .column("n", counts)?
        .column(Text::new("independent pairs", "独立点对"), rows.column(0))?
        .column(Text::new("reflow", "再整流"), rows.column(1))?
        .column(Text::new("student", "学生"), rows.column(2))?;
    show(&table)?;

    // cell: plane
    let side = 3.0_f64.sqrt();
    let corners = array![[0.0, 2.0], [-side, -1.0], [side, -1.0]];
    let equal = Array1::from_elem(3, 1.0 / 3.0);
    let three = GaussianMixture::isotropic(equal, corners, 0.5)?;
    let z = three.sample(Seed(9), 1024)?;
    let x0 = Gaussian::standard(2)?.sample(Seed(10), 1024)?;
    let sizes: [usize; 5] = [1, 4, 16, 64, 256];
    let mut costs: Vec<f64> = Vec::new();
    for size in sizes {
        let order = coupling::in_groups(size, coupling::assigned)(&x0, &z)?;
        let gaps = &z - x0.select(Axis(0), &order);
        costs.push(gaps.mapv(|gap| gap * gap).sum() / 1024.0);
    }
    let table = Table::new().digits(2).column("B", sizes)?;
    show(&table.column(Text::new("cost", "代价"), &costs)?)?;

    // cell: plane_reflow
    let teacher = MarginalField::new(path, three.clone());
    let ways = simulate_ode(&teacher, &Rk4, &grid, &x0)?;
    let ends = ways.last();
    let crossing = train::least_loss(&teacher, Seed(11), 100_000)?.mean;
    let bent = metrics::straightness(&ways)?.mean().unwrap();
    let moved = (&ends - &x0).mapv(|gap| gap * gap).sum() / 1024.0;
    // the new pairs: velocities of neighbours at t = 1/2, and the best assignment
    let middle = 0.5 * (&x0 + &ends);
    let velocity = &ends - &x0;
    let first: Vec<usize> = (0..512).collect();
    let second: Vec<usize> = (512..1024).collect();
    let half = middle.select(Axis(0), &second);
    let nearest = metrics::nearest(&middle.select(Axis(0), &first), &half)?.0;
    let gaps = velocity.select(Axis(0), &first)
        - velocity.select(Axis(0), &second).select(Axis(0), &nearest);
    let open = 0.5 * gaps.mapv(|gap| gap * gap).sum() / 512.0;
    let from = x0.select(Axis(0), &first);
    let order = coupling::assigned(&from, &ends.select(Axis(0), &first))?;
    let changed = (0..512).filter(|&i| order[i] != i).count() as f64;
    let names = [
        Text::new("crossing", "交叉"),
        Text::new("bending", "弯曲"),
        Text::new("transport", "输运"),
        Text::new("sum", "三者之和"),
        Text::new("after: crossing near t = 1/2", "之后：t = 1/2 附近的交叉"),
        Text::new("after: pairs to exchange", "之后：该调换的点对"),
    ];
    let sum = crossing + bent + moved;
    let table = Table::new()
        .digits(3)
        .column(
            Text::new("part", "部分"),
            names.map(|name| name.get(Lang::current())),
        )?
        .column(
            Text::new("value", "值"),
            [crossing, bent, moved, sum, open, changed],
        )?;
    show(&table)?;

    // cell: plane_drawn
    let hidden: Vec<usize> = vec![64, 64];
    let settings = Settings { hidden, steps: 3000, ..Settings::default() };
    let from = Gaussian::standard(2)?.sample(Seed(12), 20_000)?;
    let to =
        simulate_ode_final(&teacher, &Rk4, &TimeGrid::uniform(0.0, 1.0, 30)?, &from)?;
    let mut training = FlowMatching::new(Data::pairs(from, to)?, settings)?;
    training.fit(|_| std::ops::ControlFlow::Continue(()))?;
    let once = TimeGrid::uniform(0.0, 1.0, 1)?;
    let few = x0.slice(s![..600, ..]).to_owned();
    let before = simulate_ode_final(&teacher, &Euler, &once, &few)?;
    let after = simulate_ode_final(&training.field(), &Euler, &once, &few)?;
    let plot = Plot::new().equal().x_label("$z_1$").y_label("$z_2$");
    let plot = plot.points(before.column(0), before.column(1));
    show(&plot.points(after.column(0), after.column(1)))?;
    // end
    Ok(())
}
