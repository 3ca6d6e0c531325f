//! Training: what it reaches, that it does not depend on threads or on being broken off, and what files it refuses.

use std::fs;
use std::ops::ControlFlow;

use flowlab::prelude::*;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};
use flowlab::train::{Checkpoint, Velocity, least_loss};
use flowlab::{Error, ode, sde};

fn short(steps: usize) -> Settings {
    Settings { hidden: vec![24, 24], steps, batch: 300, ..Settings::default() }
}

fn going_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn mixture() -> GaussianMixture {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap()
}

fn mixture_cdf(x: f64) -> f64 {
    let law = Normal::new(0.0, 0.5).unwrap();
    0.5 * (law.cdf(x + 2.0) + law.cdf(x - 2.0))
}

#[test]
fn the_loss_of_a_gaussian_comes_down_to_its_least_value() {
    // tr Σ^½ = 1 for the standard Gaussian on the line; 4 standard errors of 100000 pairs, and 1.5 % for what 1500
    // steps have not learned
    let settings = Settings { hidden: vec![32, 32], steps: 1500, ..Settings::default() };
    let mut training = FlowMatching::new(Gaussian::standard(1).unwrap(), settings).unwrap();
    training.fit(going_on).unwrap();
    let loss = training.test_loss(Seed(3), 100_000).unwrap();
    let least = std::f64::consts::FRAC_PI_2;
    assert!(loss.mean > least - 4.0 * loss.error && loss.mean < 1.015 * least + 4.0 * loss.error, "{loss:?}");
    assert_eq!(training.log().len(), 15);
}

#[test]
fn the_least_loss_is_that_of_the_published_integrals() {
    let path = GaussianPath::new(Schedule::Linear);
    for (data, value) in [(mixture(), 2.7705), (Gaussian::standard(1).unwrap().into(), std::f64::consts::FRAC_PI_2)] {
        let least = least_loss(&MarginalField::new(path, data), Seed(1), 100_000).unwrap();
        assert!((least.mean - value).abs() < 4.0 * least.error, "{least:?} {value}");
    }
}

#[test]
fn score_matching_learns_the_noise_and_its_field_carries_it_to_the_data() {
    for schedule in Schedule::ALL {
        let settings =
            Settings { schedule, hidden: vec![48, 48], steps: 3000, learning_rate: 5e-3, ..Settings::default() };
        let mut training = ScoreMatching::new(mixture(), settings).unwrap();
        training.fit(going_on).unwrap();
        let x0 = Gaussian::standard(1).unwrap().sample(Seed(2), 4000).unwrap();
        let grid = TimeGrid::uniform(0.0, 1.0, 100).unwrap();
        let end = simulate_ode_final(&training.field(), &Euler, &grid, &x0).unwrap();
        // the 1 % line of 4000 samples is .026; the rest is for a short training
        let distance = metrics::ks(&end.column(0).to_owned(), mixture_cdf).unwrap();
        assert!(distance < 0.08, "{schedule:?} {distance}");
        // those that ask at t = 1 as well, and all of them on the way back; the 1 % line of 800 samples is .058
        let (x0, z) = (x0.slice(s![..800, ..]), mixture().sample(Seed(3), 800).unwrap());
        let back = TimeGrid::uniform(1.0, 0.0, 100).unwrap();
        for (name, method) in ode::methods() {
            let end = simulate_ode_final(&training.field(), method, &grid, &x0).unwrap();
            let there = metrics::ks(&end.column(0).to_owned(), mixture_cdf).unwrap();
            let start = simulate_ode_final(&training.field(), method, &back, &z).unwrap();
            let back = metrics::ks(&start.column(0).to_owned(), |x| Normal::standard().cdf(x)).unwrap();
            assert!(there < 0.11 && back < 0.11, "{schedule:?} {name}: {there} {back}");
        }
        let dial = Extended::dial(GaussianPath::new(schedule), training.field(), 1.0).unwrap();
        for (name, solver) in sde::SOLVERS {
            let end = simulate_sde_final(&dial, solver, &grid, &x0, Seed(4)).unwrap();
            let distance = metrics::ks(&end.column(0).to_owned(), mixture_cdf).unwrap();
            assert!(distance < 0.11, "{schedule:?} {name} {distance}");
        }
    }
}

#[cfg(feature = "parallel")]
#[test]
fn gradients_and_results_are_the_same_on_one_thread_and_on_many() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut training = FlowMatching::new(Moons::new(0.1).unwrap(), short(20)).unwrap();
            training.fit(going_on).unwrap();
            (training.net().clone(), training.field().at(0.3, &Array2::ones((700, 2))))
        })
    };
    let alone = run(1);
    assert!(run(2) == alone && run(4) == alone);
}

