//! The same seed, the same numbers: at any number of threads, with and without `parallel`, from version to version.

use flowlab::prelude::*;
#[cfg(feature = "parallel")]
use flowlab::{ode, sde};

/// Numbers, all their bits.
#[cfg(feature = "parallel")]
type Bits = Vec<u64>;

/// Results of everything in which chance or chunks play a part, each with its name; over several chunks, of which the
/// last is not full.
#[cfg(feature = "parallel")]
fn everything() -> Vec<(String, Bits)> {
    let (n, grid) = (1700, TimeGrid::uniform(0.0, 1.0, 10).unwrap());
    let bits = |x: &Array2<f64>| x.iter().map(|x| x.to_bits()).collect::<Bits>();
    let states = |trajectory: Trajectory| trajectory.states.iter().map(|x| x.to_bits()).collect::<Bits>();
    let mut all = Vec::new();
    let mut keep = |name: &str, bits: Bits| all.push((name.to_string(), bits));

    let mixture = GaussianMixture::isotropic(array![0.3, 0.7], Array2::eye(2), 0.4).unwrap();
    let gaussian = Gaussian::new(Array1::ones(2), Array2::eye(2) + 0.5).unwrap();
    let x0 = gaussian.sample(Seed(41), n).unwrap();
    keep("Gaussian", bits(&x0));
    let labelled: [(&str, &dyn SampleLabelled); 7] = [
        ("GaussianMixture", &mixture),
        ("EightGaussians", &EightGaussians),
        ("Checkerboard", &Checkerboard),
        ("Moons", &Moons::new(0.1).unwrap()),
        ("Circles", &Circles::new(0.1).unwrap()),
        ("Spiral", &Spiral::new(0.1).unwrap()),
        ("Cats", &Cats::new(3, 2).unwrap()),
    ];
    for (name, law) in labelled {
        let (z, labels) = law.sample_labelled(Seed(41), n).unwrap();
        keep(name, bits(&z));
        keep(&format!("labels of {name}"), labels.into_iter().map(|label| label as u64).collect());
    }

    let brownian = BrownianPath::sample(Seed(41), &grid, n, 2).unwrap();
    let fine = brownian.refine(3, Seed(42)).unwrap();
    keep("BrownianPath", brownian.values().iter().map(|w| w.to_bits()).collect());
    keep("refine", fine.values().iter().map(|w| w.to_bits()).collect());

    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), mixture);
    for (name, method) in ode::methods() {
        keep(name, states(simulate_ode(&field, method, &grid, &x0).unwrap()));
        keep(&format!("the end of {name}"), bits(&simulate_ode_final(&field, method, &grid, &x0).unwrap()));
    }
    let (process, growth) = (OrnsteinUhlenbeck::new(2, 1.0, 0.5), GeometricBrownian::new(2, 0.5, 0.5));
    let (process, growth, additive) = (process.unwrap(), growth.unwrap(), AdditiveSde::new(field, |t| 1.0 - t));
    let equations: [(&str, &dyn Sde); 2] = [("additive noise", &additive), ("growth", &growth)];
    for ((name, solver), (of, equation)) in sde::SOLVERS.into_iter().flat_map(|solver| equations.map(|e| (solver, e))) {
        if solver.strong_order(equation.noise()).is_ok() {
            keep(&format!("{name} of {of}"), states(simulate_sde(equation, solver, &fine, &x0).unwrap()));
            let end = simulate_sde_final(equation, solver, &grid, &x0, Seed(43)).unwrap();
            keep(&format!("the end of {name} of {of}"), bits(&end));
        }
    }
    keep("sample_exact", states(process.sample_exact(&grid, &x0, Seed(44)).unwrap()));
    keep("exact", states(process.exact(&brownian, &x0, Seed(45)).unwrap()));
    keep("exact growth", states(growth.exact(&brownian, &x0).unwrap()));
    for variance in [Variance::Posterior, Variance::Chain, Variance::Eta(0.5)] {
        let steps = ancestral(additive.field(), variance, &grid, &x0, Seed(46)).unwrap();
        keep(&format!("ancestral steps, {variance:?}"), states(steps));
    }
    keep("ddim", states(ddim(additive.field(), &grid, &x0).unwrap()));
    all
}

#[cfg(feature = "parallel")]
#[test]
fn results_are_equal_to_the_bit_at_1_2_and_4_threads() {
    let with = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(everything);
    let one = with(1);
    for (threads, other) in [("2", with(2)), ("4", with(4)), ("all", everything())] {
        assert_eq!(one.len(), other.len());
        for ((name, one), (_, other)) in one.iter().zip(&other) {
            assert!(one == other, "{name} at {threads} threads");
        }
    }
}

/// Pinned to 1e-12, not to the bit: without fused products the last bits of normal numbers differ.
fn pinned(values: impl IntoIterator<Item = f64>, expected: &[f64]) {
    let values: Vec<f64> = values.into_iter().collect();
    assert_eq!(values.len(), expected.len());
    for (value, expected) in values.iter().zip(expected) {
        assert!((value - expected).abs() < 1e-12, "{values:?}");
    }
}

// These numbers are no law. They change only with a change of the generator, of the sampler, of the streams or of the
// chunk size, which changes every seeded figure and notebook too.
#[test]
fn seeded_draws_keep_their_values() {
    let grid = TimeGrid::uniform(0.0, 1.0, 2).unwrap();
    let brownian = BrownianPath::sample(Seed(1), &grid, 600, 1).unwrap();
    pinned(brownian.particle(0), &[0.0, 0.0618239064876871, 0.37915401516001557]);
    pinned(brownian.particle(599), &[0.0, 0.476918574927629, 0.8141901145236339]); // the second chunk
    let fine = brownian.refine(2, Seed(1)).unwrap();
    pinned(fine.particle(599), &[0.0, 0.18289055430495346, 0.476918574927629, 0.7287670817050166, 0.8141901145236339]);
    let gaussian = Gaussian::standard(2).unwrap().sample(Seed(1), 600).unwrap();
    pinned(gaussian.row(0).to_owned(), &[0.8307949790073513, -1.2078669397675827]);
    let mixture = GaussianMixture::isotropic(Array1::from(vec![0.5, 0.5]), Array2::eye(2), 0.5).unwrap();
    let (z, labels) = mixture.sample_labelled(Seed(1), 3).unwrap();
    assert_eq!(labels, [0, 1, 0]);
    pinned(z.row(0).to_owned(), &[0.767401514945874, 0.16146385643982328]);
}
