//! Lesson 17: guidance. Guided samples beside the tilted density, one network for all labels and none, a classifier that
//! sees the noise, where the overshoot comes from, and what a learned field makes of it.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: two_classes
    let means = array![[-1.0], [1.0]];
    let both = GaussianMixture::isotropic(array![0.5, 0.5], means, 1.0)?;
    let path = GaussianPath::new(Schedule::Linear);
    let all = MarginalField::new(path, both.clone());
    let given = all.with_label(1)?; // to N(1, 1) alone
    let noise = Gaussian::standard(1)?.sample(Seed(1), 20_000)?;
    let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
    let field = Guided::new(all.clone(), given.clone(), 2.0)?;
    let ends = simulate_ode_final(&field, &Rk4, &grid, &noise)?;
    let tilted = both.tilted(1, 2.0)?;
    let names = [Text::new("guided", "引导"), Text::new("tilted", "倾斜")];
    let table = Table::new()
        .digits(3)
        .column("w = 2", names.map(|name| name.get(Lang::current())))?
        .column(Text::new("mean", "均值"), [ends.mean().unwrap(), tilted.mean()])?
        .column(Text::new("sd", "标准差"), [ends.std(0.0), tilted.sd()])?;
    show(&table)?;

    // cell: two_laws
    let places = Array1::<f64>::linspace(-2.0, 4.5, 261);
    let density = places.mapv(|z| tilted.density(z));
    let plot = Plot::new().x_label("$z$").y_label("$p(z)$").histogram(&ends, 60);
    show(&plot.truth(&places, &density))?;

    // cell: dropout
    let settings =
        Settings { hidden: vec![64, 64], steps: 4000, ..Settings::default() };
    let labelled = Data::labelled(both.clone());
    let mut training = FlowMatching::new(labelled, settings)?;
    let one = both.components()[1].clone();
    let stops: [usize; 4] = [100, 400, 1600, 4000];
    let mut losses = Array2::<f64>::zeros((5, 3));
    for (row, stop) in stops.into_iter().enumerate() {
        while training.steps_done() < stop {
            training.step()?;
        }
        let told = training.field().with_label(1)?;
        let with = train::loss(&told, path, one.clone(), Seed(2), 50_000)?;
        let none = training.field();
        let without = train::loss(&none, path, both.clone(), Seed(2), 50_000)?;
        let mixed = training.test_loss(Seed(2), 50_000)?;
        losses.row_mut(row).assign(&array![with.mean, without.mean, mixed.mean]);
    }
    let with = train::least_loss(&given, Seed(2), 50_000)?.mean;
    let without = train::least_loss(&all, Seed(2), 50_000)?.mean;
    losses.row_mut(4).assign(&array![with, without, 0.9 * with + 0.1 * without]);
    let mut steps: Vec<String> = stops.iter().map(|stop| stop.to_string()).collect();
    steps.push(Text::new("exact", "精确").get(Lang::current()).to_string());
    let table = Table::new()
        .digits(4)
        .column(Text::new("steps", "步数"), steps)?
        .column(Text::new("with label", "有标签"), losses.column(0))?
        .column(Text::new("without", "无标签"), losses.column(1))?
        .column(Text::new("mixed", "混合"), losses.column(2))?;
    show(&table)?;

    // cell: same_field
    let w: f64 = 3.0;
    let t: f64 = 0.4;
    let x = array![[-2.0], [-0.5], [0.0], [0.7], [2.5]];
    let v = (1.0 - t).powi(2) + t * t;
    let other = x.mapv(|x| 1.0 / (1.0 + (2.0 * t * x / v).exp())); // p_t(y = -1 | x)
    let gradient = 2.0 * t / v * &other; // of log p_t(y = 1 | x)
    let by_hand = all.at(t, &x) + w * (1.0 - t) / t * &gradient;
    let led = Classified::new(path, all.clone(), all.classifier(1)?, w)?;
    let free = Guided::new(all.clone(), given.clone(), w)?;
    for field in [led.at(t, &x), free.at(t, &x)] {
        assert!((&field - &by_hand).iter().all(|gap| gap.abs() < 1e-12));
    }
    let table = Table::new()
        .digits(3)
        .column("x", &x)?
        .column("p_t(y = 1 | x)", &(1.0 - &other))?
        .column("u", all.at(t, &x))?
        .column("u_y", given.at(t, &x))?
        .column("w = 3", &by_hand)?;
    show(&table)?;

    // cell: normal_case
    let wide = MarginalField::new(path, Gaussian::isotropic(array![0.0], 2.0)?);
    let narrow = MarginalField::new(path, Gaussian::isotropic(array![1.0], 1.0)?);
    let weights: [f64; 5] = [0.5, 1.0, 2.0, 3.0, 5.0];
    let mut seen: Vec<f64> = Vec::new();
    for w in weights {
        let field = Guided::new(wide.clone(), narrow.clone(), w)?;
        let two = array![[-1.0], [1.0]];
        let ends = simulate_ode_final(&field, &Rk4, &grid, &two)?;
        seen.push((ends[[1, 0]] - ends[[0, 0]]) / 2.0);
    }
    let formula = weights.map(|w| 2.0 * 0.5_f64.powf(w));
    let tilted = weights.map(|w| 1.0 / ((1.0 - w) / 4.0 + w).sqrt());
    let table = Table::new()
        .digits(4)
        .column("w", weights)?
        .column(Text::new("guided sd", "引导的标准差"), &seen)?
        .column("S (s/S)^w", formula)?
        .column(Text::new("tilted sd", "倾斜的标准差"), tilted)?;
    show(&table)?;

    // cell: far_apart
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};

    let quantiles = metrics::quantiles(2000, |x| Normal::standard().cdf(x))?;
    let starts = quantiles.insert_axis(Axis(1));
    let clock = Field::pointwise(1, |theta, eta, out| {
        out[0] = 1.0 - (theta * (theta + eta[0])).tanh(); // w - 1 = 1
    });
    let ticks = TimeGrid::uniform(0.0, 6.0, 600)?;
    let eta = simulate_ode(&clock, &Rk4, &ticks, &starts)?;
    let distances: [usize; 4] = [1, 2, 4, 6];
    let mut rows = Array2::<f64>::zeros((4, 6));
    for (row, m) in distances.into_iter().enumerate() {
        let means = array![[-1.0], [1.0]] * m as f64;
        let data = GaussianMixture::isotropic(array![0.5, 0.5], means, 1.0)?;
        let tilted = data.tilted(1, 2.0)?;
        let of_all = MarginalField::new(path, data);
        let field = Guided::new(of_all.clone(), of_all.with_label(1)?, 2.0)?;
        let ends = simulate_ode_final(&field, &Rk4, &grid, &starts)? - m as f64;
        let own = eta.state(100 * m);
        let moments = [ends.mean().unwrap(), ends.std(0.0), own.mean().unwrap()];
        let others = [own.std(0.0), tilted.mean() - m as f64, tilted.sd()];
        rows.row_mut(row).assign(&Array1::from([moments, others].concat()));
    }
    let names = [
        Text::new("mean - m", "均值 - m"),
        Text::new("sd", "标准差"),
        Text::new("mean η(m)", "η(m) 的均值"),
        Text::new("sd η(m)", "η(m) 的标准差"),
        Text::new("tilted - m", "倾斜的均值 - m"),
        Text::new("tilted sd", "倾斜的标准差"),
    ];
    let mut table = Table::new().digits(3).column("m", distances)?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: with_noise
    let dial: [f64; 6] = [0.0, 0.5, 1.0, 2.0, 4.0, 10.0];
    let fine = TimeGrid::uniform(0.0, 1.0, 200)?;
    let mut rows = Array2::<f64>::zeros((6, 3));
    for (row, g) in dial.into_iter().enumerate() {
        let plain = Extended::dial(path, given.clone(), g)?;
        let x = simulate_sde_final(&plain, &EulerMaruyama, &fine, &noise, Seed(3))?;
        let field = Guided::new(all.clone(), given.clone(), 2.0)?;
        let strong = Extended::dial(path, field, g)?;
        let y = simulate_sde_final(&strong, &EulerMaruyama, &fine, &noise, Seed(3))?;
        let moments = array![x.mean().unwrap(), y.mean().unwrap(), y.std(0.0)];
        rows.row_mut(row).assign(&moments);
    }
    let table = Table::new()
        .digits(3)
        .column("g", dial)?
        .column(Text::new("mean, w = 1", "均值，w = 1"), rows.column(0))?
        .column(Text::new("mean, w = 2", "均值，w = 2"), rows.column(1))?
        .column(Text::new("sd, w = 2", "标准差，w = 2"), rows.column(2))?;
    show(&table)?;

    // cell: plane
    let side = 3.0_f64.sqrt();
    let corners = array![[0.0, 2.0], [-side, -1.0], [side, -1.0]];
    let equal = Array1::from_elem(3, 1.0 / 3.0);
    let hills = GaussianMixture::isotropic(equal, corners, 0.5)?;
    let of_all = MarginalField::new(path, hills.clone());
    let of_one = of_all.with_label(0)?;
    let plane_noise = Gaussian::standard(2)?.sample(Seed(4), 4000)?;
    let squared = 0.25 * -2.0 * 0.01_f64.ln(); // 99 % lie within this
    let weights: [f64; 5] = [1.0, 2.0, 3.0, 5.0, 8.0];
    let mut rows = Array2::<f64>::zeros((5, 3));
    let mut plot = Plot::new().equal().x_label("$z_1$").y_label("$z_2$");
    for (row, w) in weights.into_iter().enumerate() {
        let field = Guided::new(of_all.clone(), of_one.clone(), w)?;
        let z = simulate_ode_final(&field, &Rk4, &grid, &plane_noise)?;
        let up = z.column(1).to_owned();
        let away = z.column(0).mapv(|z| z * z) + up.mapv(|z| (z - 2.0).powi(2));
        let outside = away.mapv(|away| f64::from(away > squared));
        let right = hills.responsibilities(&z).column(0).mapv(|p| f64::from(p > 0.5));
        let means = [up, outside, right].map(|values| values.mean().unwrap());
        rows.row_mut(row).assign(&Array1::from(means.to_vec()));
        if w == 1.0 || w == 8.0 {
            let few = z.slice(s![..500, ..]).to_owned();
            plot = plot.points(few.column(0), few.column(1));
        }
    }
    let table = Table::new()
        .digits(3)
        .column("w", weights)?
        .column(Text::new("mean of z_2", "z_2 的均值"), rows.column(0))?
        .column(Text::new("outside", "在外的比例"), rows.column(1))?
        .column(Text::new("right label", "标签正确的比例"), rows.column(2))?;
    show(&table)?;

    // cell: plane_drawn
    show(&plot)?;

    // cell: learned
    let learned = training.field();
    let weights: [f64; 3] = [1.0, 2.0, 3.0];
    let mut rows = Array2::<f64>::zeros((3, 4));
    for (row, w) in weights.into_iter().enumerate() {
        let field = learned.guided(1, w)?;
        let ends = simulate_ode_final(&field, &Heun, &grid, &noise)?;
        let field = Guided::new(all.clone(), given.clone(), w)?;
        let exact = simulate_ode_final(&field, &Heun, &grid, &noise)?;
        let moments = array![
            ends.mean().unwrap(),
            exact.mean().unwrap(),
            ends.std(0.0),
            exact.std(0.0)
        ];
        rows.row_mut(row).assign(&moments);
    }
    let table = Table::new()
        .digits(3)
        .column("w", weights)?
        .column(Text::new("mean", "均值"), rows.column(0))?
        .column(Text::new("exact", "精确"), rows.column(1))?
        .column(Text::new("sd", "标准差"), rows.column(2))?
        .column(Text::new("exact sd", "精确的标准差"), rows.column(3))?;
    show(&table)?;

    // cell: halves
    let told = learned.with_label(1)?;
    let fields: [Field; 4] = [
        Field::of(learned.guided(1, 3.0)?),
        Field::of(Guided::new(all.clone(), told.clone(), 3.0)?),
        Field::of(Guided::new(learned.clone(), given.clone(), 3.0)?),
        Field::of(Guided::new(all.clone(), given.clone(), 3.0)?),
    ];
    let mut rows = Array2::<f64>::zeros((4, 2));
    for (row, field) in fields.iter().enumerate() {
        let ends = simulate_ode_final(field, &Heun, &grid, &noise)?;
        rows.row_mut(row).assign(&array![ends.mean().unwrap(), ends.std(0.0)]);
    }
    let names = [
        Text::new("both learned", "两个都是学到的"),
        Text::new("exact u", "u 换成精确的"),
        Text::new("exact u_y", "u_y 换成精确的"),
        Text::new("both exact", "两个都精确"),
    ];
    let table = Table::new()
        .digits(3)
        .column("w = 3", names.map(|name| name.get(Lang::current())))?
        .column(Text::new("mean", "均值"), rows.column(0))?
        .column(Text::new("sd", "标准差"), rows.column(1))?;
    show(&table)?;
    // end
    Ok(())
}