#[test]
fn a_run_that_is_broken_off_goes_on_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.safetensors");
    let data = || Data::labelled(EightGaussians);
    let mut whole = FlowMatching::new(data(), short(230)).unwrap();
    whole.fit(going_on).unwrap();
    let mut first = FlowMatching::new(data(), short(230)).unwrap();
    first.fit(|_| ControlFlow::Break(())).unwrap();
    (0..17).for_each(|_| assert!(first.step().unwrap() > 0.0));
    assert_eq!(first.steps_done(), 117);
    first.checkpoint(&file).unwrap();
    let mut second = FlowMatching::resume(&file, data()).unwrap();
    assert_eq!((second.settings(), second.log()), (first.settings(), first.log()));
    second.fit(going_on).unwrap();
    assert_eq!(second.net(), whole.net());
    assert_eq!(second.log(), whole.log());
    let x = Array2::ones((5, 2));
    assert_eq!(second.field().at(0.5, &x), whole.field().at(0.5, &x));
}

#[test]
fn a_run_with_any_settings_goes_on_to_the_same_bits_from_any_step() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.safetensors");
    let plain = || Settings { hidden: vec![12], steps: 210, batch: 64, ..Settings::default() };
    let all = [
        Settings { seed: Seed(u64::MAX), learning_rate: 0.1 + 0.2, ..plain() },
        Settings { hidden: vec![5, 17, 3], activation: Activation::Tanh, ..plain() },
        Settings { frequencies: 3, schedule: Schedule::Trigonometric, ..plain() },
        Settings { ema: 0.0, label_dropout: 0.7, batch: 200, ..plain() },
        Settings { stop_at: Some(1e3), steps: 900, ..plain() }, // after 500 steps
    ];
    for settings in all {
        let data = || Data::labelled(Moons::new(0.1).unwrap()).named("moons");
        let mut whole = FlowMatching::new(data(), settings.clone()).unwrap();
        whole.fit(going_on).unwrap();
        let mut broken = FlowMatching::new(data(), settings.clone()).unwrap();
        for steps in [0, 1, 98, 1, 1, 60] {
            (0..steps).for_each(|_| assert!(broken.step().unwrap().is_finite()));
            broken.checkpoint(&file).unwrap();
            let said = Checkpoint { data: "moons".into(), settings: settings.clone(), steps_done: broken.steps_done() };
            assert_eq!(Checkpoint::read(&file).unwrap(), said);
            broken = FlowMatching::resume(&file, data()).unwrap();
        }
        broken.fit(going_on).unwrap();
        // one that is finished stays as it is
        broken.checkpoint(&file).unwrap();
        broken = FlowMatching::resume(&file, data()).unwrap();
        assert!(broken.is_finished());
        broken.fit(going_on).unwrap();
        assert_eq!((broken.net(), broken.log()), (whole.net(), whole.log()), "{settings:?}");
        let x = Array2::ones((5, 2));
        assert_eq!(broken.field().at(0.5, &x), whole.field().at(0.5, &x));
        assert_eq!(broken.test_loss(Seed(1), 900).unwrap(), whole.test_loss(Seed(1), 900).unwrap());
        let again = folder.path().join("again.safetensors");
        whole.checkpoint(&again).unwrap();
        assert_eq!(fs::read(&file).unwrap(), fs::read(&again).unwrap());
    }
}

#[test]
fn a_run_is_made_longer_and_shorter() {
    let mut training = FlowMatching::new(mixture(), short(100)).unwrap();
    training.fit(going_on).unwrap();
    training.set_steps(300).unwrap();
    assert!(!training.is_finished());
    training.fit(|_| ControlFlow::Break(())).unwrap();
    assert_eq!(training.steps_done(), 200);
    training.set_steps(200).unwrap();
    assert!(training.is_finished());
    assert!(message(training.set_steps(0)).contains("no steps"));
    // from the change on, the learning rate is that of a run of the new length
    let mut longer = FlowMatching::new(mixture(), short(300)).unwrap();
    let mut lengthened = FlowMatching::new(mixture(), short(299)).unwrap();
    // both at the full rate
    assert_eq!(longer.step().unwrap(), lengthened.step().unwrap());
    lengthened.set_steps(300).unwrap();
    longer.fit(going_on).unwrap();
    lengthened.fit(going_on).unwrap();
    assert_eq!(longer.net(), lengthened.net());
}

#[test]
fn a_checkpoint_knows_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("moons");
    let moons = || Data::from(Moons::new(0.1).unwrap());
    let mut training = FlowMatching::new(moons().named("moons"), short(3)).unwrap();
    training.fit(going_on).unwrap();
    training.checkpoint(&file).unwrap();
    let resume = |data: Data| FlowMatching::resume(&file, data);
    assert!(resume(moons()).is_ok() && resume(moons().named(" moons\n")).is_ok());
    let other_name = message(resume(moons().named("spiral")));
    assert!(other_name.contains("of the data `moons`, not of `spiral`: give the data of the run"), "{other_name}");
    let others: [Data; 4] = [
        Spiral::new(0.1).unwrap().into(),
        Moons::new(0.1 + 1e-6).unwrap().into(),
        Gaussian::standard(2).unwrap().into(),
        Data::new(EightGaussians).named("moons"),
    ];
    for other in others {
        let said = message(resume(other));
        assert!(said.contains("is of other data") && said.contains("give the data of the run"), "{said}");
    }
    assert!(message(resume(Data::labelled(Moons::new(0.1).unwrap()))).contains("these have 2 and 2"));
    assert!(message(resume(mixture().into())).contains("these have 1 and 0"));
}

