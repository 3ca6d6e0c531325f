//! Lesson 20: latents. A picture as a few numbers, how much that costs and which law they have, and the parts of a large
//! network: patches, a clock, attention, adaptive layer norm.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: axes
    let digits = Digits::all();
    let z = digits.points().to_owned();
    let pca = Pca::fit(&z, 16)?;
    let mean = pca.mean().to_owned();
    let axes = pca.axes().to_owned(); // (16, 64)
    let latents = (&z - &mean).dot(&axes.t()); // 16 numbers for each picture
    let back = latents.dot(&axes) + &mean;
    let error = (&z - &back).mapv(|gap| gap * gap).sum() / z.nrows() as f64;
    assert!((error - pca.eigenvalues().iter().skip(16).sum::<f64>()).abs() < 1e-9);
    assert!((pca.encode(&z)? - &latents).iter().all(|gap| gap.abs() < 1e-9));
    let kept: [usize; 7] = [1, 2, 4, 8, 16, 32, 48];
    let lost = kept.map(|k| pca.eigenvalues().iter().skip(k).sum::<f64>());
    let all: f64 = pca.eigenvalues().sum();
    let table = Table::new()
        .digits(3)
        .column("k", kept)?
        .column(Text::new("error", "误差"), lost)?
        .column(
            Text::new("variance kept", "保留的方差"),
            lost.map(|lost| 1.0 - lost / all),
        )?
        .column(Text::new("greys off", "灰度差"), lost.map(f64::sqrt))?;
    show(&table)?;

    // cell: one_axis
    let lambda: f64 = 2.0;
    let noises: [f64; 5] = [0.1, 0.5, 1.0, 1.5, 2.5];
    let mut rows = Array2::<f64>::zeros((5, 4));
    for (row, gamma2) in noises.into_iter().enumerate() {
        let (mut w, mut e, mut a) = (1.0, 1.0, 0.5_f64); // decoder, encoder, variance
        for _ in 0..20_000 {
            let off = lambda * (1.0 - w * e);
            let slope_w = (w * a - e * off) / gamma2;
            let slope_e = e * lambda - w * off / gamma2;
            let slope_log_a = 0.5 * (a * w * w / gamma2 + a - 1.0);
            w -= 0.02 * slope_w;
            e -= 0.02 * slope_e;
            a *= (-0.02 * slope_log_a).exp();
        }
        let nats = 0.5 * (e * e * lambda + a - a.ln() - 1.0);
        let error = lambda * (1.0 - w * e).powi(2) + w * w * a;
        rows.row_mut(row).assign(&array![w * w, a, nats, error]);
        let theorem = LinearVae::axis(lambda, gamma2, 1.0);
        assert!((w * w - theorem[0]).abs() < 1e-6 && (a - theorem[1]).abs() < 1e-6);
    }
    let table = Table::new()
        .digits(3)
        .column("γ²", noises)?
        .column("w²", rows.column(0))?
        .column("a", rows.column(1))?
        .column(Text::new("nats", "散度"), rows.column(2))?
        .column(Text::new("error", "误差"), rows.column(3))?;
    show(&table)?;

    // cell: blots
    use flowlab::metrics::{energy_distance, frechet, label_agreement, nearest};

    /// Fréchet and energy distance to the held-out pictures; distance to the nearest
    /// training picture; share with five nearest of one label.
    fn judged(
        z: &Array2<f64>,
        training: &Dataset,
        held_out: &Dataset,
    ) -> flowlab::Result<Array1<f64>> {
        let gap = nearest(z, training.points())?.1.mean().unwrap();
        Ok(array![
            frechet(z, held_out.points())?,
            energy_distance(z, held_out.points())?,
            gap,
            label_agreement(z, training, 5)?
        ])
    }
    let training = Digits::split().0;
    let held_out = Digits::split().1;
    let coder = Pca::fit(training.points(), 16)?;
    let codes = coder.encode(training.points())?;
    let spreads = codes.std_axis(Axis(0), 0.0);
    let drawn = Gaussian::standard(16)?.sample(Seed(1), 600)? * &spreads;
    let blots = coder.decode(&drawn)?;
    let short = coder.decode(&coder.encode(held_out.points())?)?;
    let mut rows = Array2::<f64>::zeros((4, 4));
    rows.row_mut(0).assign(&judged(&short, &training, &held_out)?);
    rows.row_mut(1).assign(&judged(&blots, &training, &held_out)?);
    let mut table = Table::new().digits(3).column(
        Text::new("pictures", "图像"),
        [
            Text::new("held out, shortened", "留出图像，压缩后还原")
                .get(Lang::current()),
            "N(0, Λ)",
        ],
    )?;
    let names = [
        Text::new("Fréchet", "弗雷歇距离"),
        Text::new("energy", "能量距离"),
        Text::new("nearest", "最近距离"),
        Text::new("five agree", "五个同标签"),
    ];
    for (name, values) in names.into_iter().zip(rows.slice(s![..2, ..]).columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: latent_flow
    let scaler = Scaler::fit(&codes)?; // each of the 16 numbers to variance 1
    let white = Dataset::new(scaler.scale(&codes)?, training.labels().to_vec())?;
    let settings = Settings {
        hidden: vec![128; 3],
        frequencies: 4,
        steps: 4000,
        ..Settings::default()
    };
    let mut run = FlowMatching::new(Data::labelled(white), settings)?;
    run.fit(|_| std::ops::ControlFlow::Continue(()))?;
    let fresh = Dataset::new(
        scaler.scale(&coder.encode(held_out.points())?)?,
        held_out.labels().to_vec(),
    )?;
    let own = run.test_loss(Seed(3), 5000)?.mean;
    let others = run.test_loss_on(&Data::labelled(fresh), Seed(3), 5000)?.mean;
    let mark = 16.0 * std::f64::consts::FRAC_PI_2;
    let table = Table::new()
        .digits(3)
        .column(Text::new("training set", "训练集"), [own])?
        .column(Text::new("held out", "留出集"), [others])?
        .column(Text::new("best linear field", "最好的线性场"), [mark])?;
    show(&table)?;

    // cell: flow_judged
    let fifty = TimeGrid::uniform(0.0, 1.0, 50)?;
    let asked: Vec<usize> = (0..600).map(|i| i % 10).collect();
    let x0 = Gaussian::standard(16)?.sample(Seed(2), 600)?;
    let ends = run.field().by_labels(&asked, 1.0, &Heun, &fifty, &x0)?;
    let made = coder.decode(&scaler.unscale(&ends)?)?;
    rows.row_mut(2).assign(&judged(&made, &training, &held_out)?);
    let few = training.split(Seed(1), 600.0 / training.len() as f64)?.0;
    rows.row_mut(3).assign(&array![
        frechet(few.points(), held_out.points())?,
        energy_distance(few.points(), held_out.points())?,
        nearest(held_out.points(), training.points())?.1.mean().unwrap(),
        label_agreement(held_out.points(), &training, 5)?
    ]);
    let mut table = Table::new().digits(3).column(
        Text::new("pictures", "图像"),
        [
            Text::new("held out, shortened", "留出图像，压缩后还原")
                .get(Lang::current()),
            "N(0, Λ)",
            Text::new("flow", "流").get(Lang::current()),
            Text::new("true", "真实图像").get(Lang::current()),
        ],
    )?;
    for (name, values) in names.into_iter().zip(rows.columns()) {
        table = table.column(name, values)?;
    }
    show(&table)?;

    // cell: flow_drawn
    use flowlab::plot::Image;

    let three: [Array2<f64>; 3] = [short.clone(), blots.clone(), made.clone()];
    let sheet = Array2::from_shape_fn((30, 64), |(i, j)| three[i / 10][[i % 10, j]]);
    show(&Image::sheet(&Digits::greys(&sheet), (8, 8), 10)?)?;

    // cell: patches
    let numbers = Array2::from_shape_fn((1, 64), |(_, pixel)| pixel as f64);
    let patches = Patches::new(8, 1, 2)?;
    let tokens = patches.cut(&numbers)?; // (1, 16, 4)
    for (token, place) in (0..16).flat_map(|token| (0..4).map(move |k| (token, k))) {
        let (i, j) = (2 * (token / 4) + place / 2, 2 * (token % 4) + place % 2);
        assert_eq!(tokens[[0, token, place]], (8 * i + j) as f64);
    }
    assert_eq!(patches.glue(&tokens)?, numbers); // and back, to the bit
    let some = tokens.index_axis(Axis(0), 0).slice(s![..6, ..]).to_owned();
    show(&some)?;

    // cell: clock_as_vector
    let clock = TimeEmbedding::geometric(16, 1.0, 1000.0)?;
    let omegas: Vec<f64> = (0..16).map(|k| 1000_f64.powf(k as f64 / 15.0)).collect();
    let gaps: [f64; 4] = [0.0, 0.001, 0.01, 0.1];
    let mut rows = Array2::<f64>::zeros((4, 3));
    for (row, gap) in gaps.into_iter().enumerate() {
        for (column, t) in [0.2, 0.7].into_iter().enumerate() {
            rows[[row, column]] = clock.at(t).dot(&clock.at(t + gap));
        }
        let cosines = omegas.iter().map(|omega| (omega * gap).cos());
        rows[[row, 2]] = cosines.sum::<f64>() / 16.0;
    }
    let table = Table::new()
        .digits(3)
        .column("δ", gaps)?
        .column("t = 0.2", rows.column(0))?
        .column("t = 0.7", rows.column(1))?
        .column(Text::new("formula", "公式"), rows.column(2))?;
    show(&table)?;

    // cell: attention
    use flowlab::nn::{Attention, Linear};

    /// One head. Each row of x is a token, (T, D); so is each row of the answer.
    fn attend(x: &Array2<f64>, by: &[Linear<f64>; 4]) -> Array2<f64> {
        let (query, key, value) = (by[0].at(x), by[1].at(x), by[2].at(x));
        let mut weights = query.dot(&key.t()) / (x.ncols() as f64).sqrt(); // (T, T)
        for mut row in weights.rows_mut() {
            let largest = row.fold(f64::NEG_INFINITY, |most, logit| logit.max(most));
            row.mapv_inplace(|logit| (logit - largest).exp());
            let sum = row.sum();
            row /= sum;
        }
        by[3].at(&weights.dot(&value))
    }
    fn gap(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        (a - b).iter().fold(0.0, |most, gap| gap.abs().max(most))
    }
    let x = Gaussian::standard(8)?.sample(Seed(3), 16)?; // 16 tokens of 8 numbers
    let mut layers: Vec<Linear<f64>> = Vec::new();
    for k in 0..4 {
        layers.push(Linear::random(8, 8, Seed(k))?);
    }
    let by: [Linear<f64>; 4] = layers.try_into().unwrap();
    let order: Vec<usize> = (0..16).map(|i| 5 * i % 16).collect();
    let y = attend(&x, &by);
    let shuffled = attend(&x.select(Axis(0), &order), &by);
    let crates = Attention::new(by.clone(), 1)?.at(&x);
    let place = Gaussian::standard(8)?.sample(Seed(4), 16)?; // one per place
    let placed = attend(&(&x + &place), &by).select(Axis(0), &order);
    let moved = attend(&(x.select(Axis(0), &order) + &place), &by);
    let words = Text::new("by hand and by the crate", "手写与 flowlab 之差");
    println!("{}: {:.0e}", words.get(Lang::current()), gap(&y, &crates));
    let words = Text::new("shuffled", "打乱");
    let off = gap(&shuffled, &y.select(Axis(0), &order));
    println!("{}: {off:.0e}", words.get(Lang::current()));
    let words = Text::new("shuffled, with positions", "加上位置再打乱");
    println!("{}: {:.1}", words.get(Lang::current()), gap(&moved, &placed));

    // cell: block
    use flowlab::nn::Block;

    let x = Gaussian::standard(32)?.sample(Seed(5), 16)?;
    let c = Gaussian::standard(32)?.sample(Seed(6), 1)?.row(0).to_owned();
    let mut block = Block::<f64>::new(32, 4, Seed(7))?;
    assert_eq!(block.at(&x, &c), x); // the identity, to the bit
    block.modulation_mut().weight_mut().fill(0.1); // as after some training
    let changed = (block.at(&x, &c) - &x).mapv(f64::abs).mean().unwrap();
    let words = Text::new("weights", "权重个数");
    println!("{}: {}", words.get(Lang::current()), block.n_weights());
    let words = Text::new("changed, at the start and later", "起初和后来的改变");
    println!("{}: 0, {changed:.2}", words.get(Lang::current()));

    // cell: forward
    use flowlab::nn::{Dit, DitShape};

    let shape = DitShape {
        side: 8,
        channels: 1,
        patch: 2,
        dim: 32,
        blocks: 2,
        heads: 4,
        labels: 10,
    };
    let dit: Dit<f32> = Dit::new(shape, Seed(8))?;
    let path = GaussianPath::new(Schedule::Linear);
    let known = z.var_axis(Axis(0), 0.0).sum() + mean.dot(&mean) + 64.0;
    let first_loss = train::loss(&dit, path, digits.clone(), Seed(9), 2000)?;
    let words = Text::new("weights", "权重个数");
    println!("{}: {}", words.get(Lang::current()), dit.n_weights());
    println!("tr Σ + |μ|² + d: {known:.1}");
    let words = Text::new("the first loss", "最初的损失");
    let error = first_loss.error;
    println!("{}: {:.1} ± {error:.1}", words.get(Lang::current()), first_loss.mean);

    // cell: trained
    use course::transformer;

    let trained = transformer::digits()?;
    let by_torch = transformer::by_torch();
    let twenty = TimeGrid::uniform(0.0, 1.0, 20)?;
    let noise = Gaussian::standard(64)?.sample(Seed(10), 20)?;
    let mut drawn = Array2::<f64>::zeros((20, 64));
    for label in 0..10 {
        let told = trained.with_label(label)?;
        let picture = z.slice(s![label..label + 1, ..]).to_owned();
        let gap = told.at(0.5, &picture).row(0).to_owned() - by_torch.row(label);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-5));
        let two = noise.slice(s![2 * label..2 * label + 2, ..]).to_owned();
        let ends = simulate_ode_final(&told, &Heun, &twenty, &two)?;
        drawn.row_mut(label).assign(&ends.row(0));
        drawn.row_mut(10 + label).assign(&ends.row(1));
    }
    show(&Image::sheet(&Digits::greys(&drawn), (8, 8), 10)?)?;
    // end
    Ok(())
}
