//! Lesson 02: sampling. What a density says, how to draw from it, and what means over samples are worth.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: breeds
    use flowlab::distribution::Breed;
    use flowlab::rand::Rng;

    let mut rng = Seed(1).stream(0);
    let mut counts: Vec<usize> = vec![0; 6];
    for _ in 0..10_000 {
        let u: f64 = rng.random();
        let mut label = 0;
        let mut end = Breed::ALL[0].probability();
        while u >= end && label < 5 {
            label += 1;
            end += Breed::ALL[label].probability();
        }
        counts[label] += 1;
    }
    let chances = Breed::ALL.map(|breed| breed.probability());
    let shares: Vec<f64> = counts.iter().map(|n| *n as f64 / 1e4).collect();
    let table = Table::new()
        .column(Text::new("breed", "品种"), Breed::ALL.map(|b| b.name()))?
        .column(Text::new("probability", "概率"), chances)?
        .column(Text::new("share", "比例"), &shares)?
        .digits(4);
    show(&table)?;

    // cell: density
    use flowlab::statrs::distribution::{Continuous, ContinuousCDF, Normal};

    let ears: Normal = Normal::new(1.0, 0.08).unwrap();
    let z = Array1::<f64>::linspace(0.7, 1.3, 301);
    let p = z.mapv(|z| ears.pdf(z));
    println!("p(1) = {:.3}", ears.pdf(1.0));
    println!("P(0.9 < z < 1.0) = {:.4}", ears.cdf(1.0) - ears.cdf(0.9));
    println!("P(z > 1.2) = {:.4}", ears.sf(1.2));
    let part = Array1::<f64>::linspace(0.9, 1.0, 51);
    let top = part.mapv(|z| ears.pdf(z));
    let plot = Plot::new().x_label("$z$").y_label("$p(z)$");
    show(&plot.line(&z, &p).band(&part, &(0.0 * &part), &top))?;

    // cell: cats
    use flowlab::plot::Image;

    let cats = Cats::new(64, 64)?.sample(Seed(1), 16)?;
    println!("{:?}", cats.dim());
    show(&Image::sheet(&cats, (64, 64), 8)?)?;

    // cell: arrows
    let mut plot = Plot::new().x_label("$z$").y_label("$u = F(z)$");
    plot = plot.line(&z, &z.mapv(|z| ears.cdf(z)));
    for k in 0..20 {
        let u = (k as f64 + 0.5) / 20.0;
        let quantile = ears.inverse_cdf(u);
        plot = plot.faint(&[0.7, quantile, quantile], &[u, u, 0.0]);
    }
    show(&plot)?;

    // cell: inversion
    use flowlab::ndarray_rand::RandomExt;
    use flowlab::ndarray_rand::rand_distr::{StandardNormal, Uniform};

    let uniform: Uniform<f64> = Uniform::new(0.0, 1.0).unwrap();
    let u = Array1::random_using(10_000, uniform, &mut rng);
    let drawn = u.mapv(|u| ears.inverse_cdf(u));
    for k in 0..4 {
        println!("u = {:.4}   F⁻¹(u) = {:.4}", u[k], drawn[k]);
    }
    let plot = Plot::new().x_label("$z$").y_label("$p(z)$");
    show(&plot.histogram(&drawn, 40).truth(&z, &p))?;

    // cell: mixture
    let pick: Uniform<usize> = Uniform::new(0, 2).unwrap();
    let label = Array1::random_using(20_000, pick, &mut rng);
    let eps = Array1::<f64>::random_using(20_000, StandardNormal, &mut rng);
    let by_hand = label.mapv(|k| [-2.0, 2.0][k]) + 0.5 * &eps;
    let means = array![[-2.0], [2.0]];
    let mixture = GaussianMixture::isotropic(array![0.5, 0.5], means, 0.5)?;
    let samples = mixture.sample(Seed(2), 20_000)?.remove_axis(Axis(1));
    let mean = [by_hand.mean().unwrap(), samples.mean().unwrap()];
    let variance = [by_hand.var(0.0), samples.var(0.0)];
    let table = Table::new()
        .column("", [Text::new("by hand", "手写"), Text::new("crate", "库")])?
        .column(Text::new("mean", "均值"), mean)?
        .column(Text::new("variance", "方差"), variance)?
        .digits(3);
    show(&table)?;

    // cell: humps
    let x = Array1::<f64>::linspace(-4.0, 4.0, 401);
    let density = mixture.log_density(&x.clone().insert_axis(Axis(1))).exp();
    let plot = Plot::new().x_label("$z$").y_label("$p(z)$");
    show(&plot.histogram(&by_hand, 60).truth(&x, &density))?;

    // cell: ladder
    let sizes: [usize; 6] = [16, 64, 256, 1024, 4096, 16384];
    let mut errors: Vec<f64> = Vec::new();
    for n in sizes {
        let mut sum = 0.0;
        for seed in 0..100 {
            let z = mixture.sample(Seed(100 * n as u64 + seed), n)?;
            sum += z.mean().unwrap().powi(2);
        }
        errors.push((sum / 100.0).sqrt());
    }
    let theory = sizes.map(|n| (4.25 / n as f64).sqrt());
    let table = Table::new().column("N", sizes)?.column("e_N", &errors)?;
    show(&table.column("√(4.25/N)", theory)?.digits(3))?;

    // cell: slope
    let x = sizes.map(|n| (n as f64).ln());
    let heights: Vec<f64> = errors.iter().map(|e| e.ln()).collect();
    let plot = Plot::new().x_label("ln $N$").y_label("ln $e_N$");
    let plot = plot.truth(&x, &theory.map(f64::ln));
    show(&plot.points(&x, &heights))?;

    // cell: cauchy
    let pi = std::f64::consts::PI;
    let n = Array1::<f64>::linspace(1.0, 9500.0, 9500);
    let mut tame = by_hand.slice(s![..9500]).to_owned();
    let mut wild = Array1::random_using(9500, uniform, &mut Seed(25).stream(0));
    wild.mapv_inplace(|u| (pi * (u - 0.5)).tan());
    for sums in [&mut tame, &mut wild] {
        sums.accumulate_axis_inplace(Axis(0), |before, now| *now += before);
        *sums /= &n;
    }
    let plot = Plot::new().x_label("$N$").y_label("$m_N$");
    show(&plot.line(&n, &tame).line(&n, &wild))?;

    // cell: shell
    let dims: [usize; 5] = [1, 2, 10, 100, 1000];
    let mut mean: Vec<f64> = Vec::new();
    let mut sd: Vec<f64> = Vec::new();
    for d in dims {
        let z = Array2::<f64>::random_using((2000, d), StandardNormal, &mut rng);
        let length = z.map_axis(Axis(1), |z| z.dot(&z).sqrt());
        mean.push(length.mean().unwrap());
        sd.push(length.std(0.0));
    }
    let table = Table::new()
        .column("d", dims)?
        .column(Text::new("mean |z|", "|z| 的均值"), &mean)?
        .column(Text::new("sd of |z|", "|z| 的标准差"), &sd)?
        .column("√d", dims.map(|d| (d as f64).sqrt()))?
        .digits(4);
    show(&table)?;
    // end
    Ok(())
}
