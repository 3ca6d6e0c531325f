//! Every bad input is refused in one line that names the value.

use flowlab::ndarray::{Array1, Array2, ArrayRef2, array};
use flowlab::prelude::*;

/// The message of a refusal, checked to be one line that holds the named value.
fn refused<T>(outcome: flowlab::Result<T>, value: &str) {
    let message = outcome.err().expect("a bad input was taken").to_string();
    assert!(message.contains(value) && !message.contains('\n'), "`{message}` does not name `{value}`");
}

fn unit(n_steps: usize) -> TimeGrid {
    TimeGrid::uniform(0.0, 1.0, n_steps).unwrap()
}

#[test]
fn bad_grids() {
    refused(TimeGrid::uniform(0.0, 1.0, 0), "n_steps = 0");
    refused(TimeGrid::uniform(0.5, 0.5, 3), "t0 = t1 = 0.5");
    refused(TimeGrid::uniform(f64::NAN, 1.0, 3), "t0 = NaN");
    refused(TimeGrid::uniform(0.0, f64::INFINITY, 3), "t1 = inf");
    refused(TimeGrid::uniform(-1e308, 1e308, 3), "t1 - t0 = inf");
    refused(TimeGrid::uniform(0.0, 1.0, usize::MAX), "18446744073709551615 steps");
}

#[test]
fn bad_starts_of_an_ode() {
    let ode = LinearOde::new(2, 1.0).unwrap();
    refused(simulate_ode(&ode, &Euler, &unit(2), &array![[1.0, 2.0, 3.0]]), "columns of x0 is 3");
    refused(simulate_ode(&ode, &Euler, &unit(2), &Array2::zeros((0, 2))), "no particles");
    refused(simulate_ode(&ode, &Euler, &unit(2), &array![[1.0, 2.0], [0.0, f64::NAN]]), "x0[1, 1] = NaN");
    let nowhere = Field::new(0, |_, _, _| ());
    refused(simulate_ode(&nowhere, &Euler, &unit(2), &Array2::zeros((1, 0))), "no dimensions");
}

#[test]
fn bad_sdes() {
    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
    let brownian = BrownianPath::sample(Seed(0), &unit(4), 3, 1).unwrap();
    let solve = |x0: Array2<f64>| simulate_sde(&process, &EulerMaruyama, &brownian, &x0);
    refused(solve(Array2::zeros((2, 1))), "rows of x0 is 2");
    refused(solve(Array2::zeros((3, 2))), "columns of x0 is 2");
    refused(solve(Array2::from_elem((3, 1), f64::INFINITY)), "x0[0, 0] = inf");
    let wide = BrownianPath::sample(Seed(0), &unit(4), 3, 2).unwrap();
    refused(simulate_sde(&process, &EulerMaruyama, &wide, &Array2::zeros((3, 1))), "Brownian path is 2");
    let with = |sigma: fn(f64) -> f64| {
        let sde = AdditiveSde::new(LinearOde::new(1, 1.0).unwrap(), sigma);
        simulate_sde(&sde, &EulerMaruyama, &brownian, &Array2::zeros((3, 1)))
    };
    refused(with(|t| 0.4 - t), "sigma at t = 0.5 = -0.09999999999999998");
    refused(with(|t| 1.0 / t), "sigma at t = 0 = inf");
    assert!(with(|t| 1.0 / (1.0 - t)).is_ok(), "no step starts at t = 1");
}

#[test]
fn bad_brownian_paths() {
    let path = BrownianPath::sample(Seed(0), &unit(6), 2, 1).unwrap();
    refused(BrownianPath::sample(Seed(0), &TimeGrid::uniform(1.0, 0.0, 4).unwrap(), 1, 1), "t0 = 1 > t1 = 0");
    // the step size rounds to 0 here, but the grid still runs back
    let smallest = TimeGrid::uniform(5e-324, 0.0, 3).unwrap();
    assert_eq!(smallest.h(), 0.0);
    refused(BrownianPath::sample(Seed(0), &smallest, 1, 1), "> t1 = 0");
    refused(BrownianPath::sample(Seed(0), &unit(6), 0, 1), "no particles");
    refused(BrownianPath::sample(Seed(0), &unit(6), 1, 0), "no dimensions");
    refused(BrownianPath::sample(Seed(0), &unit(6), usize::MAX, 1), "7 knots x 18446744073709551615 particles");
    refused(path.coarsen(4), "6 steps by 4");
    refused(path.coarsen(0), "6 steps by 0");
    refused(path.coarsen(7), "6 steps by 7");
    refused(path.refine(0, Seed(0)), "by 0");
    refused(path.refine(usize::MAX, Seed(0)), "knots x 2 particles");
}