#[test]
fn a_run_stops_where_its_loss_is_low_enough() {
    let settings = Settings { stop_at: Some(3.0), ..short(5000) };
    let mut training = FlowMatching::new(mixture(), settings).unwrap();
    training.fit(going_on).unwrap();
    let last: Vec<f64> = training.log().iter().rev().take(5).map(|(_, loss)| *loss).collect();
    assert!(training.steps_done() < 5000 && last.iter().sum::<f64>() / 5.0 <= 3.0);
}

#[test]
fn a_label_leads_to_its_own_class_and_no_label_to_all() {
    let settings = Settings { hidden: vec![48, 48], steps: 1500, ..Settings::default() };
    let mut training = FlowMatching::new(Data::labelled(EightGaussians), settings).unwrap();
    training.fit(going_on).unwrap();
    let field = training.field();
    let grid = TimeGrid::uniform(0.0, 1.0, 50).unwrap();
    let n = 500;
    let x0 = Gaussian::standard(2).unwrap().sample(Seed(4), n).unwrap();
    let (all, labels) = EightGaussians.sample_labelled(Seed(5), 4000).unwrap();
    let mean = |label: usize| {
        let rows: Vec<usize> = (0..labels.len()).filter(|i| labels[*i] == label).collect();
        all.select(Axis(0), &rows).mean_axis(Axis(0)).unwrap()
    };
    let means: Vec<Array1<f64>> = (0..8).map(mean).collect();
    let nearest = |z: ndarray::ArrayView1<f64>| {
        let distance = |k: &usize| (&z - &means[*k]).mapv(|x| x * x).sum();
        (0..8).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap()
    };
    for label in [0, 3, 7] {
        let end = simulate_ode_final(&field.with_label(label).unwrap(), &Heun, &grid, &x0).unwrap();
        let hits = end.rows().into_iter().filter(|z| nearest(*z) == label).count();
        assert!(hits > n * 9 / 10, "{label}: {hits}");
    }
    let end = simulate_ode_final(&field, &Heun, &grid, &x0).unwrap();
    let mut counts = [0; 8];
    end.rows().into_iter().for_each(|z| counts[nearest(z)] += 1);
    assert!(counts.iter().all(|count| *count > n / 8 / 2), "{counts:?}");
    assert_eq!(field.with_label(8).unwrap_err().to_string(), "label 8: the classes are 0 to 7");
    // guidance is between the network without a label and with it, whatever it is told already
    let told = field.with_label(3).unwrap();
    let guided = |field: &TrainedField, w| field.guided(3, w).unwrap().at(0.4, &x0);
    assert_eq!([guided(&field, 0.0), guided(&told, 1.0)], [field.at(0.4, &x0), told.at(0.4, &x0)]);
    assert_eq!(guided(&field, 2.0), guided(&field.with_label(5).unwrap(), 2.0));
    assert!(field.guided(8, 2.0).unwrap_err().to_string().contains("label 8"));
}

#[test]
fn a_field_survives_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("field.safetensors");
    let settings = Settings { frequencies: 2, hidden: vec![10, 20], ..short(3) };
    let mut training = FlowMatching::<f64>::in_precision(Data::labelled(Moons::new(0.1).unwrap()), settings).unwrap();
    training.fit(going_on).unwrap();
    training.field().save(&file).unwrap();
    let field = TrainedField::<Velocity, f64>::load(&file).unwrap();
    let x = array![[0.5, -1.0], [2.0, 0.0]];
    let (read, saved) = (field.with_label(1).unwrap(), training.field().with_label(1).unwrap());
    assert_eq!(read.at(0.25, &x), saved.at(0.25, &x));
    // the same file is a network, and one in f32 up to rounding
    assert_eq!(&Mlp::<f64>::load(&file, Activation::Silu).unwrap(), field.net());
    assert!(TrainedField::<Velocity, f32>::load(&file).is_ok());
}

#[test]
fn the_field_is_the_network_row_by_row_and_does_not_depend_on_the_batch() {
    let settings = short(5);
    let mut training = FlowMatching::new(Moons::new(0.1).unwrap(), settings).unwrap();
    training.fit(going_on).unwrap();
    let field = training.field();
    let x = Moons::new(0.2).unwrap().sample(Seed(1), 333).unwrap();
    let whole = field.at(0.7, &x);
    for i in [0, 1, 95, 96, 200, 332] {
        let one = field.at(0.7, &x.slice(s![i..=i, ..]));
        assert_eq!(one.row(0), whole.row(i));
    }
    let input = Array2::from_shape_fn((333, 3), |(i, j)| if j < 2 { x[[i, j]] as f32 } else { 0.7 });
    assert_eq!(whole, field.net().at(&input).mapv(f64::from));
}

/// The message of an error that names what is wrong and the way out in one line.
fn message<T>(result: Result<T, Error>) -> String {
    let message = result.err().expect("this must be refused").to_string();
    assert!(!message.contains('\n') && message.len() > 20, "{message}");
    message
}

