//! Lesson 04: conditional generation. Labels and laws given a label, by Bayes's rule and by counting.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: table
    let means = array![[-1.0], [1.0]];
    let pair = GaussianMixture::isotropic(array![0.5, 0.5], means, 1.0)?;
    let drawn = pair.sample_labelled(Seed(1), 200_000)?;
    let mut counts = Array2::<f64>::zeros((2, 2));
    for (z, &y) in drawn.0.iter().zip(&drawn.1) {
        counts[[y, usize::from(*z > 1.0)]] += 1.0;
    }
    let joint = &counts / 200_000.0;
    let beyond = joint[[0, 1]] + joint[[1, 1]];
    println!("z <= 1, z > 1: label 0 {:.3}", joint.row(0));
    println!("               label 1 {:.3}", joint.row(1));
    println!("label 1 among z > 1: {:.3}", joint[[1, 1]] / beyond);
    println!("z > 1 among label 1: {:.3}", joint[[1, 1]] / joint.row(1).sum());

    // cell: bins
    let middles = Array1::<f64>::linspace(-2.875, 2.875, 24);
    let mut ones = Array1::<f64>::zeros(24);
    let mut all = Array1::<f64>::zeros(24);
    for (z, &y) in drawn.0.iter().zip(&drawn.1) {
        let bin = ((z + 3.0) / 0.25).floor();
        if (0.0..24.0).contains(&bin) {
            ones[bin as usize] += y as f64;
            all[bin as usize] += 1.0;
        }
    }
    let share = &ones / &all;
    let bayes = middles.mapv(|z| 1.0 / (1.0 + (-2.0 * z).exp()));
    let plot = Plot::new().x_label("$z$").y_label("$p(y = 1 | z)$");
    show(&plot.truth(&middles, &bayes).points(&middles, &share))?;

    // cell: classes
    let weights = array![0.2, 0.5, 0.3];
    let covariance = array![[1.0, 0.4], [0.4, 0.5]];
    let slanted = Gaussian::new(array![1.0, 1.0], covariance)?;
    let small = Gaussian::isotropic(array![-2.0, 0.0], 0.5)?;
    let wide = Gaussian::isotropic(array![3.0, -1.0], 1.5)?;
    let laws: [Gaussian; 3] = [small, slanted, wide];
    let classes = GaussianMixture::new(weights.clone(), laws.to_vec())?;
    let labelled = classes.sample_labelled(Seed(2), 1200)?;
    let mut plot = Plot::new().equal().x_label("$z_1$").y_label("$z_2$");
    for y in 0..3 {
        let of = |i: &usize| labelled.1[*i] == y;
        let rows: Vec<usize> = (0..1200).filter(of).collect();
        let of_y = labelled.0.select(Axis(0), &rows);
        plot = plot.points(of_y.column(0), of_y.column(1));
    }
    show(&plot)?;

    // cell: total
    let z = array![[-2.0, 0.0], [-1.0, 0.2], [1.5, 0.5], [3.0, 0.5]];
    let mut joint = Array2::<f64>::zeros((4, 3));
    for y in 0..3 {
        let density = laws[y].log_density(&z).mapv(f64::exp);
        joint.column_mut(y).assign(&(weights[y] * density));
    }
    let total = joint.sum_axis(Axis(1));
    let density = classes.log_density(&z).mapv(f64::exp);
    assert!((&total - &density).iter().all(|gap| gap.abs() < 1e-12));
    let given_z = &joint / &total.insert_axis(Axis(1));
    println!("{given_z:.3}");

    // cell: cats
    use flowlab::distribution::Breed;
    use flowlab::ndarray::concatenate;
    use flowlab::plot::Image;

    let cats = Cats::new(64, 64)?;
    let calico = cats.sample_given(Breed::Calico, Seed(20), 6)?;
    let white = cats.sample_given(Breed::White, Seed(20), 6)?;
    let both = concatenate![Axis(0), calico, white];
    show(&Image::sheet(&both, (64, 64), 6)?)?;

    // cell: kept
    let many = classes.sample_labelled(Seed(3), 20_000)?;
    let mut kept: Vec<f64> = Vec::new();
    for i in 0..20_000 {
        if many.1[i] == 2 {
            kept.push(many.0[[i, 0]]); // the first coordinate
        }
    }
    let n: usize = kept.len();
    let direct = laws[2].sample(Seed(4), n)?.column(0).to_owned();
    let distance = metrics::ks_two_sample(&Array1::from(kept), &direct)?;
    let line = metrics::ks_threshold_two_sample(n, n, 0.01)?;
    println!("{n} of 20 000 kept");
    println!("KS to direct samples {distance:.4}, 1 % line {line:.4}");

    // cell: counts
    let portraits = Cats::portraits(Seed(5), 10_000);
    let mut seen: Vec<usize> = vec![0; 6];
    for cat in &portraits {
        seen[cat.breed.label()] += 1;
    }
    let p = Breed::ALL.map(Breed::probability);
    let names = Breed::ALL.map(|y| y.name().get(Lang::current()));
    let test = metrics::chi_square(&seen, &p)?;
    let sd = p.map(|p: f64| (10_000.0 * p * (1.0 - p)).sqrt());
    let table = Table::new()
        .column("y", names)?
        .column("N p(y)", p.map(|p| 10_000.0 * p))?
        .column("N_y", &seen)?
        .column(Text::new("sd", "标准差"), sd)?
        .digits(3);
    show(&table)?;
    println!("chi-square {:.2}, mean for true counts 5", test.statistic);

    // cell: window
    let standard = Gaussian::standard(2)?.sample(Seed(6), 200_000)?;
    let y = standard.column(0).to_owned();
    let z = 0.8 * &y + 0.6 * &standard.column(1);
    let widths: [f64; 4] = [0.5, 0.1, 0.02, 0.004];
    let mut number: Vec<usize> = Vec::new();
    let mut mean: Vec<f64> = Vec::new();
    let mut variance: Vec<f64> = Vec::new();
    for width in widths {
        let near = (0..200_000).filter(|i| (y[*i] - 1.0).abs() < width);
        let here = Array1::from_iter(near.map(|i| z[i]));
        number.push(here.len());
        mean.push(here.mean().unwrap());
        variance.push(here.var(0.0));
    }
    let table = Table::new()
        .column(Text::new("half width", "半宽"), widths)?
        .column(Text::new("number", "个数"), &number)?
        .column(Text::new("mean", "均值"), &mean)?
        .column(Text::new("variance", "方差"), &variance)?
        .digits(3);
    show(&table)?;
    // end
    Ok(())
}