#[test]
fn more_than_memory_holds() {
    let most = usize::MAX;
    refused(Gaussian::standard(most), "18446744073709551615 dimensions");
    refused(Gaussian::standard(1 << 61), "2305843009213693952 dimensions");
    refused(OrnsteinUhlenbeck::new(most, 1.0, 1.0).unwrap().stationary(), "18446744073709551615 dimensions");
    refused(metrics::quantiles(most, |x| x.clamp(0.0, 1.0)), "18446744073709551615 quantiles");
    let x = array![[0.0, 1.0], [2.0, 3.0]];
    refused(metrics::sliced_wasserstein(1, &x, &x, most, Seed(0)), "18446744073709551615 projections");
    refused(metrics::null(metrics::energy_distance, &x, &x, 1 << 61, Seed(0)), "2305843009213693952 repetitions");
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::standard(1).unwrap());
    refused(train::least_loss(&field, Seed(0), 1 << 60), "1152921504606846976 pairs");
    let settings = Settings { hidden: vec![4], ..Settings::default() };
    let training = FlowMatching::new(Gaussian::standard(1).unwrap(), settings.clone()).unwrap();
    refused(training.test_loss(Seed(0), 1 << 60), "1152921504606846976 pairs");
    for frequencies in [1 << 40, 1 << 62, 1 << 63, most] {
        let settings = Settings { frequencies, ..settings.clone() };
        refused(FlowMatching::new(Gaussian::standard(1).unwrap(), settings), "do not fit in memory");
    }
    refused(Cats::new(5, 5).unwrap().sample(Seed(0), most), "18446744073709551615 particles x 75 dimensions");
}

#[test]
fn bad_processes() {
    refused(LinearOde::new(0, 1.0), "no dimensions");
    refused(LinearOde::new(1, f64::NAN), "lambda = NaN");
    refused(OrnsteinUhlenbeck::new(1, 1.0, -0.5), "sigma = -0.5");
    refused(OrnsteinUhlenbeck::new(1, f64::INFINITY, 0.5), "lambda = inf");
    refused(OrnsteinUhlenbeck::new(1, -2.0, 0.5).unwrap().stationary(), "= -2");
    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
    refused(process.law(0.0, &array![1.0]), "variance = 0");
    refused(process.law(1.0, &array![1.0, 2.0]), "length of x0 is 2");
    refused(process.law(1.0, &array![f64::NAN]), "mean[0] = NaN");
}

#[test]
fn bad_gaussians() {
    refused(Gaussian::standard(0), "no dimensions");
    refused(Gaussian::isotropic(array![0.0], -1.0), "sd = -1");
    refused(Gaussian::isotropic(array![0.0, f64::NAN], 1.0), "mean[1] = NaN");
    refused(Gaussian::isotropic(array![0.0], 1e-200), "variance = 0");
    refused(Gaussian::new(array![0.0, 0.0], array![[1.0, 0.0], [0.0, -0.5]]), "eigenvalue -0.5");
    refused(Gaussian::new(array![0.0, 0.0], array![[1.0, 2.0], [2.0, 1.0]]), "eigenvalue -1");
    refused(Gaussian::new(array![0.0, 0.0], array![[1.0, 1.0], [1.0, 1.0]]), "positive definite");
    refused(Gaussian::new(array![0.0, 0.0], array![[1.0, 0.5], [0.25, 1.0]]), "covariance[0, 1] = 0.5");
    refused(Gaussian::new(array![0.0, 0.0], array![[1.0]]), "rows of the covariance is 1");
    let huge = array![[f64::MAX, 0.9 * f64::MAX], [0.9 * f64::MAX, f64::MAX]];
    refused(Gaussian::new(array![0.0, 0.0], huge), "eigenvalue of the covariance = inf");
    let deep = array![[-f64::MAX, 0.9 * f64::MAX], [0.9 * f64::MAX, -f64::MAX]];
    refused(Gaussian::new(array![0.0, 0.0], deep), "eigenvalue of the covariance = -inf");
    refused(Gaussian::new(array![0.0], array![[f64::NAN]]), "covariance[0, 0] = NaN");
    refused(Gaussian::standard(1).unwrap().sample(Seed(0), 0), "no samples");
}