#[test]
fn files_that_are_cut_off_damaged_hostile_or_foreign_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut training = FlowMatching::new(mixture(), short(4)).unwrap();
    training.fit(going_on).unwrap();
    training.checkpoint(at("whole")).unwrap();
    let whole = fs::read(at("whole")).unwrap();
    let read = |name: &str| FlowMatching::resume(at(name), mixture());
    let refused = |name: &str, bytes: &[u8]| {
        fs::write(at(name), bytes).unwrap();
        message(read(name))
    };
    for length in [0, 1, 7, 8, 9, 200, whole.len() / 2, whole.len() - 1] {
        assert!(refused("cut", &whole[..length]).contains("damaged"), "{length}");
    }
    // a flipped bit is found by the checksum, wherever it is; in the name of the checksum itself, by its absence
    let header = u64::from_le_bytes(whole[..8].try_into().unwrap()) as usize;
    for i in (0..8 + header).step_by(7).chain((8 + header..whole.len()).step_by(101)) {
        let mut bytes = whole.clone();
        bytes[i] ^= 1 << (i % 8);
        let said = refused("bent", &bytes);
        assert!(said.contains("damaged") || said.contains("does not say its"), "{i}: {said}");
        // and where somebody meant it, it is read or refused, never a panic
        fs::write(at("bent"), sealed(bytes)).unwrap();
        drop(read("bent"));
    }
    let text = String::from_utf8_lossy(&whole[8..8 + header]).into_owned();
    let rewritten = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let header = text.replace(from, to);
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend(&whole[8 + text.len()..]);
        sealed(bytes)
    };
    let hostile = [
        ("widths = 2 24 24 1", "widths = 2 99999999999999 24 1", "but says [2, 99999999999999, 24, 1]"),
        ("widths = 2 24 24 1", "widths = 2", "says `widths"),
        ("dim = 1", "dim = 18446744073709551615", "says `widths"),
        ("batch = 300", "batch = 4611686018427387904", "do not fit in memory"),
        ("batch = 300", "batch = 0", "no pairs in a batch"),
        ("learning_rate = 0.002", "learning_rate = NaN", "learning_rate = NaN"),
        ("ema = 0.999", "ema = 1.5", "ema = 1.5"),
        ("activation = silu", "activation = step", "`step`"),
        ("schedule = linear", "schedule = linear-vp", "infinite mean square"),
        ("learned = velocity", "learned = noise", "has learned the noise"),
        ("seed = 0", "seed = -1", "seed = -1"),
        ("net.0.weight", "net.1.weight", "net.0.weight"),
        ("steps_done = ", "steps_gone = ", "steps_done"),
        ("steps_done = 4", "steps_done = 5", "log.recent"),
        ("steps_done = 4", "steps_done = 104", "log.steps"),
        ("checksum = ", "checkers = ", "does not say its `checksum`"),
    ];
    for (from, to, says) in hostile {
        let said = refused("hostile", &rewritten(from, to));
        assert!(said.contains(says), "{to}: {said}");
    }
    let mut poisoned = whole.clone();
    let end = poisoned.len();
    poisoned[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(refused("poisoned", &sealed(poisoned)).contains("NaN"));
    assert!(refused("foreign", b"\x89PNG\r\n\x1a\n0000000000000000").contains("no safetensors file"));
    assert!(message(read("missing")).contains("cannot be read"));
    assert!(message(ScoreMatching::resume(at("whole"), mixture())).contains("velocity"));
    assert!(message(Mlp::<f32>::load(at("whole"), Activation::Silu)).contains("found `adam.m.0.bias`"));
    training.field().save(at("field")).unwrap();
    assert!(message(Mlp::<f32>::load(at("field"), Activation::Relu)).contains("silu"));
    assert!(message(Checkpoint::read(at("field"))).contains("it is no training run"));
    assert!(message(training.checkpoint(at("no/such/folder"))).contains("cannot be written"));
}

/// A file of ours with its checksum taken again.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let name = b"checksum = ";
    if let Some(start) = bytes.windows(name.len()).position(|window| window == name) {
        let digits = start + name.len()..start + name.len() + 8;
        bytes[digits.clone()].fill(b'0');
        let sum = format!("{:08x}", crc32fast::hash(&bytes));
        bytes[digits].copy_from_slice(sum.as_bytes());
    }
    bytes
}

#[test]
fn what_cannot_be_trained_is_refused_by_name() {
    let refused = |settings: Settings| message(FlowMatching::new(mixture(), settings));
    assert!(refused(Settings { batch: 0, ..short(1) }).contains("no pairs in a batch"));
    assert!(refused(Settings { hidden: vec![0], ..short(1) }).contains("no numbers in a layer"));
    assert!(refused(Settings { hidden: vec![1 << 40, 1 << 40], ..short(1) }).contains("do not fit in memory"));
    assert!(refused(Settings { learning_rate: -1.0, ..short(1) }).contains("learning_rate = -1"));
    assert!(refused(Settings { frequencies: 1 << 63, ..short(1) }).contains("9223372036854775808 frequencies"));
    assert!(refused(Settings { label_dropout: 1.0, ..short(1) }).contains("label_dropout = 1"));
    assert!(refused(Settings { schedule: Schedule::LinearVp, ..short(1) }).contains("LinearVp"));
}

