//! Lesson 21: discrete. Two coins by hand, chains that jump, a language that can be counted, floors, τ-leaping and its
//! error, masks against uniform noise, and a network in place of the enumeration.

use course::prelude::*;

/// Runs the cells.
///
/// # Errors
/// Those of the library; none is expected.
pub fn run() -> flowlab::Result<()> {
    // cell: coins
    use flowlab::rand::Rng;

    /// Opens two letters in n steps, each at its own random time, and says whether
    /// they agree.
    fn agree(n: usize, rng: &mut impl Rng) -> bool {
        let mut coins: [Option<bool>; 2] = [None, None];
        let times: [f64; 2] = [rng.random(), rng.random()];
        for step in 1..=n {
            let seen = coins; // what each letter sees: the old ones
            for i in [0, 1] {
                if coins[i].is_none() && times[i] < step as f64 / n as f64 {
                    coins[i] = Some(seen[1 - i].unwrap_or_else(|| rng.random()));
                }
            }
        }
        coins[0] == coins[1]
    }
    let runs: usize = 100_000;
    let counts: [usize; 5] = [1, 2, 4, 8, 16];
    let mut wrong: Vec<f64> = Vec::new();
    for n in counts {
        let mut rng = Seed(1).stream(n as u64);
        let errors = (0..runs).filter(|_| !agree(n, &mut rng)).count();
        wrong.push(errors as f64 / runs as f64);
    }
    let formula: Vec<f64> = counts.iter().map(|n| 0.5 / *n as f64).collect();
    let table = Table::new()
        .digits(3)
        .column("n", counts)?
        .column(Text::new("wrong", "出错"), &wrong)?
        .column("1/(2n)", &formula)?;
    show(&table)?;

    // cell: two_states
    let a: f64 = 2.0;
    let b: f64 = 1.0;
    let rates = RateMatrix::new(array![[-a, b], [a, -b]])?; // column: from
    let paths = rates.paths(0, 2.0, Seed(4), 50_000)?;
    let times: [f64; 4] = [0.25, 0.5, 1.0, 2.0];
    let mut rows = Array2::<f64>::zeros((4, 3));
    for (row, t) in times.into_iter().enumerate() {
        let limit = a / (a + b);
        let formula = limit * (1.0 - (-(a + b) * t).exp());
        let ones = paths.iter().filter(|path| path.at(t) == 1).count();
        let mut p = array![1.0, 0.0];
        for _ in 0..20 {
            p = &p + &(t / 20.0 * rates.flow(&p)); // Euler
        }
        rows.row_mut(row).assign(&array![formula, ones as f64 / 50_000.0, p[1]]);
    }
    let table = Table::new()
        .digits(3)
        .column("t", times)?
        .column(Text::new("formula", "公式"), rows.column(0))?
        .column(Text::new("jumps", "逐次跳"), rows.column(1))?
        .column(Text::new("Euler, 20 steps", "欧拉，20 步"), rows.column(2))?;
    show(&table)?;

    // cell: sums
    let sums = Language::sums();
    let letters: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
    let entropies: Vec<f64> = (0..4).map(|i| sums.letter_entropy(i)).collect();
    println!("{} {:.3}", sums.sentences().len(), sums.entropy());
    println!("{:.3}", entropies.iter().sum::<f64>());
    let table = Table::new()
        .digits(4)
        .column(Text::new("letter", "字符"), &letters)?
        .column(Text::new("entropy", "熵"), &entropies)?;
    show(&table)?;

    // cell: posterior
    let masks = MixturePath::new(sums.clone(), LetterNoise::Mask);
    let x: Vec<usize> = sums.read("6?1?")?;
    let mut counts = Array2::<f64>::zeros((4, 10));
    for z in sums.sentences() {
        if z.iter().zip(&x).all(|(z, x)| z == x || *x == sums.mask()) {
            (0..4).for_each(|i| counts[[i, z[i]]] += 1.0);
        }
    }
    let by_hand: Array2<f64> = &counts / counts.row(0).sum();
    let exact = masks.posterior(0.5, &x)?;
    assert!((&by_hand - &exact).iter().all(|gap| gap.abs() < 1e-12));
    let digits: Vec<usize> = (0..10).collect();
    let mut table = Table::new().digits(3).column("y", &digits)?;
    for (name, row) in letters.iter().zip(exact.rows()) {
        table = table.column(name.as_str(), row)?;
    }
    show(&table)?;

    // cell: floor
    let uniform = MixturePath::new(sums.clone(), LetterNoise::Uniform);
    let n: usize = 40; // midpoints of κ
    let mut floors: [f64; 3] = [0.0; 3];
    for k in 0..n {
        let kappa = (k as f64 + 0.5) / n as f64;
        let floor = masks.floor(kappa)?;
        floors[0] += floor / n as f64;
        floors[1] += floor / (1.0 - kappa) / n as f64;
        if k % 4 == 0 {
            floors[2] += uniform.floor((k as f64 + 2.0) / n as f64)? / (n / 4) as f64;
        }
    }
    let names: [Text; 3] = [
        Text::new("masks", "掩码"),
        Text::new("masks, weighted", "掩码，加权"),
        Text::new("uniform noise", "均匀噪声"),
    ];
    let table = Table::new()
        .digits(3)
        .column(Text::new("noise", "噪声"), names)?
        .column(Text::new("floor", "下限"), floors)?;
    show(&table)?;

    // cell: coins_again
    let coins = Language::coins(2)?;
    let path = MixturePath::new(coins.clone(), LetterNoise::Mask);
    let four = Plan::even(4)?;
    let ends = tau_leap(&path, &four, Seed(2), 100_000)?; // drawn
    let law = StringLaw::exact(&path, &four)?; // or all strings at once, exactly
    assert!((law.share_wrong(&coins) - 0.125).abs() < 1e-12);
    println!("{:.3} {:.3}", coins.share_wrong(&ends), law.share_wrong(&coins));

    // cell: leap
    let counts: [usize; 5] = [1, 2, 4, 8, 16];
    let mut rows = Array2::<f64>::zeros((5, 3));
    for (row, n) in counts.into_iter().enumerate() {
        let plan = Plan::even(n)?;
        let by_masks = StringLaw::exact(&masks, &plan)?.share_wrong(&sums);
        let by_uniform = StringLaw::exact(&uniform, &plan)?.share_wrong(&sums);
        rows.row_mut(row).assign(&array![by_masks, by_uniform, n as f64 * by_masks]);
    }
    let table = Table::new()
        .digits(3)
        .column("n", counts)?
        .column(Text::new("masks", "掩码"), rows.column(0))?
        .column(Text::new("uniform", "均匀"), rows.column(1))?
        .column(Text::new("n times masks", "n 乘以掩码的"), rows.column(2))?;
    show(&table)?;

    // cell: in_order
    let orders: [[usize; 4]; 3] = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]];
    for [i, j, k, l] in orders {
        let one = Plan::groups(&[&[i], &[j], &[k], &[l]])?;
        let two = Plan::groups(&[&[i, j], &[k, l]])?;
        let wrong = [one, two].map(|plan| {
            StringLaw::exact(&masks, &plan).map(|law| law.share_wrong(&sums))
        });
        let [one, two] = wrong;
        let order = [i, j, k, l].map(|i| letters[i].as_str()).concat();
        println!("{order}  {:.3}  {:.3}", one?.abs(), two?.abs());
    }

    // cell: noise_or_mask
    let languages: [(Text, Language); 2] = [
        (Text::new("three coins", "三枚硬币"), Language::coins(3)?),
        (Text::new("even parity", "偶校验"), Language::parity(3)?),
    ];
    let counts: [usize; 4] = [4, 8, 16, 32];
    let mut table = Table::new().digits(4).column("n", counts)?;
    for (name, language) in &languages {
        for noise in LetterNoise::ALL {
            let path = MixturePath::new(language.clone(), noise);
            let mut wrong: Vec<f64> = Vec::new();
            for n in counts {
                let law = StringLaw::exact(&path, &Plan::even(n)?)?;
                wrong.push(law.share_wrong(language));
            }
            let of = match noise {
                LetterNoise::Mask => Text::new("masks", "掩码"),
                LetterNoise::Uniform => Text::new("uniform", "均匀"),
            };
            let lang = Lang::current();
            let title = format!("{}, {}", name.get(lang), of.get(lang));
            table = table.column(title.as_str(), &wrong)?;
        }
    }
    show(&table)?;

    // cell: learned
    use flowlab::nn;

    let steps: usize = 3000;
    let mut net = Mlp::<f32>::new(&[44, 64, 64, 40], Activation::Silu, Seed(5))?;
    let mut adam = Adam::new(net.n_weights());
    let mut tape = Tape::new(&net, 256);
    let mut transposed = Transposed::of(&net);
    let mut gradient = vec![0.0_f32; net.n_weights()];
    for step in 0..steps {
        let pairs = masks.pairs(Seed(1000 + step as u64), 256)?;
        for (mut input, pair) in tape.inputs_mut(256).zip(&pairs) {
            input.fill(0.0); // each letter as one of eleven
            (0..4).for_each(|i| input[11 * i + pair.x[i]] = 1.0);
        }
        net.forward(&transposed, &mut tape);
        let ends = tape.outputs_and_gradients_mut();
        for ((scores, mut slope), pair) in ends.zip(&pairs) {
            for i in (0..4).filter(|i| pair.x[*i] == 10) {
                let of = s![10 * i..10 * i + 10]; // the ten scores of this letter
                cross_entropy(&scores.slice(of), pair.z[i], &mut slope.slice_mut(of));
            }
        }
        net.backward(&transposed, &mut tape, &mut gradient);
        adam.step(net.weights_mut(), &gradient, 6e-3 * nn::cosine(step, steps));
        transposed.renew(&net);
    }
    let learned: Learned = Learned::new(&net, &sums)?;
    println!("{:.3} {:.3}", mask_loss(&learned, &sums), mask_loss(&masks, &sums));
    let in_turn = Plan::groups(&[&[0], &[1], &[2], &[3]])?;
    let plans: [Plan; 3] = [Plan::even(4)?, Plan::even(16)?, in_turn];
    let mut rows = Array2::<f64>::zeros((3, 2));
    for (mut row, plan) in rows.rows_mut().into_iter().zip(&plans) {
        row[0] = StringLaw::exact(&learned, plan)?.share_wrong(&sums);
        let exact = StringLaw::exact(&masks, plan)?.share_wrong(&sums);
        row[1] = (exact.abs() * 1e6).round() / 1e6; // 0, not a rounding error
    }
    let names: [Text; 3] = [
        Text::new("n = 4", "n = 4"),
        Text::new("n = 16", "n = 16"),
        Text::new("one at a time", "每次一个"),
    ];
    let table = Table::new()
        .digits(2)
        .column(Text::new("steps", "步"), names)?
        .column(Text::new("network", "网络"), rows.column(0))?
        .column(Text::new("exact", "精确"), rows.column(1))?;
    show(&table)?;
    // end
    Ok(())
}