#[test]
fn bad_mixtures() {
    let means = || array![[-1.0], [1.0]];
    refused(GaussianMixture::isotropic(array![0.5, 0.6], means(), 1.0), "sum to 1.1");
    refused(GaussianMixture::isotropic(array![1.5, -0.5], means(), 1.0), "weights[1] = -0.5");
    refused(GaussianMixture::isotropic(array![0.5, f64::NAN], means(), 1.0), "weights[1] = NaN");
    refused(GaussianMixture::isotropic(array![1.0], means(), 1.0), "weights is 1");
    refused(GaussianMixture::isotropic(array![0.5, 0.5], means(), 0.0), "sd = 0");
    refused(GaussianMixture::new(Array1::zeros(0), vec![]), "no components");
    let (line, plane) = (Gaussian::standard(1).unwrap(), Gaussian::standard(2).unwrap());
    refused(GaussianMixture::new(array![0.5, 0.5], vec![line, plane]), "component is 2");
    let mixture = GaussianMixture::isotropic(array![0.5, 0.5], means(), 1.0).unwrap();
    refused(mixture.sample_labelled(Seed(0), 0), "no samples");
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), mixture);
    refused(field.law(f64::NAN), "t = NaN");
}

#[test]
fn bad_couplings() {
    let (x0, z) = (Array2::<f64>::zeros((3, 1)), Array2::<f64>::zeros((2, 1)));
    refused(train::coupling::in_groups(0, train::coupling::sorted)(&x0, &x0), "no pairs in a group");
    refused(train::coupling::in_groups(2, train::coupling::sorted)(&x0, &z), "rows of x0 is 3");
    let (line, plane) = (Gaussian::standard(1).unwrap(), Gaussian::standard(2).unwrap());
    refused(SortedField::new(line.clone(), 0), "no pairs in a batch");
    refused(SortedField::new(line.clone(), usize::MAX), "18446744073709551615 pairs");
    refused(SortedField::new(plane.clone(), 4), "the dimension of the data is 2");
    let field = |law| MarginalField::new(GaussianPath::new(Schedule::Linear), law);
    refused(field(plane).flow(0.0, 1.0, &Array2::zeros((1, 2))), "the dimension of the law is 2");
    refused(field(line.clone()).flow(0.0, 1.5, &x0), "t = 1.5");
    refused(field(line.clone()).mean_velocity(-0.5, 1.0, &x0), "t = -0.5");
    refused(field(line).flow(0.0, 1.0, &array![[f64::INFINITY]]), "x[0, 0] = inf");
}

#[test]
fn bad_chains() {
    refused(RateMatrix::new(Array2::zeros((0, 0))), "no states");
    refused(RateMatrix::new(Array2::zeros((2, 3))), "columns of the rates is 3");
    refused(RateMatrix::new(array![[0.0, f64::NAN], [0.0, 0.0]]), "rates[0, 1] = NaN");
    refused(RateMatrix::new(array![[1.0, 0.0], [-1.0, 0.0]]), "rates[1, 0] = -1");
    refused(RateMatrix::new(array![[-1.0, 0.0], [2.0, 0.0]]), "column 0 sum to 1");
    let rates = RateMatrix::new(array![[-1.0, 2.0], [1.0, -2.0]]).unwrap();
    refused(rates.law(&array![1.0], 1.0), "length of p0 is 1");
    refused(rates.law(&array![1.0, 0.0], -1.0), "t = -1");
    refused(rates.paths(2, 1.0, Seed(0), 1), "state 2: they are 0 to 1");
    refused(rates.paths(0, f64::INFINITY, Seed(0), 1), "t1 = inf");
    refused(rates.paths(0, 1e10, Seed(0), 1), "2e10 jumps");
    refused(rates.paths(0, 1.0, Seed(0), usize::MAX), "18446744073709551615 paths");
}