#[test]
fn a_loss_beyond_all_numbers_stops_with_the_step_and_keeps_the_weights() {
    let settings = Settings { learning_rate: 1e30, ..short(50) };
    let mut training = FlowMatching::new(mixture(), settings).unwrap();
    let said = message(training.fit(going_on));
    assert!(said.starts_with("the loss is ") && said.contains("learning rate below 1000"), "{said}");
    let steps = training.steps_done();
    assert!(steps < 50 && said.contains(&format!("in step {steps}")), "{said} {steps}");
}

/// A law that breaks one promise.
struct Liar(fn(usize) -> (Array2<f64>, Vec<usize>));

impl Sample for Liar {
    fn dim(&self) -> usize {
        2
    }

    fn sample(&self, _seed: Seed, n: usize) -> flowlab::Result<Array2<f64>> {
        Ok(self.0(n).0)
    }
}

impl SampleLabelled for Liar {
    fn class_probabilities(&self) -> Array1<f64> {
        array![0.5, 0.5]
    }

    fn sample_labelled(&self, _seed: Seed, n: usize) -> flowlab::Result<(Array2<f64>, Vec<usize>)> {
        Ok(self.0(n))
    }
}

#[test]
fn a_law_that_breaks_its_promise_is_told_so_and_trains_nothing() {
    let refused = |law| {
        let training = FlowMatching::new(Data::labelled(Liar(law)), short(1)).and_then(|mut training| training.step());
        training.unwrap_err().to_string()
    };
    let good = |n: usize| Array2::from_shape_fn((n, 2), |(i, j)| (i + j) as f64 / n as f64);
    assert!(refused(|n| (Array2::zeros((n / 2, 2)), vec![0; n])).contains("(128, 2)"));
    assert!(refused(|n| (Array2::zeros((n, 3)), vec![0; n])).contains("(256, 3) where (256, 2)"));
    assert!(refused(|n| (Array2::from_elem((n, 2), f64::NAN), vec![0; n])).contains("hold NaN in row 0, column 0"));
    assert!(refused(|n| (Array2::zeros((n, 2)), vec![0; 3])).contains("have 3 labels"));
    let out_of_range = |n: usize| (Array2::from_shape_fn((n, 2), |(i, j)| (i + j) as f64 / n as f64), vec![7; n]);
    assert!(refused(out_of_range).contains("have the label 7, but 2 classes, from 0 on"));
    assert!(good(4).iter().all(|x| x.is_finite()));
}

#[test]
fn a_law_may_keep_its_samples_column_by_column() {
    fn number(i: usize, j: usize) -> f64 {
        ((3 * i + 5 * j) % 7) as f64 - 3.0
    }
    let loss = |law| FlowMatching::new(Data::new(Liar(law)), short(1)).unwrap().step().unwrap();
    let by_rows = loss(|n| (Array2::from_shape_fn((n, 2), |(i, j)| number(i, j)), Vec::new()));
    let by_columns = loss(|n| (Array2::from_shape_fn((2, n), |(j, i)| number(i, j)).reversed_axes(), Vec::new()));
    assert_eq!(by_rows, by_columns);
}

#[test]
fn data_in_raw_units_are_refused_with_the_way_out() {
    let raw = |mean: f64, sd: f64| Gaussian::isotropic(array![0.0, mean], sd).unwrap();
    let refused = |law| FlowMatching::new(law, short(1)).unwrap_err().to_string();
    let heights = refused(raw(1700.0, 90.0));
    assert!(heights.contains("Scaler") && heights.starts_with("column 0 of the data has the standard deviation"));
    assert!(refused(raw(1700.0, 1.0)).starts_with("column 1 of the data has the mean 1"));
    assert!(refused(raw(0.0, 1e-4)).contains("standard deviation"));
    let point = Dataset::new(array![[1.0, 2.0]], vec![0]).unwrap();
    assert!(FlowMatching::new(point, short(1)).is_ok()); // a law of one point is no matter of units
}

#[test]
fn coupled_pairs_are_nearer_and_their_field_still_carries_the_source_to_the_data() {
    let settings = Settings { hidden: vec![48, 48], steps: 2500, learning_rate: 5e-3, ..Settings::default() };
    let mut training =
        FlowMatching::new(Data::new(mixture()).coupled(train::coupling::sorted), settings.clone()).unwrap();
    training.fit(going_on).unwrap();
    let x0 = Gaussian::standard(1).unwrap().sample(Seed(2), 4000).unwrap();
    let few = TimeGrid::uniform(0.0, 1.0, 4).unwrap();
    let end = simulate_ode_final(&training.field(), &Euler, &few, &x0).unwrap();
    // sorted pairs go straight, each alone: four steps of Euler do. The 1 % line is .026; independent pairs have .15
    let distance = metrics::ks(&end.column(0), mixture_cdf).unwrap();
    assert!(distance < 0.05, "{distance}");
    // the least loss is that of batches of 128, some W₂² of their halves, far below 2.77 of independent pairs
    assert!(training.test_loss(Seed(5), 20_000).unwrap().mean < 0.3);
    // and no score follows from such a velocity
    let path = training.path();
    assert_eq!(Extended::dial(path, training.field(), 1.0).unwrap_err(), Error::NoScore);
    let file = tempfile::tempdir().unwrap();
    training.field().save(file.path().join("field")).unwrap();
    let loaded = TrainedField::<Velocity>::load(file.path().join("field")).unwrap();
    assert_eq!(Extended::dial(path, loaded, 1.0).unwrap_err(), Error::NoScore);
}

