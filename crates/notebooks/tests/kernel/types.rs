//! The kernel keeps a value of every type that flowlab or a verdict returns, bound by a bare `let`.
//!
//! evcxr must name a variable's type to keep it: that fails for a type whose crate flowlab, or the course for it, does not
//! give out.

use std::collections::BTreeSet;
use std::fmt::Write;

use notebooks::{run, setup};

use crate::{LIMIT, NOTEBOOK, api, head, notebook, printed};

/// Each type that flowlab returns, and an expression that gives a value of it.
const VALUES: &[(&str, &str)] = &[
    ("(Array2<f64>, Vec<usize>)", "Moons::new(0.1)?.sample_labelled(Seed(1), 3)?"),
    (
        "(f64, f64)",
        "{
    let mut scale = (0.0, 0.0);
    Scene::draw(300, 200, &Style::current(), |area| {
        scale = Panel::on(area, &Style::current()).x(0.0..1.0, \"\").y(0.0..1.0, \"\").draw()?.scale();
        Ok(())
    })?;
    scale
}",
    ),
    ("AdditiveSde<_>", "AdditiveSde::new(LinearOde::new(1, 1.0)?, |_| 1.0)"),
    ("Array1<f64>", "array![1.0, 2.0]"),
    ("Array2<f64>", "Gaussian::standard(2)?.sample(Seed(1), 3)?"),
    ("Array3<f64>", "BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 4)?, 2, 1)?.increments()"),
    ("BrownianPath", "BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 4)?, 2, 1)?"),
    ("Cats", "Cats::new(16, 16)?"),
    ("ChiSquare", "metrics::chi_square(&[10, 12], &[0.5, 0.5])?"),
    ("Circles", "Circles::new(0.1)?"),
    (
        "Classified<_, _>",
        "Classified::new(GaussianPath::new(Schedule::Linear), LinearOde::new(1, 1.0)?, LinearOde::new(1, 2.0)?, 1.0)?",
    ),
    ("Coefficients", "Schedule::Linear.coefficients(0.5)"),
    ("Colour", "ColourMap::time(&Style::current()).at(0.5)"),
    ("ColourMap", "ColourMap::time(&Style::current())"),
    ("Extended<_>", "Extended::dial(GaussianPath::new(Schedule::Linear), LinearOde::new(1, 1.0)?, 1.0)?"),
    ("Field", "Field::new(1, |_, x, mut out| out.assign(&x.mapv(|x| -x)))"),
    ("Gaussian", "Gaussian::standard(2)?"),
    ("GaussianMixture", "GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?"),
    ("GaussianPath", "GaussianPath::new(Schedule::Linear)"),
    ("GeometricBrownian", "GeometricBrownian::new(1, 0.5, 1.0)?"),
    ("Image", "Plot::new().line(&[0.0, 1.0], &[0.0, 1.0]).scene()?.rasterise(1.0)"),
    ("Lang", "Lang::current()"),
    ("Langevin<_>", "Langevin::new(1, Gaussian::standard(1)?, 1.0)?"),
    ("LinearOde", "LinearOde::new(1, 1.0)?"),
    ("Array1<_>", "softmax(&array![0.0, 1.0])"),
    ("Language", "Language::coins(2)?"),
    ("Learned", "Learned::new(&Mlp::zeros(&[6, 4], Activation::Silu)?, &Language::coins(2)?)?"),
    ("LetterNoise", "MixturePath::new(Language::coins(2)?, LetterNoise::Mask).noise()"),
    ("MixturePath", "MixturePath::new(Language::coins(2)?, LetterNoise::Mask)"),
    ("PictureMarks", "PictureMarks::of_true([&Digits::split().0, &Digits::split().1], 8)?"),
    ("Plan", "Plan::even(4)?"),
    ("RateMatrix", "RateMatrix::new(array![[-2.0, 1.0], [2.0, -1.0]])?"),
    ("Sentence", "Language::sums().read(\"6?1?\")?"),
    ("StringLaw", "MixturePath::new(Language::coins(2)?, LetterNoise::Mask).law(0.5)?"),
    ("Vec<Chain>", "RateMatrix::new(array![[-2.0, 1.0], [2.0, -1.0]])?.paths(0, 1.0, Seed(1), 3)?"),
    ("Vec<Pair>", "MixturePath::new(Language::coins(2)?, LetterNoise::Mask).pairs(Seed(1), 3)?"),
    (
        "Vec<Sentence>",
        "tau_leap(&MixturePath::new(Language::coins(2)?, LetterNoise::Mask), &Plan::even(2)?, Seed(1), 3)?",
    ),
    (
        "Vec<Vec<Sentence>>",
        "tau_leap_steps(&MixturePath::new(Language::coins(2)?, LetterNoise::Mask), &Plan::even(2)?, Seed(1), 3)?",
    ),
    ("LogNormal", "GeometricBrownian::new(1, 0.5, 1.0)?.law(1.0, 1.0)?"),
    ("MarginalField", "MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::standard(1)?)"),
    ("MatrixOde", "MatrixOde::new(array![[0.0, -1.0], [1.0, 0.0]])?"),
    ("Moons", "Moons::new(0.1)?"),
    ("Noising", "Noising::vp(1, 0.1, 20.0, 1.0)?"),
    ("Normals", "Normals::new(Seed(1), 0)"),
    ("Noise", "OrnsteinUhlenbeck::new(1, 1.0, 1.0)?.noise()"),
    ("Null", "metrics::null(metrics::energy_distance, &array![[0.0], [1.0]], &array![[0.5], [2.0]], 20, Seed(1))?"),
    (
        "Option<(usize, usize)>",
        "Trajectory { grid: TimeGrid::uniform(0.0, 1.0, 1)?, states: Array3::zeros((2, 1, 1)) }.first_non_finite()",
    ),
    ("Option<Lang>", "Lang::from_code(\"zh\")"),
    ("Option<String>", "Show::html(&Table::log(&[(0, 1.0)]))"),
    ("Option<Vec<u8>>", "Show::png(&Table::log(&[(0, 1.0)]))?"),
    ("OrnsteinUhlenbeck", "OrnsteinUhlenbeck::new(1, 1.0, 1.0)?"),
    ("Plot", "Plot::new()"),
    (
        "Range<f64>",
        "{
    let mut range = 0.0..0.0;
    Scene::draw(300, 200, &Style::current(), |area| {
        range = Panel::on(area, &Style::current()).x(0.0..1.0, \"\").y(0.0..1.0, \"\").draw()?.x();
        Ok(())
    })?;
    range
}",
    ),
    ("Scene", "Scene::new(100, 100, ColourMap::time(&Style::current()).at(0.0))"),
    ("SortedField", "SortedField::new(Gaussian::standard(1)?, 4)?"),
    ("Spiral", "Spiral::new(0.1)?"),
    ("Step", "TimeGrid::uniform(0.0, 1.0, 4)?.step(0)"),
    ("String", "Table::log(&[(0, 1.0)]).text()"),
    ("Stroke", "Stroke::new(ColourMap::time(&Style::current()).at(0.0), 1.0)"),
    ("Style", "Style::current()"),
    ("Table", "Table::log(&[(0, 1.0)])"),
    ("Text", "Text::new(\"noise\", \"噪声\")"),
    ("TimeGrid", "TimeGrid::uniform(0.0, 1.0, 4)?"),
    ("Trajectory", "simulate_ode(&LinearOde::new(1, 1.0)?, &Euler, &TimeGrid::uniform(0.0, 1.0, 4)?, &array![[1.0]])?"),
    ("(Vec<usize>, Array1<f64>)", "metrics::nearest(&array![[0.0]], &array![[1.0], [2.0]])?"),
    ("Nearest", "Nearest::new(&Digits::all())"),
    ("NearestMean", "NearestMean::new(&Digits::all())?"),
    ("(Dataset, Dataset)", "Dataset::of(&Moons::new(0.1)?, Seed(1), 10)?.split(Seed(2), 0.5)?"),
    ("(Vec<usize>, Vec<String>)", "Table::new().column(\"kind\", [\"a\", \"b\"])?.labels(\"kind\")?"),
    (
        "Best<_, _>",
        "FlowMatching::<f32>::new(Moons::new(0.1)?, Settings { hidden: vec![8], steps: 10, ..Settings::default() })?.fit_held_out(Moons::new(0.1)?, 1, |_| std::ops::ControlFlow::Continue(()))?",
    ),
    ("Error", "flowlab::Error::own(\"no sensor\")"),
    ("PointField", "PointField::new(GaussianPath::new(Schedule::Linear), array![[1.0], [2.0]])?"),
    ("Reversed", "Reversed::new(Noising::ve(1, 10.0)?, Gaussian::standard(1)?, 1.0)?"),
    ("Scaler", "Scaler::fit(&array![[1.0], [2.0]])?"),
    ("Tilted", "GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?.tilted(1, 2.0)?"),
    ("Times", "train::Times::default()"),
    ("Vec<usize>", "train::coupling::sorted(&array![[1.0], [2.0]], &array![[3.0], [4.0]])?"),
    ("Vec<Portrait>", "Cats::portraits(Seed(1), 2)"),
    (
        "Vec<Steps>",
        "Dopri5 { rtol: 1e-6, atol: 1e-9 }.steps(&LinearOde::new(1, 1.0)?, &TimeGrid::uniform(0.0, 1.0, 4)?, &array![[1.0]])?",
    ),
    ("Vec<f64>", "convergence::orders(&[0.1, 0.05], &[0.02, 0.01])?"),
    ("Vec<u8>", "Plot::new().line(&[0.0, 1.0], &[0.0, 1.0]).scene()?.rasterise(1.0).to_png()?"),
    ("Verdict", "check::quadratic_variation(|_| 0.0)"),
    ("Xoshiro256PlusPlus", "Seed(1).stream(0)"),
    ("[f64; 16]", "Cats::portraits(Seed(1), 1)[0].values()"),
    ("f64", "metrics::kolmogorov_tail(1.0)"),
    ("u32", "flowlab::plot::px(2.0)"),
    ("usize", "TimeGrid::uniform(0.0, 1.0, 4)?.n_steps()"),
    ("Activation", "Activation::Silu"),
    ("Adam<_>", "Adam::<f64>::new(3)"),
    ("Array2<_>", "Mlp::<f32>::zeros(&[2, 3, 1], Activation::Silu)?.at(&Array2::zeros((4, 2)))"),
    ("Array3<_>", "Patches::new(4, 1, 2)?.cut(&Array2::<f32>::zeros((1, 16)))?"),
    ("Attention<_>", "Attention::<f32>::random(4, 2, Seed(1))?"),
    ("Block<_>", "Block::<f64>::new(4, 2, Seed(1))?"),
    (
        "Checkpoint",
        "{ let file = std::env::temp_dir().join(\"flowlab-kept.safetensors\"); FlowMatching::<f32>::new(Moons::new(0.1)?, Settings { hidden: vec![8], steps: 10, ..Settings::default() })?.checkpoint(&file)?; train::Checkpoint::read(&file)? }",
    ),
    ("Data", "Data::new(Moons::new(0.1)?)"),
    ("Dataset", "Dataset::of(&Moons::new(0.1)?, Seed(1), 10)?"),
    (
        "Dit<_>",
        "Dit::<f32>::new(DitShape { side: 4, channels: 1, patch: 2, dim: 4, blocks: 1, heads: 2, labels: 3 }, Seed(1))?",
    ),
    (
        "DitShape",
        "Dit::<f32>::new(DitShape { side: 4, channels: 1, patch: 2, dim: 4, blocks: 1, heads: 2, labels: 3 }, Seed(1))?.shape()",
    ),
    ("Ema<_>", "Ema::new(&[0.0, 1.0], 0.9)?"),
    (
        "Estimate",
        "train::least_loss(&MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::standard(1)?), Seed(1), 100)?",
    ),
    ("Guided<_, _>", "Guided::new(LinearOde::new(1, 1.0)?, LinearOde::new(1, 2.0)?, 2.0)?"),
    (
        "Guided<TrainedField<_, _>, TrainedField<_, _>>",
        "TrainedField::<Velocity, f64>::of(Mlp::new(&[4, 8, 1], Activation::Silu, Seed(1))?, GaussianPath::new(Schedule::Linear), 0)?.guided(1, 2.0)?",
    ),
    ("Linear<_>", "Linear::<f32>::zeros(2, 3)?"),
    ("LinearVae", "LinearVae::fit(&array![[0.0, 1.0], [1.0, 3.0]], 0.1, 1.0)?"),
    (
        "Matching<_, _>",
        "FlowMatching::<f64>::in_precision(Moons::new(0.1)?, Settings { hidden: vec![8], steps: 10, ..Settings::default() })?",
    ),
    (
        "Matching<_>",
        "FlowMatching::new(Moons::new(0.1)?, Settings { hidden: vec![8], steps: 10, ..Settings::default() })?",
    ),
    ("Mlp<_>", "Mlp::<f32>::new(&[2, 3, 1], Activation::Silu, Seed(1))?"),
    ("Option<Activation>", "Activation::from_name(\"silu\")"),
    ("Option<Schedule>", "Schedule::from_name(\"linear\")"),
    ("Patches", "Patches::new(4, 1, 2)?"),
    ("Pca", "Pca::fit(&array![[0.0, 1.0], [1.0, 3.0]], 1)?"),
    ("Schedule", "Schedule::Linear"),
    ("Tape<_>", "Tape::new(&Mlp::<f32>::zeros(&[2, 3, 1], Activation::Silu)?, 4)"),
    ("TimeEmbedding", "TimeEmbedding::geometric(2, 1.0, 1000.0)?"),
    (
        "TrainedField<_, _>",
        "FlowMatching::<f32>::new(Moons::new(0.1)?, Settings { hidden: vec![8], steps: 10, ..Settings::default() })?.field()",
    ),
    ("Transposed<_>", "Transposed::of(&Mlp::<f32>::zeros(&[2, 3, 1], Activation::Silu)?)"),
    ("[f64; 2]", "Velocity::pair(Schedule::Linear, 0.5)"),
    ("u64", "Adam::<f64>::new(3).steps()"),
    (
        "bool",
        "FlowMatching::<f32>::new(Moons::new(0.1)?, Settings { hidden: vec![8], steps: 10, ..Settings::default() })?.is_finished()",
    ),
];

