//! Lesson 03: data sets. How far a finite sample is from its law, and how to tell whether two come from one.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: three_samples
    let means = array![[-2.0], [2.0]];
    let mixture = GaussianMixture::isotropic(array![0.5, 0.5], means, 0.5)?;
    let wide = Gaussian::isotropic(array![0.0], 4.25_f64.sqrt())?;
    let a = mixture.sample(Seed(1), 50)?.remove_axis(Axis(1));
    let b = mixture.sample(Seed(2), 50)?.remove_axis(Axis(1));
    let c = wide.sample(Seed(3), 50)?.remove_axis(Axis(1));
    let mut plot = Plot::new().title("A, B, C").x_label("$z$");
    for (z, height) in [(&a, 3.0), (&b, 2.0), (&c, 1.0)] {
        plot = plot.points(z, &Array1::from_elem(50, height));
    }
    show(&plot)?;

    // cell: moments
    let mean = [&a, &b, &c].map(|z| z.mean().unwrap());
    let variance = [&a, &b, &c].map(|z| z.var(0.0));
    let table = Table::new()
        .column("", ["A", "B", "C"])?
        .column(Text::new("mean", "均值"), mean)?
        .column(Text::new("variance", "方差"), variance)?
        .digits(3);
    show(&table)?;

    // cell: cats
    use flowlab::distribution::{Breed, Portrait};

    let cats: Vec<Portrait> = Cats::portraits(Seed(1), 1000);
    let first: Vec<Portrait> = cats[..5].to_vec();
    let breeds: Vec<Text> = first.iter().map(|z| z.breed.name()).collect();
    let table = Table::new()
        .column(Text::new("breed", "品种"), &breeds)?
        .column(Text::new("ears", "耳高"), first.iter().map(|z| z.ears))?
        .column(Text::new("size", "大小"), first.iter().map(|z| z.size))?
        .column(Text::new("tilt", "歪头"), first.iter().map(|z| z.tilt))?
        .digits(3);
    show(&table)?;

    // cell: ask
    #[cfg(feature = "frame")]
    {
        use flowlab::polars::prelude::SortMultipleOptions;
        use flowlab::polars::prelude::{BooleanChunked, Float64Chunked};

        let frame: DataFrame = Table::new()
            .column("breed", cats.iter().map(|z| z.breed.name()))?
            .column("ears", cats.iter().map(|z| z.ears))?
            .column("tone", cats.iter().map(|z| z.tone))?
            .frame()?;
        let ears: Float64Chunked = frame.column("ears")?.f64()?.clone();
        let high: BooleanChunked = ears.iter().map(|h| h > Some(1.2)).collect();
        println!("ears > 1.2: {}", frame.filter(&high)?.height());
        let mut counts: DataFrame =
            frame.group_by_stable(["breed"])?.select(["ears"]).count()?;
        counts.rename("ears_count", "N".into())?;
        let down = SortMultipleOptions::default().with_order_descending(true);
        show(&counts.sort(["N"], down)?)?;
    }

    // cell: staircase
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};

    fn cdf(x: f64) -> f64 {
        let normal = Normal::standard();
        0.5 * (normal.cdf((x + 2.0) / 0.5) + normal.cdf((x - 2.0) / 0.5))
    }
    let x = Array1::<f64>::linspace(-5.0, 5.0, 1001);
    let mut plot = Plot::new().x_label("$x$").y_label("$F_N(x)$");
    plot = plot.truth(&x, &x.mapv(cdf));
    for z in [&a, &b, &c] {
        let share = |x| z.iter().filter(|z| **z <= x).count() as f64 / 50.0;
        plot = plot.line(&x, &x.mapv(share));
    }
    show(&plot)?;

    // cell: ks
    let mut sorted = a.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut gap = 0.0_f64;
    for (i, z) in sorted.iter().enumerate() {
        let after = (i + 1) as f64 / 50.0 - cdf(*z);
        let before = cdf(*z) - i as f64 / 50.0;
        gap = gap.max(after).max(before);
    }
    assert_eq!(gap, metrics::ks(&a, cdf)?);
    let d = [metrics::ks(&a, cdf)?, metrics::ks(&b, cdf)?, metrics::ks(&c, cdf)?];
    let table = Table::new().column("", ["A", "B", "C"])?.column("D_N", d)?;
    show(&table.digits(3))?;

    // cell: kolmogorov
    let samples = mixture.sample(Seed(4), 1000 * 500)?;
    let mut scaled: Vec<f64> = Vec::new();
    for z in samples.axis_chunks_iter(Axis(0), 500) {
        scaled.push(500_f64.sqrt() * metrics::ks(&z.column(0), cdf)?);
    }
    for line in [1.36, 1.63] {
        let above = scaled.iter().filter(|d| **d > line).count();
        println!("√N·D > {line}: {above} / 1000");
    }
    let x = Array1::<f64>::linspace(0.3, 2.1, 181);
    let tail = metrics::kolmogorov_tail;
    let density = x.mapv(|x| (tail(x - 0.005) - tail(x + 0.005)) / 0.01);
    let plot = Plot::new().x_label("$\\sqrt{N} D_N$").y_label("$p$");
    show(&plot.histogram(&scaled, 30).truth(&x, &density))?;

    // cell: more_points
    let sizes: [usize; 4] = [50, 200, 1000, 5000];
    let mut same: Vec<f64> = Vec::new();
    let mut other: Vec<f64> = Vec::new();
    for n in sizes {
        same.push(metrics::ks(&mixture.sample(Seed(5), n)?.column(0), cdf)?);
        other.push(metrics::ks(&wide.sample(Seed(6), n)?.column(0), cdf)?);
    }
    let line = sizes.map(|n| 1.63 / (n as f64).sqrt());
    let table = Table::new()
        .column("N", sizes)?
        .column(Text::new("mixture", "混合分布"), &same)?
        .column("N(0, 4.25)", &other)?
        .column("1.63/√N", line)?
        .digits(3);
    show(&table)?;

    // cell: cheapest
    let mut other = b.to_vec();
    other.sort_by(f64::total_cmp);
    let by_hand =
        sorted.iter().zip(&other).map(|(a, b)| (a - b).abs()).sum::<f64>() / 50.0;
    assert!((by_hand - metrics::wasserstein_1d(1, &a, &b)?).abs() < 1e-12);
    let mut far = a.clone();
    far[0] = 100.0;
    let mut d: Vec<f64> = Vec::new();
    let mut w: Vec<f64> = Vec::new();
    for z in [&a, &far, &c] {
        d.push(metrics::ks(z, cdf)?);
        w.push(metrics::wasserstein_to_law(z, cdf)?);
    }
    let table = Table::new().column("", ["A", "A'", "C"])?.column("D_N", &d)?;
    show(&table.column("W₁", &w)?.digits(3))?;

    // cell: pictures
    let small = Cats::new(8, 8)?;
    let one = small.sample(Seed(1), 100)?;
    let two = small.sample(Seed(2), 100)?;
    let mut pale = small.sample(Seed(3), 100)?;
    let white = small.sample_given(Breed::White, Seed(4), 50)?;
    pale.slice_mut(s![..50, ..]).assign(&white);
    let width: f64 = metrics::median_distance(&one, &two)?;
    let mut found = Array2::<f64>::zeros((2, 3));
    for (row, other) in [&two, &pale].into_iter().enumerate() {
        let mmd = |a: &_, b: &_| metrics::mmd(a, b, width);
        let seen = mmd(&one, other)?;
        let null = metrics::null(mmd, &one, other, 99, Seed(5))?;
        let values = array![seen, null.threshold(0.05)?, null.p_value(seen)];
        found.row_mut(row).assign(&values);
    }
    let table = Table::new().column("MMD²", found.column(0))?.digits(3);
    show(&table.column("95 %", found.column(1))?.column("p", found.column(2))?)?;

    // cell: copies
    use flowlab::distribution::Dataset;

    let copier = Dataset::new(a.clone().insert_axis(Axis(1)), vec![0; 50])?;
    let copies = copier.sample(Seed(7), 10_000)?.remove_axis(Axis(1));
    let fresh = mixture.sample(Seed(8), 10_000)?.remove_axis(Axis(1));
    let mut to_a: Vec<f64> = Vec::new();
    let mut to_law: Vec<f64> = Vec::new();
    for z in [&copies, &fresh] {
        to_a.push(metrics::ks_two_sample(z, &a)?);
        to_law.push(metrics::ks(z, cdf)?);
    }
    let table = Table::new()
        .column("", [Text::new("copies", "复制品"), Text::new("new", "新样本")])?
        .column(Text::new("to A", "到 A"), &to_a)?
        .column(Text::new("to the law", "到分布"), &to_law)?
        .digits(3);
    show(&table)?;
    // end
    Ok(())
}