#[test]
fn another_source_is_where_the_field_starts() {
    let (left, right) =
        (Gaussian::isotropic(array![-3.0], 0.5).unwrap(), Gaussian::isotropic(array![2.0], 1.0).unwrap());
    let data = Data::new(right).with_source(left.clone()).unwrap();
    let settings = Settings { hidden: vec![48, 48], steps: 3000, learning_rate: 5e-3, ..Settings::default() };
    let mut training = FlowMatching::new(data, settings).unwrap();
    training.fit(going_on).unwrap();
    let x0 = left.sample(Seed(2), 4000).unwrap();
    let end = simulate_ode_final(&training.field(), &Rk4, &TimeGrid::uniform(0.0, 1.0, 50).unwrap(), &x0).unwrap();
    let law = Normal::new(2.0, 1.0).unwrap();
    let distance = metrics::ks(&end.column(0), |x| law.cdf(x)).unwrap();
    assert!(distance < 0.05, "{distance}, {:?}", end.mean()); // 1 % line .026, the rest for a short training
    let two = Gaussian::standard(2).unwrap();
    assert!(Data::new(mixture()).with_source(two).unwrap_err().to_string().contains("dimension of the source is 2"));
}

#[test]
fn given_pairs_are_learned_as_they_are() {
    // x -> 3 + x/2, on one straight line each: the velocity at t is (3 - x0/2)
    let x0 = Gaussian::standard(1).unwrap().sample(Seed(1), 4000).unwrap();
    let z = 3.0 + 0.5 * &x0;
    let settings = Settings { hidden: vec![32, 32], steps: 1500, learning_rate: 5e-3, ..Settings::default() };
    let mut training = FlowMatching::new(Data::pairs(x0, z).unwrap(), settings).unwrap();
    training.fit(going_on).unwrap();
    let starts = array![[-1.5], [0.0], [1.5]];
    let end = simulate_ode_final(&training.field(), &Euler, &TimeGrid::uniform(0.0, 1.0, 1).unwrap(), &starts).unwrap();
    let gap = end - (3.0 + 0.5 * &starts);
    assert!(gap.iter().all(|gap| gap.abs() < 0.1), "{gap}"); // a short training: seen .02
}

#[test]
fn conditions_choose_the_law() {
    // z = c1 + 0.3 ε with c2 telling the sign
    let noise = Gaussian::standard(3).unwrap().sample(Seed(1), 3000).unwrap();
    let conditions =
        Array2::from_shape_fn((3000, 2), |(i, j)| if j == 0 { noise[[i, 0]] } else { noise[[i, 1]].signum() });
    let points = Array2::from_shape_fn((3000, 1), |(i, _)| {
        conditions[[i, 1]] * (2.0 + conditions[[i, 0]]) + 0.3 * noise[[i, 2]]
    });
    let settings = Settings { hidden: vec![48, 48], steps: 2500, learning_rate: 5e-3, ..Settings::default() };
    let data = || Data::conditioned(points.clone(), conditions.clone()).unwrap();
    let mut training = FlowMatching::new(data(), settings).unwrap();
    training.fit(going_on).unwrap();
    let x0 = Gaussian::standard(1).unwrap().sample(Seed(3), 2000).unwrap();
    let grid = TimeGrid::uniform(0.0, 1.0, 30).unwrap();
    let file = tempfile::tempdir().unwrap();
    training.field().save(file.path().join("field")).unwrap();
    let field = TrainedField::<Velocity>::load(file.path().join("field")).unwrap();
    for (conditions, mean) in [([0.5, 1.0], 2.5), ([-0.5, -1.0], -1.5)] {
        let end = simulate_ode_final(&field.with_conditions(&conditions).unwrap(), &Heun, &grid, &x0).unwrap();
        assert!((end.mean().unwrap() - mean).abs() < 0.15, "{:?}", end.mean()); // seen within .05
        assert!((end.std(0.0) - 0.3).abs() < 0.12, "{}", end.std(0.0));
    }
    assert!(field.with_conditions(&[1.0]).is_err() && field.with_label(0).is_err());
    assert!(field.with_conditions(&[f64::NAN, 1.0]).is_err());
    let file = file.path().join("run");
    training.checkpoint(&file).unwrap();
    assert!(FlowMatching::resume(&file, data()).is_ok());
    let turned = Data::conditioned(points.clone(), -&conditions).unwrap();
    assert!(FlowMatching::<f32>::resume(&file, turned).unwrap_err().to_string().contains("other data"));
}