/// What only the feature `frame` returns.
const WITH_FRAME: &[(&str, &str)] = &[("DataFrame", "Table::log(&[(0, 1.0)]).frame()?")];

/// Names of the types above that the prelude leaves out: lessons do not write them.
const NAMES: &str = "use course::check::Verdict;
use flowlab::{Error, Normals};
use flowlab::distribution::{Dataset, Portrait};
use flowlab::metrics::{ChiSquare, Nearest, NearestMean, Null, PictureMarks};
use flowlab::ode::Steps;
use flowlab::path::{Coefficients, PointField};
use flowlab::plot::{Colour, ColourMap, Image, Panel, Scene, Stroke};
use flowlab::grid::Step;
use flowlab::rand_xoshiro::Xoshiro256PlusPlus;
use flowlab::statrs::distribution::LogNormal;
use flowlab::train::{Best, Checkpoint, Estimate, Matching, Target, Times, Velocity};
use std::ops::Range;";

/// What only functions return that a macro writes, where a reader of the source does not see them.
const MADE_BY_MACROS: [&str; 5] = ["Circles", "Moons", "Spiral", "Verdict", "[f64; 16]"];

#[test]
fn there_is_a_value_of_every_type_that_flowlab_and_the_verdicts_return() {
    let mut returned = api::return_types(&repo::root().join("crates/flowlab"));
    assert!(MADE_BY_MACROS.iter().all(|ty| returned.insert(ty.to_string())), "the source says one of MADE_BY_MACROS");
    let all = || VALUES.iter().chain(WITH_FRAME);
    let listed: BTreeSet<String> = all().map(|(ty, _)| ty.to_string()).collect();
    assert_eq!(listed.len(), all().count(), "a type is listed twice");
    let missing: Vec<_> = returned.difference(&listed).collect();
    assert!(missing.is_empty(), "add to VALUES a value of each of {missing:?}");
    let stale: Vec<_> = listed.difference(&returned).collect();
    assert!(stale.is_empty(), "no public function returns {stale:?} any more: take them out of VALUES");
}