#[test]
fn bad_languages_and_texts() {
    refused(Language::new("", &["0"]), "symbols or sentences are missing");
    refused(Language::new("01", &[]), "symbols or sentences are missing");
    refused(Language::new("0?", &["0"]), "the symbol '?' is the mask");
    refused(Language::new("010", &["0"]), "the symbol '0' is");
    refused(Language::new("01", &["00", "02"]), "\"02\" has a letter");
    refused(Language::new("01", &["00", "011"]), "different lengths");
    refused(Language::new("01", &["", ""]), "without letters");
    refused(Language::new("01", &["00", "11", "00"]), "\"00\" stands twice");
    refused(Language::coins(0), "0 bits");
    refused(Language::parity(17), "17 bits");
    let sums = Language::sums();
    for text in ["671", "67133", "67x3", "6\n13"] {
        refused(sums.read(text), "give 4 letters");
    }
}

#[test]
fn bad_steps_of_words() {
    refused(Plan::even(0), "no steps");
    refused(Plan::knots(&[0.0]), "no steps");
    refused(Plan::knots(&[0.1, 1.0]), "knot 0 of kappa is 0.1");
    refused(Plan::knots(&[0.0, 0.5, 0.5, 1.0]), "knot 2 of kappa is 0.5");
    refused(Plan::knots(&[0.0, f64::NAN, 1.0]), "knot 1 of kappa is NaN");
    refused(Plan::clock(4, |t| t / 2.0), "knot 4 of kappa is 0.5");
    refused(Plan::groups(&[]), "no groups of letters");
    let of = |noise| MixturePath::new(Language::coins(3).unwrap(), noise);
    let (masks, uniform) = (of(LetterNoise::Mask), of(LetterNoise::Uniform));
    let groups = |groups: &[&[usize]]| Plan::groups(groups).unwrap();
    refused(tau_leap(&masks, &groups(&[&[0], &[1]]), Seed(0), 1), "letters 0 to 2 once");
    refused(tau_leap_steps(&masks, &groups(&[&[0], &[1], &[2], &[0]]), Seed(0), 1), "letters 0 to 2 once");
    refused(StringLaw::exact(&uniform, &groups(&[&[0], &[1], &[2]])), "take masks");
    refused(tau_leap(&masks, &Plan::even(2).unwrap(), Seed(0), usize::MAX), "18446744073709551615 strings");
    refused(masks.posterior(1.5, &[0, 0, 0]), "kappa = 1.5");
    refused(masks.posterior(0.5, &[0, 0]), "letters of x is 2");
    refused(uniform.posterior(0.5, &[0, 2, 0]), "letter 2: they are 0 to 1");
    refused(masks.pairs(Seed(0), usize::MAX), "18446744073709551615 pairs");
    let long = MixturePath::new(Language::new("0", &["0".repeat(70).as_str()]).unwrap(), LetterNoise::Mask);
    refused(long.law(0.5), "strings do not fit");
    let net = |widths: &[usize]| Mlp::zeros(widths, Activation::Silu).unwrap();
    refused(Learned::new(&net(&[8, 6]), long.language()), "the network's input is 8");
    refused(Learned::new(&net(&[9, 5]), masks.language()), "its output is 5");
}

#[test]
fn bad_autoencoders() {
    let x = array![[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]];
    refused(Pca::fit(&Array2::zeros((0, 2)), 1), "no rows");
    refused(Pca::fit(&Array2::zeros((2, 0)), 1), "no dimensions");
    refused(Pca::fit(&array![[1.0, f64::NAN]], 1), "x[0, 1] = NaN");
    refused(Pca::fit(&x, 0), "no latents");
    refused(Pca::fit(&x, 3), "the number of latents is 3");
    let pca = Pca::fit(&x, 1).unwrap();
    refused(pca.encode(&array![[1.0]]), "the width of the batch is 1");
    refused(pca.decode(&x), "the width of the batch is 2");
    refused(pca.error(&Array2::zeros((0, 2))), "no rows");
    refused(LinearVae::fit(&x, 0.0, 1.0), "gamma2 = 0");
    refused(LinearVae::fit(&x, 1.0, -2.0), "beta = -2");
    refused(LinearVae::fit(&x, f64::NAN, 1.0), "gamma2 = NaN");
    refused(LinearVae::fit(&x, 1.0, 1.0).unwrap().decode(&array![[1.0]]), "the width of the batch is 1");
}