#[test]
fn a_loss_and_an_optimiser_of_ones_own_run_in_the_same_loop() {
    // the run's own loss and optimiser, written out: the same steps to rounding
    let settings = || Settings { warm_up: 10, clip: Some(0.5), ..short(60) };
    let mut own = FlowMatching::<f64>::in_precision(mixture(), settings()).unwrap().with_loss(|pair, gradient| {
        let gaps = pair.output.iter().zip(pair.target).map(|(output, target)| output - target);
        gradient.iter_mut().zip(gaps.clone()).for_each(|(slope, gap)| *slope = 2.0 * pair.weight * gap);
        pair.weight * gaps.map(|gap| gap * gap).sum::<f64>()
    });
    let weights = own.net().weights().len();
    own = own.with_optimiser(Adam::new(weights));
    let mut usual = FlowMatching::<f64>::in_precision(mixture(), settings()).unwrap();
    for _ in 0..60 {
        let (a, b) = (own.step().unwrap(), usual.step().unwrap());
        assert!((a / b - 1.0).abs() < 1e-12, "{a} {b}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run");
    assert!(own.checkpoint(&file).unwrap_err().to_string().contains("optimiser of your own"));
    // a run with a loss of one's own goes on only with it
    let absolute = |pair: &train::Guess<'_>, gradient: &mut [f64]| {
        let gap = pair.output[0] - pair.target[0];
        gradient[0] = gap.signum();
        gap.abs()
    };
    let mut whole = FlowMatching::new(mixture(), short(60)).unwrap().with_loss(absolute);
    whole.fit(going_on).unwrap();
    let mut broken = FlowMatching::new(mixture(), short(60)).unwrap().with_loss(absolute);
    (0..20).for_each(|_| {
        broken.step().unwrap();
    });
    broken.checkpoint(&file).unwrap();
    let mut resumed = FlowMatching::resume(&file, mixture()).unwrap();
    assert_eq!(resumed.step().unwrap_err(), Error::WantsLoss);
    resumed = resumed.with_loss(absolute);
    resumed.fit(going_on).unwrap();
    assert_eq!(resumed.net(), whole.net());
    // and one that leaves its gradient unwritten is told so
    let mut lazy = FlowMatching::new(mixture(), short(1)).unwrap().with_loss(|_, _| 0.0);
    assert!(lazy.step().unwrap_err().to_string().contains("gradient of a loss"));
}