/// Binds each value by a bare `let`, a dozen a cell, and then, in a cell of its own, states each one's type.
fn are_kept(features: &[&str], values: &[(&str, &str)]) {
    let mut cells = vec![head(features) + NAMES];
    let mut types = String::from("{\n");
    for (index, (ty, value)) in values.iter().enumerate() {
        if index % 12 == 0 {
            cells.push(String::new());
        }
        writeln!(cells.last_mut().unwrap(), "let v{index} = {value};").unwrap();
        writeln!(types, "    let _: &{ty} = &v{index};").unwrap();
    }
    cells.push(types + "    println!(\"all are kept\");\n};");
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let (_folder, path) = notebook("en", &cells);
    let ran = run::file(&path, LIMIT).unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(printed(&ran).last().map(String::as_str), Some("all are kept\n"));
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_value_of_every_type_is_kept_by_a_bare_let() {
    are_kept(NOTEBOOK, VALUES);
}

#[test]
#[ignore = "needs the kernel, and polars, which takes minutes to compile: run by cargo xtask test"]
fn a_data_frame_is_kept_by_a_bare_let() {
    let features: &[&str] = &["notebook", "frame"];
    setup::with_features(BTreeSet::from([NOTEBOOK, features])).unwrap();
    are_kept(features, WITH_FRAME);
}