#[test]
fn bad_parts_of_networks() {
    refused(Linear::<f64>::new(Array2::zeros((2, 3)), Array1::zeros(3)), "the length of the bias is 3");
    refused(Linear::<f32>::zeros(0, 3), "no numbers in a layer");
    refused(Linear::<f64>::zeros(1 << 40, 1 << 40), "1099511627776");
    refused(TimeEmbedding::new(&[]), "no frequencies");
    refused(TimeEmbedding::new(&[f64::INFINITY]), "a frequency = inf");
    refused(TimeEmbedding::geometric(3, 0.0, 10.0), "the least frequency = 0");
    refused(Patches::new(8, 1, 3), "modulo that of a patch is 2");
    refused(Patches::new(8, 0, 2), "no channels");
    let patches = Patches::new(4, 1, 2).unwrap();
    refused(patches.cut(&Array2::<f64>::zeros((1, 15))), "the width of the batch is 15");
    refused(patches.glue(&Array3::<f64>::zeros((1, 3, 4))), "the number of tokens is 3");
    refused(patches.glue(&Array3::<f64>::zeros((1, 4, 3))), "the length of a token is 3");
    refused(Attention::<f64>::random(6, 4, Seed(1)), "modulo the number of heads is 2");
    refused(Attention::<f64>::random(6, 0, Seed(1)), "no heads");
    let [square, wide] = [3, 4].map(|n| Linear::<f64>::zeros(3, n).unwrap());
    refused(Attention::new([square.clone(), square.clone(), wide, square], 1), "outputs of a layer is 4");
    let shape = DitShape { side: 8, channels: 1, patch: 2, dim: 8, blocks: 1, heads: 2, labels: 10 };
    refused(Dit::<f32>::new(DitShape { dim: 9, heads: 3, ..shape }, Seed(1)), "modulo 2 is 1");
    refused(Dit::<f32>::new(DitShape { labels: 0, ..shape }, Seed(1)), "no labels");
    refused(Dit::<f32>::new(DitShape { side: 1 << 20, ..shape }, Seed(1)), "1048576");
    refused(Dit::<f32>::new(shape, Seed(1)).unwrap().with_label(10), "label 10");
    refused(Dit::<f32>::load("no/such/dit.safetensors"), "no/such/dit.safetensors");
    refused(Dit::<f32>::from_bytes(vec![1, 2, 3], "short.safetensors"), "short.safetensors");
}

#[test]
fn bad_pictures() {
    let set = Dataset::new(array![[0.0, 1.0, 2.0, 3.0], [3.0, 2.0, 1.0, 0.0]], vec![0, 1]).unwrap();
    let marks = |z: &ArrayRef2<f64>, side| metrics::PictureMarks::of(z, &[0, 1], [&set, &set], side);
    refused(marks(set.points(), 0), "no pixels in a row");
    refused(marks(set.points(), 3), "shared among its pixels, is 4");
    refused(marks(&array![[0.0, 1.0, f64::NAN, 3.0], [0.0; 4]], 2), "NaN");
    refused(metrics::PictureMarks::of_true([&set, &set], 3), "shared among its pixels, is 4");
}

#[test]
fn bad_neighbours() {
    let training = Dataset::new(array![[0.0], [1.0]], vec![0, 1]).unwrap();
    refused(metrics::label_agreement(&array![[0.0]], &training, 0), "no neighbours");
    refused(metrics::label_agreement(&array![[0.0]], &training, 3), "the number of neighbours is 3");
    refused(metrics::label_agreement(&array![[0.0, 1.0]], &training, 1), "the number of columns of b is 1");
    refused(metrics::label_agreement(&array![[f64::NAN]], &training, 1), "a[0, 0] = NaN");
}