#[test]
fn clipping_warm_up_and_other_times_are_in_the_checkpoint() {
    let times = train::Times::logit_normal(0.0, 1.0).unwrap();
    let settings = || Settings { warm_up: 30, clip: Some(1e-2), times: times.clone(), ..short(120) };
    let mut whole = FlowMatching::new(mixture(), settings()).unwrap();
    whole.fit(going_on).unwrap();
    let mut broken = FlowMatching::new(mixture(), settings()).unwrap();
    (0..50).for_each(|_| {
        broken.step().unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run");
    broken.checkpoint(&file).unwrap();
    assert_eq!(Checkpoint::read(&file).unwrap().settings, settings());
    let mut resumed = FlowMatching::resume(&file, mixture()).unwrap();
    resumed.fit(going_on).unwrap();
    assert_eq!(resumed.net(), whole.net());
}

#[test]
fn other_times_leave_the_field_where_it_was() {
    // the minimiser is the same; a network with room for it finds it with any law of times
    let settings = Settings {
        hidden: vec![48, 48],
        steps: 2500,
        learning_rate: 5e-3,
        times: train::Times::from_quantile(f64::sqrt).unwrap(),
        ..Settings::default()
    };
    let mut training = FlowMatching::new(mixture(), settings).unwrap();
    training.fit(going_on).unwrap();
    let exact = MarginalField::new(training.path(), mixture());
    let least = least_loss(&exact, Seed(1), 50_000).unwrap();
    let found = train::loss(&training.field(), training.path(), mixture(), Seed(1), 50_000).unwrap();
    // the same pairs, so their chance is nearly the same: 2.77 and a few hundredths for a short training
    assert!(found.mean > least.mean && found.mean < least.mean + 0.1, "{found:?} {least:?}");
}

#[test]
fn products_with_the_jacobian_of_a_trained_field_are_exact() {
    let settings = Settings { frequencies: 1, activation: Activation::Tanh, ..short(20) };
    for schedule in Schedule::ALL {
        let mut training =
            ScoreMatching::<f64>::in_precision(Moons::new(0.05).unwrap(), Settings { schedule, ..settings.clone() })
                .unwrap();
        training.fit(going_on).unwrap();
        let field = training.field();
        let law = Gaussian::standard(2).unwrap();
        let (x, v) = (law.sample(Seed(1), 200).unwrap(), law.sample(Seed(2), 200).unwrap());
        let mut along = Array2::zeros(x.dim());
        field.jvp(0.4, x.view(), v.view(), along.view_mut());
        let quotient = (field.at(0.4, &(&x + &(1e-6 * &v))) - field.at(0.4, &(&x - &(1e-6 * &v)))) / 2e-6;
        // rounding 1e-16/1e-6, and 1e-12 times a third derivative
        assert!((along - quotient).iter().all(|gap| gap.abs() < 1e-8), "{schedule:?}");
    }
}

#[test]
fn a_network_of_ones_own_is_a_field() {
    let path = GaussianPath::new(Schedule::Linear);
    let net = Mlp::<f32>::new(&[2 + 1 + 2, 8, 2], Activation::Silu, Seed(1)).unwrap();
    let field = TrainedField::<Velocity>::of(net.clone(), path, 1).unwrap();
    assert_eq!((field.n_classes(), field.net()), (0, &net));
    assert_eq!(TrainedField::<Velocity>::of(net.clone(), path, 0).unwrap().n_classes(), 2);
    let refused = TrainedField::<Velocity>::of(net.clone(), path, 2).unwrap_err().to_string();
    assert!(refused.contains("number of inputs of the network is 5"), "{refused}");
    assert!(TrainedField::<Velocity>::of(net, GaussianPath::new(Schedule::LinearVp), 1).is_err());
}

#[test]
fn a_run_starts_from_given_weights() {
    let mut first = FlowMatching::<f32>::new(mixture(), short(50)).unwrap();
    first.fit(going_on).unwrap();
    let next = || FlowMatching::<f32>::new(mixture(), short(50)).unwrap();
    assert_eq!(next().with_net(first.net().clone()).unwrap().field().net(), first.net());
    let other = Mlp::<f32>::new(&[2, 24, 1], Activation::Silu, Seed(1)).unwrap();
    assert!(next().with_net(other).unwrap_err().to_string().contains("number of layers"));
    let relu = Mlp::<f32>::new(&[2, 24, 24, 1], Activation::Relu, Seed(1)).unwrap();
    assert!(next().with_net(relu).unwrap_err().to_string().contains("relu between its layers"));
    let weights = first.net().clone();
    assert!(first.with_net(weights).unwrap_err().to_string().contains("has done 50 steps"));
}

#[test]
fn the_loss_of_coupled_data_does_not_depend_on_how_many_pairs_are_asked_for() {
    let data = Data::new(mixture()).coupled(train::coupling::sorted);
    let mut training = FlowMatching::<f32>::new(data, Settings { batch: 128, ..short(300) }).unwrap();
    training.fit(going_on).unwrap();
    let [few, many] = [128 * 8, 128 * 80].map(|n| training.test_loss(Seed(4), n).unwrap());
    // pairs of a batch depend on one another, so the errors are some multiples of the stated ones
    assert!((few.mean - many.mean).abs() < 20.0 * few.error, "{few:?} {many:?}");
}

#[test]
fn pairs_are_coupled_within_a_label_so_that_each_label_starts_in_the_whole_noise() {
    let settings = Settings { hidden: vec![48, 48], steps: 2000, learning_rate: 5e-3, ..Settings::default() };
    let data = Data::labelled(mixture()).coupled(train::coupling::sorted);
    let mut training = FlowMatching::<f32>::new(data, settings).unwrap();
    training.fit(going_on).unwrap();
    let x0 = Gaussian::standard(1).unwrap().sample(Seed(2), 2000).unwrap();
    let field = training.field().with_label(1).unwrap();
    let end = simulate_ode_final(&field, &Heun, &TimeGrid::uniform(0.0, 1.0, 20).unwrap(), &x0).unwrap();
    assert!((end.mean().unwrap() - 2.0).abs() < 0.1 && (end.std(0.0) - 0.5).abs() < 0.1, "{:?}", end.mean());
    let data = Data::conditioned(x0.clone(), x0).unwrap().coupled(train::coupling::sorted);
    assert!(FlowMatching::<f32>::new(data, short(1)).unwrap_err().to_string().contains("conditions and a coupling"));
}

#[test]
fn conditions_and_sources_in_raw_units_are_refused_too() {
    let points = || Gaussian::standard(1).unwrap().sample(Seed(1), 100).unwrap();
    let heights = points().mapv(|x| 1700.0 + 90.0 * x);
    let refused = |data: Data| FlowMatching::<f32>::new(data, short(1)).unwrap_err().to_string();
    assert!(
        refused(Data::conditioned(points(), heights.clone()).unwrap()).starts_with("column 0 of the conditions has")
    );
    assert!(refused(Data::pairs(heights.clone(), points()).unwrap()).starts_with("column 0 of the given x0 has"));
    let far = Gaussian::isotropic(array![1e9], 1.0).unwrap();
    assert!(refused(Data::new(mixture()).with_source(far).unwrap()).starts_with("column 0 of the source has the mean"));
    let rows = Dataset::unlabelled(heights).unwrap();
    let mut training = FlowMatching::<f32>::new(mixture(), short(1)).unwrap();
    assert!(training.fit_held_out(rows, 1, |_| ControlFlow::Continue(())).unwrap_err().to_string().contains("Scaler"));
}
