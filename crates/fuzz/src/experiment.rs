//! One's own experiments from arbitrary bytes: data, pairs, schedules, losses and settings that nobody checked, and files.

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use flowlab::distribution::{Dataset, Gaussian, Sample, SampleLabelled};
use flowlab::ndarray::{Array1, Array2};
use flowlab::nn::{Activation, Mlp};
use flowlab::ode::{Euler, Rk4};
use flowlab::path::{Coefficients, Extended, GaussianPath, MarginalField, PointField, Schedule, Trace, log_likelihood};
use flowlab::train::{self, Checkpoint, Data, FlowMatching, Settings, Times, TrainedField, Velocity, coupling};
use flowlab::{Result, Scaler, Seed, Table, TimeGrid, VectorField, simulate_ode_final};

use crate::input::Input;
use crate::promise::{answer, attempt, finite};

/// One experiment with arbitrary parts.
pub fn experiment(data: &[u8]) {
    let mut input = Input::new(data);
    let parts: [fn(&mut Input<'_>); 7] = [training, own_schedule, points, likelihood, tables, scaler, files];
    input.pick(&parts)(&mut input);
}

/// A law that keeps its promises only sometimes.
struct Any {
    dim: usize,
    rows: isize,
    values: Vec<f64>,
    labels: Vec<usize>,
    n_classes: usize,
}

impl Any {
    fn new(input: &mut Input<'_>) -> Any {
        let rows = if input.byte().is_multiple_of(8) { input.size(4) as isize - 2 } else { 0 };
        let n_classes = input.size(3);
        let labels = (0..3).map(|_| input.size(3)).collect();
        Any { dim: input.wild_size(3), rows, values: input.numbers(7), labels, n_classes }
    }
}

impl Sample for Any {
    fn dim(&self) -> usize {
        self.dim
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        self.sample_labelled(seed, n).map(|(z, _)| z)
    }
}

impl SampleLabelled for Any {
    fn class_probabilities(&self) -> Array1<f64> {
        Array1::from_elem(self.n_classes, 1.0 / self.n_classes as f64)
    }

    fn sample_labelled(&self, _seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)> {
        let (rows, d) = (n.saturating_add_signed(self.rows), self.dim.min(8));
        let z = Array2::from_shape_fn((rows, d), |(i, j)| self.values[(i * d + j) % self.values.len()]);
        Ok((z, (0..rows).map(|i| self.labels[i % self.labels.len()]).collect()))
    }
}

/// Data of any kind.
fn any_data(input: &mut Input<'_>) -> Option<Data> {
    let (n, d) = (input.size(6), input.size(3));
    let data = match input.byte() % 6 {
        0 => Data::new(Any::new(input)),
        1 => Data::labelled(Any::new(input)),
        2 => attempt(Data::pairs(input.matrix(n, d), input.matrix(n, d)))?,
        3 => {
            let m = input.size(3);
            attempt(Data::conditioned(input.matrix(n, d), input.matrix(n, m)))?
        }
        4 => {
            let labels = (0..n).map(|_| input.size(6)).collect();
            let set = attempt(Dataset::new(input.matrix(n, d), labels))?;
            let share = input.number();
            let whole = set.labels().len();
            if let Some((left, right)) = attempt(set.split(input.seed(), share)) {
                assert_eq!(left.labels().len() + right.labels().len(), whole);
                assert_eq!((left.n_classes(), right.n_classes()), (set.n_classes(), set.n_classes()));
            }
            Data::labelled(set)
        }
        _ => Data::new(attempt(Gaussian::standard(input.size(3)))?),
    };
    match input.byte() % 6 {
        0 => attempt(data.with_source(Any::new(input))),
        1 => Some(data.coupled(coupling::assigned)),
        2 => Some(data.coupled(coupling::sorted)),
        4 => Some(data.coupled(coupling::in_groups(input.size(4), coupling::assigned))),
        3 => {
            let order: Vec<usize> = (0..input.size(9)).map(|_| input.size(9)).collect();
            Some(data.coupled(move |_, _| Ok(order.clone())))
        }
        _ => Some(data),
    }
}

/// A short training with any settings on any data: what it says it can do, it does.
fn training(input: &mut Input<'_>) {
    let Some(data) = any_data(input) else { return };
    let any_share = |input: &mut Input<'_>| if input.flag() { 0.5 } else { input.number() };
    let settings = Settings {
        hidden: (0..input.size(2)).map(|_| input.wild_size(6)).collect(),
        activation: input.pick(&[Activation::Relu, Activation::Tanh, Activation::Silu]),
        frequencies: input.wild_size(3),
        schedule: input.pick(&Schedule::ALL),
        batch: input.wild_size(12),
        steps: input.wild_size(4),
        learning_rate: if input.flag() { 1e-2 } else { input.number() },
        warm_up: input.wild_size(3),
        clip: input.flag().then(|| input.number()),
        times: attempt(Times::logit_normal(input.number(), input.number())).unwrap_or_default(),
        ema: any_share(input),
        label_dropout: any_share(input),
        stop_at: input.flag().then(|| input.number()),
        seed: input.seed(),
    };
    let Some(mut run) = attempt(FlowMatching::<f32>::new(data.clone(), settings)) else { return };
    if input.flag() {
        let slope = input.number();
        run = run.with_loss(move |pair, gradient| {
            gradient.fill(slope);
            pair.weight * slope
        });
    }
    for _ in 0..2 {
        if attempt(run.step()).is_none() {
            return;
        }
    }
    _ = attempt(run.test_loss(input.seed(), 20));
    let field = run.field();
    let (t, x) = (input.fraction(), input.tame_matrix(3, field.dim()));
    assert_eq!(field.at(t, &x).dim(), x.dim());
    let mut along = Array2::zeros(x.dim());
    field.jvp(t, x.view(), x.view(), along.view_mut());
    assert_eq!(field.divergence(t, x.view()).len(), 3);
    _ = attempt(field.with_label(input.size(4))).map(|field| field.at(t, &x));
    let told = input.size(3);
    _ = attempt(field.with_conditions(&input.numbers(told))).map(|field| field.at(t, &x));
    _ = attempt(Extended::dial(run.path(), field, 1.0));
    let file = scratch("run");
    if attempt(run.checkpoint(&file)).is_some() {
        assert!(attempt(Checkpoint::read(&file)).is_some(), "a checkpoint that cannot be read");
        _ = attempt(FlowMatching::<f32>::resume(&file, data));
    }
    _ = fs::remove_file(file);
}

/// A schedule from polynomials and roots, mostly none: what is taken has an exact field that arrives.
fn own_schedule(input: &mut Input<'_>) {
    let (p, q) = (input.number(), input.number());
    let tame = input.flag();
    let (p, q) = if tame { (0.5 + 2.0 * input.fraction(), 0.5 + 2.0 * input.fraction()) } else { (p, q) };
    let own = move |t: f64| Coefficients {
        alpha: t.powf(p),
        beta: 1.0 - t.powf(q),
        alpha_dot: p * t.powf(p - 1.0),
        beta_dot: -q * t.powf(q - 1.0),
    };
    // a program keeps a few names, not one for each input
    let Some(schedule) = attempt(Schedule::own(input.pick(&["a", "b", "", "linear", "two\nlines"]), own)) else {
        return;
    };
    let Some(law) = attempt(Gaussian::isotropic(Array1::zeros(1), 0.5)) else { return };
    let field = MarginalField::new(GaussianPath::new(schedule), law);
    let Ok(grid) = TimeGrid::uniform(0.0, 1.0, 8) else { return };
    let end = answer(simulate_ode_final(&field, &Euler, &grid, &input.tame_matrix(2, 1)), true);
    assert!(end.is_some_and(|end| finite(&end)), "{p} {q}");
    _ = attempt(train::loss(&field, field.path(), field.data().clone(), input.seed(), 5));
}

/// The exact field of any points.
fn points(input: &mut Input<'_>) {
    let (n, d) = (input.size(5), input.size(3));
    let points = input.matrix(n, d);
    let path = GaussianPath::new(input.pick(&Schedule::ALL));
    let valid = n > 0 && d > 0 && finite(&points);
    let Some(field) = answer(PointField::new(path, points.clone()), valid) else { return };
    let (t, x) = (if input.flag() { input.fraction() } else { input.number() }, input.tame_matrix(2, d));
    let inside = (0.0..1.0).contains(&t);
    let near = points.iter().all(|z| z.abs() < 1e6);
    if let Some(z) = answer(field.posterior_mean(t, &x), inside) {
        assert!(z.dim() == (2, d) && (!near || finite(&z)), "{z}");
    }
    if let Some(score) = answer(field.score(t, &x), inside) {
        assert!(!near || finite(&score), "{score}");
    }
    let Ok(grid) = TimeGrid::uniform(0.0, 1.0, 5) else { return };
    let end = answer(simulate_ode_final(&field, &Euler, &grid, &x), true);
    assert!(!near || end.is_some_and(|end| finite(&end)));
    _ = answer(simulate_ode_final(&field, &Rk4, &grid, &x), false);
}

/// The density that a flow carries to any points, over any times.
fn likelihood(input: &mut Input<'_>) {
    let d = input.size(2) + 1;
    let Some(law) = attempt(Gaussian::standard(d)) else { return };
    let field = MarginalField::new(GaussianPath::new(input.pick(&Schedule::ALL)), law.clone());
    let Some(grid) = input.grid(8) else { return };
    let trace = match input.byte() % 2 {
        0 => Trace::Exact,
        _ => Trace::Hutchinson { probes: input.wild_size(3), seed: input.seed() },
    };
    let (n, columns) = (input.size(3), input.size(3));
    let x = input.matrix(n, columns);
    let Some(found) = attempt(log_likelihood(&field, &Rk4, &grid, &x, &law, trace)) else { return };
    assert!(found.len() == n && columns == d);
}

/// Any bytes as a file of columns; and what is written is read back to the bit.
fn tables(input: &mut Input<'_>) {
    let file = scratch("table.csv");
    let alphabet: Vec<u8> = b"ab1-.e9,;\"\n\r\t \xef\xbb\xbf\xff".to_vec();
    let text: Vec<u8> = (0..input.size(60)).map(|_| input.pick(&alphabet)).collect();
    fs::write(&file, text).expect("a temporary file");
    if let Some(table) = attempt(Table::read_csv(&file)) {
        _ = attempt(table.numbers(&["a", "1"]));
        _ = attempt(table.labels("a"));
        if attempt(table.write_csv(&file)).is_some() {
            let again = attempt(Table::read_csv(&file)).expect("what was written is read");
            assert_eq!((again.n_rows(), again.n_columns()), (table.n_rows(), table.n_columns()));
        }
    }
    let n = input.size(5) + 1;
    let numbers = input.numbers(n);
    let Ok(table) = Table::new().column("x", &numbers) else { return };
    if attempt(table.write_csv(&file)).is_some() && numbers.iter().all(|x| x.is_finite()) {
        let again = attempt(Table::read_csv(&file)).and_then(|table| attempt(table.numbers(&["x"])));
        let again = again.expect("numbers that were written are read");
        assert!(again.iter().zip(&numbers).all(|(a, b)| a == b), "{again} {numbers:?}");
    }
    _ = fs::remove_file(file);
}

/// Columns of any scale, scaled and back.
fn scaler(input: &mut Input<'_>) {
    let (n, d) = (input.size(6), input.size(3));
    let x = input.matrix(n, d);
    let Some(scaler) = attempt(Scaler::fit(&x)) else { return };
    let Some(scaled) = attempt(scaler.scale(&x)) else { return };
    if let Some(back) = attempt(scaler.unscale(&scaled)) {
        let size = x.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12 * size;
        assert!(size > 1e300 || back.iter().zip(&x).all(near), "{x} came back as {back}");
    }
}

/// Files of a network and of a run, with bytes changed or cut off.
fn files(input: &mut Input<'_>) {
    let file = scratch("net");
    let Ok(net) = Mlp::<f32>::new(&[2, 3, 1], Activation::Silu, Seed(1)) else { return };
    if input.flag() {
        attempt(net.save(&file)).expect("a temporary file");
    } else {
        let settings = Settings { hidden: vec![3], steps: 2, batch: 4, ..Settings::default() };
        let mut run =
            FlowMatching::<f32>::new(Dataset::new(Array2::zeros((1, 1)), vec![0]).expect("a point"), settings)
                .expect("settings");
        run.fit(|_| ControlFlow::Continue(())).expect("two steps");
        run.checkpoint(&file).expect("a temporary file");
    }
    let mut bytes = fs::read(&file).expect("what was written");
    for _ in 0..input.size(4) {
        let place = usize::from(input.byte()) * 256 + usize::from(input.byte());
        let place = place % bytes.len();
        bytes[place] = input.byte();
    }
    if input.byte().is_multiple_of(4) {
        bytes.truncate(usize::from(input.byte()) * 16);
    }
    fs::write(&file, bytes).expect("a temporary file");
    _ = attempt(Mlp::<f32>::load(&file, Activation::Silu));
    _ = attempt(Checkpoint::read(&file));
    _ = attempt(TrainedField::<Velocity>::load(&file));
    _ = attempt(Scaler::load(&file));
    _ = attempt(Table::read_csv(&file));
    _ = fs::remove_file(file);
}

/// A file of this process and thread.
fn scratch(name: &str) -> PathBuf {
    let thread = format!("{:?}", std::thread::current().id()).replace(|c: char| !c.is_alphanumeric(), "");
    std::env::temp_dir().join(format!("flowlab-fuzz-{}-{thread}-{name}", std::process::id()))
}
