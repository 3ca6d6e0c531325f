//! Training: what it reaches, that it does not depend on threads or on being broken off, and what files it refuses.

use std::fs;
use std::ops::ControlFlow;

use flowlab::Error;
use flowlab::prelude::*;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};
use flowlab::train::{Velocity, least_loss};

fn short(steps: usize) -> Settings {
    Settings { hidden: vec![24, 24], steps, batch: 300, ..Settings::default() }
}

fn going_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn mixture() -> GaussianMixture {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap()
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
        let law = Normal::new(0.0, 0.5).unwrap();
        let cdf = |x: f64| 0.5 * (law.cdf(x + 2.0) + law.cdf(x - 2.0));
        // the 1 % line of 4000 samples is .026; the rest is for a short training
        let distance = metrics::ks(&end.column(0).to_owned(), cdf).unwrap();
        assert!(distance < 0.08, "{schedule:?} {distance}");
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
    // any one byte of the header, and any length of the header, is read or refused, never a panic
    let header = u64::from_le_bytes(whole[..8].try_into().unwrap()) as usize;
    for i in (0..8 + header).step_by(7) {
        let mut bytes = whole.clone();
        bytes[i] ^= 0x15;
        fs::write(at("bent"), &bytes).unwrap();
        drop(read("bent"));
    }
    let text = String::from_utf8_lossy(&whole[8..8 + header]).into_owned();
    let rewritten = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let header = text.replace(from, to);
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.extend(&whole[8 + text.len()..]);
        bytes
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
    ];
    for (from, to, says) in hostile {
        let said = refused("hostile", &rewritten(from, to));
        assert!(said.contains(says), "{to}: {said}");
    }
    let mut poisoned = whole.clone();
    let end = poisoned.len();
    poisoned[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(refused("poisoned", &poisoned).contains("NaN"));
    assert!(refused("foreign", b"\x89PNG\r\n\x1a\n0000000000000000").contains("no safetensors file"));
    assert!(message(read("missing")).contains("cannot be read"));
    assert!(message(FlowMatching::resume(at("whole"), Moons::new(0.1).unwrap())).contains("give the data of the run"));
    assert!(message(ScoreMatching::resume(at("whole"), mixture())).contains("velocity"));
    assert!(message(Mlp::<f32>::load(at("whole"), Activation::Silu)).contains("has no tensor `0.weight`"));
    training.field().save(at("field")).unwrap();
    assert!(message(Mlp::<f32>::load(at("field"), Activation::Relu)).contains("silu"));
    assert!(message(training.checkpoint(at("no/such/folder"))).contains("cannot be written"));
}

#[test]
fn what_cannot_be_trained_is_refused_by_name() {
    let refused = |settings: Settings| message(FlowMatching::new(mixture(), settings));
    assert!(refused(Settings { batch: 0, ..short(1) }).contains("no pairs in a batch"));
    assert!(refused(Settings { hidden: vec![0], ..short(1) }).contains("no numbers in a layer"));
    assert!(refused(Settings { hidden: vec![1 << 40, 1 << 40], ..short(1) }).contains("do not fit in memory"));
    assert!(refused(Settings { learning_rate: -1.0, ..short(1) }).contains("learning_rate = -1"));
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
