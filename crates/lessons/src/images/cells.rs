//! Lesson 18: images. 1797 digits as vectors, the exact field of a finite set and its copies, a network that learns them, how
//! to see that it remembers, what the Fréchet distance sees, and a weight of guidance that is judged.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: look
    use flowlab::plot::Image;

    let digits = Digits::all();
    let training = Digits::split().0;
    let held_out = Digits::split().1;
    let few = training.split(Seed(1), 20.0 / 1197.0)?.0;
    show(&Image::sheet(&Digits::greys(few.points()), (8, 8), 10)?)?;

    // cell: numbers
    let picture =
        few.points().row(0).to_owned().into_shape_with_order((8, 8)).unwrap();
    show(&picture)?;

    // cell: copies
    let path = GaussianPath::new(Schedule::Linear);
    let noise = Gaussian::standard(64)?.sample(Seed(1), 1000)?;
    let of_few = PointField::new(path, few.points().to_owned())?;
    let of_all = PointField::new(path, digits.points().to_owned())?;
    let steps: [usize; 5] = [2, 3, 5, 8, 10];
    let mut shares = Array2::<f64>::zeros((5, 2));
    for (row, n) in steps.into_iter().enumerate() {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        for (column, field) in [&of_few, &of_all].into_iter().enumerate() {
            let ends = simulate_ode_final(field, &Euler, &grid, &noise)?;
            let (_, gaps) = metrics::nearest(&ends, field.points())?;
            let copies = gaps.iter().filter(|gap| **gap < 0.01).count();
            shares[[row, column]] = copies as f64 / 1000.0;
        }
    }
    let table = Table::new()
        .digits(3)
        .column("n", steps)?
        .column(Text::new("copies, 20", "照抄的比例，20 张"), shares.column(0))?
        .column(Text::new("copies, 1797", "照抄的比例，1797 张"), shares.column(1))?;
    show(&table)?;

    // cell: marks
    use std::f64::consts::FRAC_PI_2;

    fn fitted(z: &Array2<f64>) -> flowlab::Result<Gaussian> {
        let mean = z.mean_axis(Axis(0)).unwrap();
        let centred = z - &mean;
        let covariance = centred.t().dot(&centred) / z.nrows() as f64;
        Gaussian::new(mean, covariance + 1e-9 * Array2::<f64>::eye(z.ncols()))
    }
    fn spreads(law: &Gaussian) -> f64 {
        law.variances().mapv(f64::sqrt).sum()
    }
    let z = digits.points().to_owned();
    let mean = z.mean_axis(Axis(0)).unwrap();
    let variance = z.var_axis(Axis(0), 0.0).sum();
    let mut classes = 0.0;
    for label in 0..10 {
        let all_rows = 0..digits.len();
        let rows: Vec<usize> =
            all_rows.filter(|i| digits.labels()[*i] == label).collect();
        let class = z.select(Axis(0), &rows);
        let share = rows.len() as f64 / 1797.0;
        classes += share * FRAC_PI_2 * spreads(&fitted(&class)?);
    }
    let linear = FRAC_PI_2 * spreads(&fitted(&z)?);
    let set = train::loss(&of_all, path, digits.clone(), Seed(2), 5000)?.mean;
    let names = [
        Text::new("zero", "零"),
        Text::new("constant", "常数"),
        Text::new("best linear", "最好的线性场"),
        Text::new("ten normal laws", "十个正态分布"),
        Text::new("exact field of the set", "这个集合的精确场"),
    ];
    let zero = variance + mean.dot(&mean) + 64.0;
    let table = Table::new()
        .digits(3)
        .column(
            Text::new("field", "向量场"),
            names.map(|name| name.get(Lang::current())),
        )?
        .column(
            Text::new("loss", "损失"),
            [zero, variance + 64.0, linear, classes, set],
        )?;
    show(&table)?;

    // cell: train
    let settings = Settings {
        hidden: vec![256; 3],
        frequencies: 4,
        steps: 4000,
        ..Settings::default()
    };
    let fresh = Data::labelled(held_out.clone());
    let own = Data::labelled(training.clone());
    let mut run = FlowMatching::new(own, settings.clone())?;
    let stops: [usize; 5] = [50, 150, 500, 1500, 4000];
    let mut losses = Array2::<f64>::zeros((5, 2));
    for (row, stop) in stops.into_iter().enumerate() {
        while run.steps_done() < stop {
            run.step()?;
        }
        losses[[row, 0]] = run.test_loss(Seed(3), 10_000)?.mean;
        losses[[row, 1]] = run.test_loss_on(&fresh, Seed(3), 10_000)?.mean;
    }
    let model = run.field();
    let table = Table::new()
        .digits(3)
        .column(Text::new("steps", "步数"), stops)?
        .column(Text::new("training set", "训练集"), losses.column(0))?
        .column(Text::new("held out", "留出集"), losses.column(1))?;
    show(&table)?;

    // cell: too_long
    let stops: [usize; 4] = [30, 100, 300, 1000];
    let mut losses = Array2::<f64>::zeros((4, 4));
    let mut rote: Vec<TrainedField> = Vec::new();
    for (k, n) in [20, 100].into_iter().enumerate() {
        let (part, _) = training.split(Seed(1), n as f64 / 1197.0)?;
        let short = Settings { steps: 1000, ..settings.clone() };
        let mut run = FlowMatching::new(Data::labelled(part), short)?;
        for (row, stop) in stops.into_iter().enumerate() {
            while run.steps_done() < stop {
                run.step()?;
            }
            losses[[row, 2 * k]] = run.test_loss(Seed(3), 5000)?.mean;
            losses[[row, 2 * k + 1]] = run.test_loss_on(&fresh, Seed(3), 5000)?.mean;
        }
        rote.push(run.field());
    }
    let table = Table::new()
        .digits(3)
        .column(Text::new("steps", "步数"), stops)?
        .column(Text::new("20: own", "20 张：训练集"), losses.column(0))?
        .column(Text::new("20: held out", "20 张：留出集"), losses.column(1))?
        .column(Text::new("100: own", "100 张：训练集"), losses.column(2))?
        .column(Text::new("100: held out", "100 张：留出集"), losses.column(3))?;
    show(&table)?;

    // cell: made
    let fifty = TimeGrid::uniform(0.0, 1.0, 50)?;
    let asked: Vec<usize> = (0..600).map(|i| i % 10).collect();
    let x0 = Gaussian::standard(64)?.sample(Seed(7), 600)?;
    let made = model.by_labels(&asked, 1.0, &Heun, &fifty, &x0)?;
    let nearest = metrics::nearest(&made, training.points())?.0;
    let mut sheet = made.slice(s![..20, ..]).to_owned();
    for (i, row) in nearest.into_iter().take(10).enumerate() {
        sheet.row_mut(10 + i).assign(&training.points().row(row));
    }
    show(&Image::sheet(&Digits::greys(&sheet), (8, 8), 10)?)?;

    // cell: memory
    let mut dealt: Vec<f64> = Vec::new();
    for k in 0..20 {
        let (x, others) = digits.split(Seed(k), 1.0 / 3.0)?;
        let (a, b) = others.split(Seed(100 + k), 2.0 / 3.0)?;
        dealt.push(metrics::share_nearer(x.points(), a.points(), b.points())?);
    }
    let dealt = Array1::from(dealt);
    let by_rote = rote[0].by_labels(&asked, 1.0, &Heun, &fifty, &x0)?;
    let held = held_out.points().to_owned();
    let two = 2.0 / 3.0; // two training pictures for one that is held out
    let seen = [
        dealt.fold(1.0, |least, share| share.min(least)),
        dealt.mean().unwrap(),
        dealt.fold(0.0, |most, share| share.max(most)),
        metrics::share_nearer(&made, training.points(), &held)?,
        metrics::share_nearer(&by_rote, few.points(), &held)?,
    ];
    let names = [
        Text::new("true, least of 20", "真实图像，20 次中最小"),
        Text::new("true, mean", "真实图像，平均"),
        Text::new("true, greatest", "真实图像，最大"),
        Text::new("trained on 1197", "用 1197 张训练"),
        Text::new("trained on 20", "用 20 张训练"),
    ];
    let table = Table::new()
        .digits(3)
        .column(
            Text::new("samples", "样本"),
            names.map(|name| name.get(Lang::current())),
        )?
        .column(Text::new("nearer to training", "离训练集更近"), seen)?
        .column("N/(N + M)", [two, two, two, two, 20.0 / 620.0])?;
    show(&table)?;

    // cell: distance
    let sizes: [usize; 4] = [50, 100, 200, 400];
    let mut seen: Vec<f64> = Vec::new();
    let mut formula: Vec<f64> = Vec::new();
    for n in sizes {
        let mut sum = 0.0;
        for k in 0..10 {
            let (pair, _) = digits.split(Seed(k), 2.0 * n as f64 / 1797.0)?;
            let (a, b) = pair.split(Seed(100 + k), 0.5)?;
            sum += metrics::frechet(a.points(), b.points())?;
        }
        seen.push(sum / 10.0);
        formula.push(metrics::frechet_null(digits.points(), n, n)?);
    }
    let table = Table::new()
        .digits(2)
        .column("N", sizes)?
        .column(Text::new("two true sets", "两组真实图像"), &seen)?
        .column(Text::new("formula", "公式"), &formula)?;
    show(&table)?;

    // cell: blind
    let halves = digits.split(Seed(6), 0.5)?;
    let a = halves.0.points().to_owned();
    let b = halves.1.points().to_owned();
    let blots = fitted(&a)?.sample(Seed(7), 20_000)?;
    let grain = Gaussian::isotropic(Array1::zeros(64), 0.1)?;
    let noisy = &a + &grain.sample(Seed(8), a.nrows())?;
    let mut moved = Array2::<f64>::from_elem(a.dim(), -1.0);
    for column in (0..64).filter(|column| column % 8 < 7) {
        moved.column_mut(column + 1).assign(&a.column(column));
    }
    let names = [
        Text::new("the true half", "真实的一半"),
        Text::new("normal samples", "正态样本"),
        Text::new("noise of 0.1 added", "加上 0.1 的噪声"),
        Text::new("moved by a pixel", "平移一个像素"),
    ];
    let mut distances: Vec<f64> = Vec::new();
    for z in [&a, &blots, &noisy, &moved] {
        distances.push(metrics::frechet(z, &b)?);
    }
    let table = Table::new()
        .digits(3)
        .column(
            Text::new("first set", "第一组"),
            names.map(|name| name.get(Lang::current())),
        )?
        .column(
            Text::new("distance to the other half", "到另一半的距离"),
            &distances,
        )?;
    show(&table)?;

    // cell: blots
    let first = blots.slice(s![..10, ..]).to_owned();
    show(&Image::sheet(&Digits::greys(&first), (8, 8), 10)?)?;

    // cell: ask_for
    let mut guided: Vec<Array2<f64>> = Vec::new();
    for w in [1.0, 2.0, 3.0] {
        guided.push(model.by_labels(&asked, w, &Heun, &fifty, &x0)?);
    }
    let sheet = Array2::from_shape_fn((30, 64), |(i, j)| guided[i / 10][[i % 10, j]]);
    show(&Image::sheet(&Digits::greys(&sheet), (8, 8), 10)?)?;

    // cell: judge
    use flowlab::metrics::{Nearest, NearestMean};

    let by_picture = Nearest::new(&training);
    let by_mean = NearestMean::new(&training)?;
    let mut rows = Array2::<f64>::zeros((4, 4));
    for (row, z) in [&held].into_iter().chain(&guided).enumerate() {
        let labels = if row == 0 { held_out.labels() } else { &asked[..] };
        let right = metrics::accuracy(&by_picture.classify(z)?, labels)?;
        let near = metrics::accuracy(&by_mean.classify(z)?, labels)?;
        let outside = z.iter().filter(|z| z.abs() > 1.05).count() as f64;
        let distance = match row {
            // what a true set shows
            0 => metrics::frechet_null(digits.points(), 600, 600)?,
            _ => metrics::frechet(z, &held)?,
        };
        rows.row_mut(row).assign(&array![
            distance,
            right,
            near,
            outside / z.len() as f64
        ]);
    }
    let names = [
        Text::new("held out", "留出集").get(Lang::current()),
        "w = 1",
        "w = 2",
        "w = 3",
    ];
    let table = Table::new()
        .digits(3)
        .column(Text::new("pictures", "图像"), names)?
        .column(Text::new("Fréchet distance", "弗雷歇距离"), rows.column(0))?
        .column(Text::new("right by picture", "按最近的图像判对"), rows.column(1))?
        .column(Text::new("right by mean", "按最近的均值判对"), rows.column(2))?
        .column(Text::new("out of range", "超出范围"), rows.column(3))?;
    show(&table)?;

    // cell: cats
    let cats = Dataset::of(&Cats::new(16, 16)?, Seed(9), 5000)?;
    let cats = Dataset::new(2.0 * cats.points() - 1.0, cats.labels().to_vec())?;
    let some = cats.split(Seed(9), 0.9)?.0;
    let others = cats.split(Seed(9), 0.9)?.1;
    let short = Settings { steps: 2500, batch: 128, ..settings.clone() };
    let mut run = Denoising::new(Data::labelled(some.clone()), short)?;
    run.fit(|_| std::ops::ControlFlow::Continue(()))?;
    let breeds: Vec<usize> = (0..120).map(|i| i % 6).collect();
    let x0 = Gaussian::standard(768)?.sample(Seed(10), 120)?;
    let portraits = run.field().by_labels(&breeds, 1.0, &Heun, &fifty, &x0)?;
    let judge = NearestMean::new(&some)?;
    let right = metrics::accuracy(&judge.classify(&portraits)?, &breeds)?;
    let of_true =
        metrics::accuracy(&judge.classify(others.points())?, others.labels())?;
    let names = [Text::new("true", "真实的"), Text::new("made", "生成的")];
    let table = Table::new()
        .digits(3)
        .column(Text::new("cats", "猫"), names.map(|name| name.get(Lang::current())))?
        .column(Text::new("right breed", "品种判对的比例"), [of_true, right])?;
    show(&table)?;

    // cell: cats_drawn
    let first = 0.5 * (portraits.slice(s![..12, ..]).to_owned() + 1.0);
    show(&Image::sheet(&first, (16, 16), 6)?)?;
    // end
    Ok(())
}
