//! Lesson 21, discrete: two states; the shares of wrong strings for languages, noises, clocks and orders; the floors of the
//! loss; letters that change twice; a network in place of enumeration.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use flowlab::discrete::{
    Language, Learned, LetterNoise, MixturePath, Plan, RateMatrix, StringLaw, entropy, mask_loss, tau_leap,
};
use flowlab::ndarray::{array, s};
use flowlab::nn::{Activation, Adam, Mlp, Tape, Transposed, cosine, cross_entropy};
use flowlab::{Result, Seed};

use crate::Digits::Decimals;
use crate::claim::{Claim, near, normal, standard_error, standard_error_of_share};
use LetterNoise::{Mask, Uniform};

/// Rates of the two states: 0 to 1, and back.
const RATES: [f64; 2] = [2.0, 1.0];
/// id, t, probability of the state 1.
const STATES: [(&str, f64, f64); 4] = [
    ("discrete-states-025", 0.25, 0.35176),
    ("discrete-states-05", 0.5, 0.51791),
    ("discrete-states-1", 1.0, 0.63348),
    ("discrete-states-2", 2.0, 0.66501),
];
/// id, steps, the same at t = 1 by Euler's method: ⅔(1 − (1 − 3/n)ⁿ).
const EULER: [(&str, usize, f64); 3] = [
    ("discrete-states-euler-10", 10, 0.64784),
    ("discrete-states-euler-20", 20, 0.64083),
    ("discrete-states-euler-40", 40, 0.63719),
];
const PATHS: usize = 200_000;
/// Jumps up to t = 1: mean, and standard deviation of one path's, from the forward equation of state and count.
const JUMPS: [f64; 2] = [1.54449, 1.1335];

/// A small language.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Sums,
    Products,
    Coins,
    Three,
    Parity,
}

use Of::{Coins, Parity, Products, Sums, Three};

impl Of {
    fn language(self) -> Result<Language> {
        match self {
            Sums => Ok(Language::sums()),
            Products => Ok(Language::products()),
            Coins => Language::coins(2),
            Three => Language::coins(3),
            Parity => Language::parity(3),
        }
    }

    fn words(self) -> [&'static str; 2] {
        match self {
            Sums => ["the 100 sums", "100 个加法算式"],
            Products => ["the 100 products", "100 个乘法算式"],
            Coins => ["two coins that agree", "两枚一致的硬币"],
            Three => ["three coins that agree", "三枚一致的硬币"],
            Parity => ["three bits of even parity", "三位偶校验码"],
        }
    }
}

fn noise_words(noise: LetterNoise) -> [&'static str; 2] {
    match noise {
        Mask => ["masks", "掩码"],
        Uniform => ["uniform noise", "均匀噪声"],
    }
}

/// The probability of a wrong string after n equal steps of κ: id, language, noise, n, value.
const SHARES: [(&str, Of, LetterNoise, usize, f64); 38] = [
    ("discrete-coins-uniform-2", Coins, Uniform, 2, 0.34),
    ("discrete-coins-uniform-4", Coins, Uniform, 4, 0.190816),
    ("discrete-coins-uniform-8", Coins, Uniform, 8, 0.099658),
    ("discrete-coins-uniform-16", Coins, Uniform, 16, 0.050432),
    ("discrete-sums-mask-1", Sums, Mask, 1, 0.9495),
    ("discrete-sums-mask-2", Sums, Mask, 2, 0.632730),
    ("discrete-sums-mask-3", Sums, Mask, 3, 0.466945),
    ("discrete-sums-mask-4", Sums, Mask, 4, 0.368539),
    ("discrete-sums-mask-8", Sums, Mask, 8, 0.198898),
    ("discrete-sums-mask-16", Sums, Mask, 16, 0.103304),
    ("discrete-sums-mask-32", Sums, Mask, 32, 0.052641),
    ("discrete-sums-mask-64", Sums, Mask, 64, 0.026571),
    ("discrete-sums-mask-128", Sums, Mask, 128, 0.013348),
    ("discrete-sums-uniform-1", Sums, Uniform, 1, 0.9495),
    ("discrete-sums-uniform-2", Sums, Uniform, 2, 0.835392),
    ("discrete-sums-uniform-3", Sums, Uniform, 3, 0.686643),
    ("discrete-sums-uniform-4", Sums, Uniform, 4, 0.562566),
    ("discrete-sums-uniform-8", Sums, Uniform, 8, 0.300585),
    ("discrete-sums-uniform-16", Sums, Uniform, 16, 0.145567),
    ("discrete-sums-uniform-32", Sums, Uniform, 32, 0.069350),
    ("discrete-sums-uniform-64", Sums, Uniform, 64, 0.033365),
    ("discrete-sums-uniform-128", Sums, Uniform, 128, 0.016258),
    ("discrete-three-mask-4", Three, Mask, 4, 0.1875),
    ("discrete-three-mask-8", Three, Mask, 8, 0.09375),
    ("discrete-three-mask-16", Three, Mask, 16, 0.046875),
    ("discrete-three-mask-32", Three, Mask, 32, 0.0234375),
    ("discrete-three-uniform-4", Three, Uniform, 4, 0.163242),
    ("discrete-three-uniform-8", Three, Uniform, 8, 0.044327),
    ("discrete-three-uniform-16", Three, Uniform, 16, 0.010683),
    ("discrete-three-uniform-32", Three, Uniform, 32, 0.002516),
    ("discrete-parity-mask-4", Parity, Mask, 4, 0.171875),
    ("discrete-parity-mask-8", Parity, Mask, 8, 0.089844),
    ("discrete-parity-mask-16", Parity, Mask, 16, 0.045898),
    ("discrete-parity-uniform-4", Parity, Uniform, 4, 0.276932),
    ("discrete-parity-uniform-8", Parity, Uniform, 8, 0.156874),
    ("discrete-parity-uniform-16", Parity, Uniform, 16, 0.083058),
    ("discrete-products-mask", Products, Mask, 10, 0.191825),
    ("discrete-products-uniform", Products, Uniform, 10, 0.174629),
];

/// A function of the time.
type Clock = fn(f64) -> f64;
/// The clocks: the formula, and κ of t.
const SQUARE: (&str, Clock) = ("t²", |t| t * t);
const EARLY: (&str, Clock) = ("1 − (1 − t)²", |t| 1.0 - (1.0 - t).powi(2));
const SINE: (&str, Clock) = ("sin²(πt/2)", |t| (std::f64::consts::FRAC_PI_2 * t).sin().powi(2));
/// The share of wrong sums by masks under other clocks: id, clock, n, value.
const CLOCKS: [(&str, (&str, Clock), usize, f64); 12] = [
    ("discrete-clock-square-4", SQUARE, 4, 0.512287),
    ("discrete-clock-square-8", SQUARE, 8, 0.290157),
    ("discrete-clock-square-16", SQUARE, 16, 0.154063),
    ("discrete-clock-square-32", SQUARE, 32, 0.079313),
    ("discrete-clock-early-4", EARLY, 4, 0.406801),
    ("discrete-clock-early-8", EARLY, 8, 0.224989),
    ("discrete-clock-early-16", EARLY, 16, 0.118519),
    ("discrete-clock-early-32", EARLY, 32, 0.060845),
    ("discrete-clock-sine-4", SINE, 4, 0.431073),
    ("discrete-clock-sine-8", SINE, 8, 0.245067),
    ("discrete-clock-sine-16", SINE, 16, 0.129732),
    ("discrete-clock-sine-32", SINE, 32, 0.066600),
];
/// The same with the knots of κ that are best for many steps.
const BEST: [(&str, usize, f64); 2] =
    [("discrete-clock-best-8", 8, 0.187938), ("discrete-clock-best-32", 32, 0.049621)];
/// Mean number of changed letters under uniform noise: id, n, value.
const CHANGES: [(&str, usize, f64); 7] = [
    ("discrete-changes-1", 1, 3.6),
    ("discrete-changes-4", 4, 4.0224),
    ("discrete-changes-8", 8, 4.0095),
    ("discrete-changes-16", 16, 3.8944),
    ("discrete-changes-32", 32, 3.7846),
    ("discrete-changes-64", 64, 3.7085),
    ("discrete-changes-128", 128, 3.6618),
];
/// The floors of the loss of the sums.
const FLOOR_MASK: f64 = 2.961757;
const FLOOR_UNIFORM: f64 = 4.365392;
/// At κ = ½, for masks and for uniform noise.
const FLOOR_HALF: [f64; 2] = [2.504391, 4.746558];

pub fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = STATES.map(state).into();
    claims.extend([simulated(), jumps()]);
    claims.extend(EULER.map(euler));
    claims.extend(entropies());
    claims.extend(SHARES.map(share));
    claims.push(constant());
    claims.push(late_constant("discrete-sums-mask-256", Mask, 256, 1.71262, 4));
    claims.push(late_constant("discrete-sums-uniform-constant", Uniform, 128, 2.08105, 2));
    claims.extend([drawn("discrete-sums-mask-drawn", Mask, 4, 20_000, 0.36854)]);
    claims.extend([drawn("discrete-sums-uniform-drawn", Uniform, 8, 4000, 0.3006)]);
    claims.extend([in_order(), by_two()]);
    claims.extend(CLOCKS.map(clock));
    claims.extend(BEST.map(best));
    claims.push(best_constant());
    claims.extend([floor_mask(), floor_drawn(), floor_weighted(), floor_uniform()]);
    claims.extend([floor_half("discrete-floor-mask-half", Mask, FLOOR_HALF[0])]);
    claims.extend([floor_half("discrete-floor-uniform-half", Uniform, FLOOR_HALF[1])]);
    claims.extend(CHANGES.map(changes));
    claims.push(learned_loss());
    claims.extend(LEARNED.map(learned));
    claims
}

/// A number without chance, known to so many decimals by another program.
fn known(
    id: &'static str,
    en: impl Into<String>,
    zh: impl Into<String>,
    value: f64,
    decimals: usize,
    run: impl Fn() -> Result<f64> + Send + Sync + 'static,
) -> Claim {
    Claim::new(
        id,
        en,
        zh,
        near(value, 0.6 * 0.1_f64.powi(decimals as i32)),
        "There is no chance in it. The value comes from another program, and is rounded.",
        "不含随机性。该值由另一个程序得到，已舍入。",
        Decimals(decimals).of(move |_| run()),
    )
}

fn rates() -> Result<RateMatrix> {
    let [a, b] = RATES;
    RateMatrix::new(array![[-a, b], [a, -b]])
}

fn state((id, t, value): (&'static str, f64, f64)) -> Claim {
    known(
        id,
        format!(
            "Two states, rates 2 (0 to 1) and 1 (back), from 0: the probability of 1 at t = {t}, by the exponential of the matrix."
        ),
        format!("两个状态，速率为 2（0 到 1）与 1（返回），从 0 出发：t = {t} 时处于 1 的概率，由矩阵指数得到。"),
        value,
        4,
        move || Ok(rates()?.law(&array![1.0, 0.0], t)?[1]),
    )
}

fn simulated() -> Claim {
    let p = STATES[2].2;
    Claim::new(
        "discrete-states-simulated",
        "The share of 200 000 paths of the two states that are in 1 at t = 1, each simulated jump by jump from 0.",
        "两个状态的 200 000 条路径，从 0 出发逐次跳跃模拟，t = 1 时处于 1 的比例。",
        normal(p, standard_error_of_share(p, PATHS)),
        "Four standard errors of a share of independent paths. There is no error of steps.",
        "独立路径比例的四倍标准误差。没有步长误差。",
        Decimals(3).of(|seed| {
            let paths = rates()?.paths(0, 1.0, seed, PATHS)?;
            Ok(paths.iter().filter(|path| path.at(1.0) == 1).count() as f64 / PATHS as f64)
        }),
    )
}

fn jumps() -> Claim {
    let [mean, sd] = JUMPS;
    Claim::new(
        "discrete-states-jumps",
        "The mean number of jumps up to t = 1 of 200 000 such paths; in theory ∫ (2 − p) dt, with p the probability of 1.",
        "这样的 200 000 条路径到 t = 1 为止的平均跳跃次数；理论值为 ∫ (2 − p) dt，p 为处于 1 的概率。",
        normal(mean, standard_error(sd, PATHS)),
        "Four standard errors. The standard deviation of one path's jumps comes from the forward equation of state and count.",
        "四倍标准误差。单条路径跳跃次数的标准差由“状态与次数”的前向方程得到。",
        Decimals(3).of(|seed| {
            let paths = rates()?.paths(0, 1.0, seed, PATHS)?;
            Ok(paths.iter().map(|path| path.jumps().len()).sum::<usize>() as f64 / PATHS as f64)
        }),
    )
}

fn euler((id, n, value): (&'static str, usize, f64)) -> Claim {
    known(
        id,
        format!("The same probability at t = 1 by {n} steps of Euler's method for the forward equation."),
        format!("同一概率在 t = 1 的值：对前向方程用欧拉方法走 {n} 步。"),
        value,
        4,
        move || {
            let (rates, h) = (rates()?, 1.0 / n as f64);
            Ok((0..n).fold(array![1.0, 0.0], |p, _| &p + h * rates.flow(&p))[1])
        },
    )
}

fn entropies() -> [Claim; 3] {
    let letters = || (0..4).map(|i| Language::sums().letter_entropy(i));
    [
        known(
            "discrete-entropy",
            "The entropy of the 100 sums, in nats: ln 100.",
            "100 个加法算式的熵（奈特）：ln 100。",
            4.6052,
            3,
            || Ok(Language::sums().entropy()),
        ),
        known(
            "discrete-entropy-tens",
            "The entropy of the tens of a sum: 1 in 45 cases of 100.",
            "和的十位数字的熵：100 个算式中有 45 个为 1。",
            0.6881,
            3,
            || Ok(entropy(&[0.45, 0.55])),
        ),
        known(
            "discrete-entropy-letters",
            "The sum of the entropies of the four letters of a sum, each alone.",
            "加法算式四个字符各自的熵之和。",
            7.5959,
            3,
            move || Ok(letters().sum()),
        ),
    ]
}

/// Share of wrong strings and mean number of changes after n equal steps, kept: several claims ask for the same.
fn steps(of: Of, noise: LetterNoise, n: usize) -> Result<[f64; 2]> {
    static SUMS: Mutex<BTreeMap<usize, [f64; 2]>> = Mutex::new(BTreeMap::new());
    let kept = (of == Sums && noise == Uniform).then(|| SUMS.lock().unwrap_or_else(PoisonError::into_inner));
    if let Some(found) = kept.as_ref().and_then(|kept| kept.get(&n)) {
        return Ok(*found);
    }
    let law = StringLaw::exact(&MixturePath::new(of.language()?, noise), &Plan::even(n)?)?;
    let found = [law.share_wrong(&of.language()?), law.mean_changes()];
    if let Some(mut kept) = kept {
        kept.insert(n, found);
    }
    Ok(found)
}

fn share((id, of, noise, n, value): (&'static str, Of, LetterNoise, usize, f64)) -> Claim {
    let [en, zh] = of.words();
    let [noise_en, noise_zh] = noise_words(noise);
    known(
        id,
        format!(
            "The probability of a string that is none of {en}, after {n} equal steps of κ from {noise_en}: by enumeration."
        ),
        format!("从{noise_zh}出发，κ 走 {n} 个等步之后，所得字符串不属于{zh}的概率：由枚举得到。"),
        value,
        if value < 0.01 {
            5
        } else if of == Products {
            3
        } else {
            4
        },
        move || Ok(steps(of, noise, n)?[0]),
    )
}

fn masks() -> MixturePath {
    MixturePath::new(Language::sums(), Mask)
}

/// The share of wrong sums by masks with this plan.
fn wrong(plan: &Plan) -> Result<f64> {
    Ok(StringLaw::exact(&masks(), plan)?.share_wrong(masks().language()))
}

/// The share of wrong sums where these groups are opened one after the other.
fn wrong_by_groups(groups: &[Vec<usize>]) -> Result<f64> {
    wrong(&Plan::groups(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>())?)
}

/// Pairs of the four letters, each with the other two.
fn pairs() -> impl Iterator<Item = [[usize; 2]; 2]> {
    let pairs = (0..4).flat_map(|i| (i + 1..4).map(move |j| [i, j]));
    pairs.map(|[i, j]| {
        let mut others = (0..4).filter(|k| *k != i && *k != j);
        [[i, j], [0; 2].map(|_| others.next().expect("four letters without two"))]
    })
}

/// e(κ) = c₀(1 − κ)² + c₁κ(1 − κ) + c₂κ²: the chance of an error if a pair is opened at once and each other letter is visible
/// with probability κ, summed over the pairs.
fn pair_errors() -> Result<[f64; 3]> {
    static ERRORS: OnceLock<Result<[f64; 3]>> = OnceLock::new();
    ERRORS.get_or_init(count_pair_errors).clone()
}

fn count_pair_errors() -> Result<[f64; 3]> {
    let mut c = [0.0; 3];
    for [pair, [k, l]] in pairs() {
        for visible in [vec![], vec![k], vec![l], vec![k, l]] {
            let mut groups: Vec<Vec<usize>> = visible.iter().map(|i| vec![*i]).collect();
            groups.push(pair.into());
            groups.extend([k, l].into_iter().filter(|i| !visible.contains(i)).map(|i| vec![i]));
            c[visible.len()] += wrong_by_groups(&groups)?;
        }
    }
    Ok(c)
}

fn constant() -> Claim {
    known(
        "discrete-sums-constant",
        "The constant C of the error C/n of masks for the sums: ∫ e(κ) dκ, with e the chance of an error of pairs that are opened at once, by enumeration; 103/60.",
        "掩码对加法算式的误差 C/n 中的常数 C：∫ e(κ) dκ，e 为同时揭开的字符对出错的概率，由枚举得到；103/60。",
        103.0 / 60.0,
        4,
        || pair_errors().map(|[c0, c1, c2]| c0 / 3.0 + c1 / 6.0 + c2 / 3.0),
    )
}

fn late_constant(id: &'static str, noise: LetterNoise, n: usize, value: f64, decimals: usize) -> Claim {
    let [noise_en, noise_zh] = noise_words(noise);
    known(
        id,
        format!("n times the probability of a wrong sum at n = {n}, for {noise_en}."),
        format!("{noise_zh}在 n = {n} 时，n 乘以错误算式的概率。"),
        value,
        decimals,
        move || Ok(n as f64 * steps(Sums, noise, n)?[0]),
    )
}

fn drawn(id: &'static str, noise: LetterNoise, n: usize, samples: usize, value: f64) -> Claim {
    let [noise_en, noise_zh] = noise_words(noise);
    Claim::new(
        id,
        format!(
            "The share of wrong sums among {samples} samples by τ-leaping with {n} equal steps of κ from {noise_en}."
        ),
        format!("从{noise_zh}出发，τ 跳跃法走 {n} 个等步，{samples} 个样本中错误算式的比例。"),
        normal(value, standard_error_of_share(value, samples)),
        "Four standard errors of a share of independent samples. The value is that by enumeration.",
        "独立样本比例的四倍标准误差。该值由枚举得到。",
        Decimals(3).of(move |seed| {
            let path = MixturePath::new(Language::sums(), noise);
            Ok(path.language().share_wrong(&tau_leap(&path, &Plan::even(n)?, seed, samples)?))
        }),
    )
}

fn in_order() -> Claim {
    Claim::new(
        "discrete-sums-in-order",
        "Wrong ones among 24 000 sums whose letters are opened one at a time, 1000 in each of the 24 orders.",
        "逐个揭开字符得到的 24 000 个算式中错误的个数，24 种顺序各 1000 个。",
        near(0.0, 0.0),
        "Each letter has a positive probability only where a sentence agrees with what is visible.",
        "只有当某个句子与看得见的字符相符时，相应的字符才有正概率。",
        Decimals(0).of(|seed| {
            let orders = pairs().flat_map(|[pair, others]| {
                [[0, 1, 2, 3], [1, 0, 2, 3], [0, 1, 3, 2], [1, 0, 3, 2]].map(|order| {
                    let letters = [pair[0], pair[1], others[0], others[1]];
                    order.map(|i| letters[i])
                })
            });
            let wrong = orders.map(|order| {
                let groups: Vec<&[usize]> = order.chunks(1).collect();
                let sums = tau_leap(&masks(), &Plan::groups(&groups)?, seed, 1000)?;
                Ok(masks().language().share_wrong(&sums) * 1000.0)
            });
            wrong.sum()
        }),
    )
}

fn by_two() -> Claim {
    known(
        "discrete-sums-by-two",
        "The probability of a wrong sum where two letters, each pair as likely, are opened at once, and then the other two.",
        "先同时揭开两个字符（各对等可能），再同时揭开其余两个，得到错误算式的概率。",
        0.355802,
        4,
        || {
            let shares = pairs().map(|groups| wrong_by_groups(&groups.map(Vec::from)));
            Ok(shares.sum::<Result<f64>>()? / 6.0)
        },
    )
}

fn clock((id, (formula, kappa), n, value): (&'static str, (&'static str, Clock), usize, f64)) -> Claim {
    known(
        id,
        format!(
            "The probability of a wrong sum by masks after {n} equal steps of t, with κ = {formula}: by enumeration."
        ),
        format!("掩码在 κ = {formula} 时，t 走 {n} 个等步之后得到错误算式的概率：由枚举得到。"),
        value,
        4,
        move || wrong(&Plan::clock(n, kappa)?),
    )
}

/// √e at the middle of each of many cells of κ: its integral is that of a density of steps that is best for many steps.
fn best_density() -> Result<Vec<f64>> {
    const CELLS: usize = 2000;
    let [c0, c1, c2] = pair_errors()?;
    let e = |kappa: f64| c0 * (1.0 - kappa).powi(2) + c1 * kappa * (1.0 - kappa) + c2 * kappa * kappa;
    Ok((0..CELLS).map(|i| e((i as f64 + 0.5) / CELLS as f64).sqrt() / CELLS as f64).collect())
}

/// The n steps of κ whose lengths are in proportion to 1/√e.
fn best_plan(n: usize) -> Result<Plan> {
    let cells = best_density()?;
    let step = cells.iter().sum::<f64>() / n as f64;
    let (mut knots, mut sum) = (vec![0.0], 0.0);
    for (i, cell) in cells.iter().enumerate() {
        while knots.len() < n && sum + cell > knots.len() as f64 * step {
            knots.push((i as f64 + (knots.len() as f64 * step - sum) / cell) / cells.len() as f64);
        }
        sum += cell;
    }
    knots.push(1.0);
    Plan::knots(&knots)
}

fn best((id, n, value): (&'static str, usize, f64)) -> Claim {
    known(
        id,
        format!(
            "The probability of a wrong sum by masks after {n} steps of κ whose lengths are in proportion to 1/√e(κ), which is best for many steps."
        ),
        format!("掩码的 κ 走 {n} 步，步长与 1/√e(κ) 成正比（步数很多时最优），得到错误算式的概率。"),
        value,
        4,
        move || wrong(&best_plan(n)?),
    )
}

fn best_constant() -> Claim {
    known(
        "discrete-clock-best",
        "The constant of the error C/n of masks for the sums with the best clock: (∫ √e dκ)².",
        "掩码对加法算式在最优时钟下误差 C/n 的常数：(∫ √e dκ)²。",
        1.620942,
        4,
        || Ok(best_density()?.iter().sum::<f64>().powi(2)),
    )
}

fn floor_mask() -> Claim {
    known(
        "discrete-floor-mask",
        "The least cross-entropy of the masked letters of the sums, t uniform, κ = t: of the exact posterior, over all sentences and sets of masks.",
        "加法算式被掩字符的最小交叉熵，t 均匀分布，κ = t：对全部句子与掩码集合，用精确后验计算。",
        FLOOR_MASK,
        4,
        || Ok(mask_loss(&masks(), masks().language())),
    )
}

fn floor_drawn() -> Claim {
    const PAIRS: usize = 200_000;
    Claim::new(
        "discrete-floor-mask-drawn",
        "The same, over 200 000 sentences, each masked at a time of its own.",
        "同一损失，对 200 000 个句子取平均，每个句子在各自的时刻加掩码。",
        normal(FLOOR_MASK, standard_error(FLOOR_SD, PAIRS)),
        "Four standard errors; the standard deviation of one sentence's loss is that of the exact posterior.",
        "四倍标准误差；单个句子的损失的标准差按精确后验计算。",
        Decimals(3).of(|seed| {
            let path = masks();
            let losses = path.pairs(seed, PAIRS)?.into_iter().map(|pair| {
                let posterior = path.posterior(pair.kappa, &pair.x)?;
                let masked = (0..4).filter(|i| pair.x[*i] == path.language().mask());
                Ok(-masked.map(|i| posterior[[i, pair.z[i]]].ln()).sum::<f64>())
            });
            Ok(losses.sum::<Result<f64>>()? / PAIRS as f64)
        }),
    )
}

/// The standard deviation of the loss of one sentence.
const FLOOR_SD: f64 = 3.179;

/// The mean over κ of what `of` makes of κ and of the floor there, at the middles of so many cells.
fn mean_floor(noise: LetterNoise, cells: usize, of: impl Fn(f64, f64) -> f64) -> Result<f64> {
    let path = MixturePath::new(Language::sums(), noise);
    let at = |i: usize| {
        let kappa = (i as f64 + 0.5) / cells as f64;
        Ok(of(kappa, path.floor(kappa)?))
    };
    Ok((0..cells).map(at).sum::<Result<f64>>()? / cells as f64)
}

fn floor_weighted() -> Claim {
    known(
        "discrete-floor-weighted",
        "The same with the weight 1/(1 − t): the mean over 40 times, the middles of equal cells, of the floor there.",
        "同一损失，加权 1/(1 − t)：取 40 个等分小区间中点处下限的平均。",
        100_f64.ln(),
        3,
        || mean_floor(Mask, 40, |kappa, floor| floor / (1.0 - kappa)),
    )
}

fn floor_uniform() -> Claim {
    known(
        "discrete-floor-uniform",
        "The least cross-entropy of all four letters of the sums under uniform noise, t uniform: the mean over 40 times, the middles of equal cells.",
        "均匀噪声下加法算式全部四个字符的最小交叉熵，t 均匀分布：取 40 个等分小区间中点处的平均。",
        FLOOR_UNIFORM,
        3,
        || mean_floor(Uniform, 40, |_, floor| floor),
    )
}

fn floor_half(id: &'static str, noise: LetterNoise, value: f64) -> Claim {
    let [noise_en, noise_zh] = noise_words(noise);
    known(
        id,
        format!("The same at κ = 1/2 alone, for {noise_en}: by enumeration of the strings."),
        format!("仅在 κ = 1/2 处的同一损失，{noise_zh}：由枚举字符串得到。"),
        value,
        3,
        move || MixturePath::new(Language::sums(), noise).floor(0.5),
    )
}

fn changes((id, n, value): (&'static str, usize, f64)) -> Claim {
    known(
        id,
        format!(
            "The mean number of letters changed on the way from uniform noise to sums in {n} equal steps of κ, counted again where one changes again: by enumeration."
        ),
        format!("从均匀噪声到加法算式，κ 走 {n} 个等步，途中改变的字符的平均个数（再次改变则再次计数）：由枚举得到。"),
        value,
        2,
        move || Ok(steps(Sums, Uniform, n)?[1]),
    )
}

/// The network of the claims, trained once.
fn network() -> Result<&'static Learned> {
    static NETWORK: OnceLock<Result<Learned>> = OnceLock::new();
    NETWORK.get_or_init(|| trained(Seed(2100))).as_ref().map_err(Clone::clone)
}

const WIDTHS: [usize; 4] = [44, 64, 64, 40];
const STEPS: usize = 3000;
const BATCH: usize = 256;
const RATE: f64 = 6e-3;

/// A network that has learned the letters of masked sums.
fn trained(seed: Seed) -> Result<Learned> {
    let path = masks();
    let mask = path.language().mask();
    let mut net = Mlp::<f32>::new(&WIDTHS, Activation::Silu, seed)?;
    let (mut adam, mut tape, mut transposed) =
        (Adam::new(net.n_weights()), Tape::new(&net, BATCH), Transposed::of(&net));
    let mut gradient = vec![0.0; net.n_weights()];
    let all = path.pairs(seed, STEPS * BATCH)?;
    for (step, pairs) in all.chunks(BATCH).enumerate() {
        for (mut input, pair) in tape.inputs_mut(BATCH).zip(pairs) {
            input.fill(0.0);
            pair.x.iter().enumerate().for_each(|(i, letter)| input[(mask + 1) * i + letter] = 1.0);
        }
        net.forward(&transposed, &mut tape);
        for ((logits, mut by_logits), pair) in tape.outputs_and_gradients_mut().zip(pairs) {
            for i in (0..4).filter(|i| pair.x[*i] == mask) {
                let letter = s![mask * i..mask * (i + 1)];
                cross_entropy(&logits.slice(letter), pair.z[i], &mut by_logits.slice_mut(letter));
            }
        }
        net.backward(&transposed, &mut tape, &mut gradient);
        adam.step(net.weights_mut(), &gradient, RATE * cosine(step, STEPS));
        transposed.renew(&net);
    }
    Learned::new(&net, path.language())
}

/// Of that network: id, steps (0 is one letter at a time), the share of wrong sums and its width, and the least and the
/// greatest value of the seeds.
type OfNetwork = (&'static str, usize, [f64; 2], [&'static str; 2]);
const LEARNED: [OfNetwork; 5] = [
    ("discrete-learned-4", 4, [0.38, 0.02], ["0.375", "0.387"]),
    ("discrete-learned-8", 8, [0.21, 0.02], ["0.207", "0.221"]),
    ("discrete-learned-16", 16, [0.117, 0.02], ["0.112", "0.127"]),
    ("discrete-learned-32", 32, [0.067, 0.02], ["0.062", "0.078"]),
    ("discrete-learned-in-order", 0, [0.009, 0.009], ["0.003", "0.013"]),
];

/// Why a claim on a trained network holds.
fn trained_once(least: &str, greatest: &str) -> [String; 2] {
    [
        format!(
            "The network is trained once, with a seed of its own: the width is for the last bits of another processor. Four seeds gave {least} to {greatest}."
        ),
        format!(
            "网络只训练一次，用它自己的种子；容差是为别的处理器留的，末位不同会训练出不同的网络。四个种子得 {least} 到 {greatest}。"
        ),
    ]
}

fn learned_loss() -> Claim {
    let [why_en, why_zh] = trained_once("2.967", "2.973");
    Claim::new(
        "discrete-learned-loss",
        "The cross-entropy of the masked letters, over all sums and sets of masks, t uniform, of a network 44, 64, 64, 40 that was trained for 3000 steps of 256 masked sums.",
        "网络 44, 64, 64, 40 在加掩码的算式上训练 3000 步（每步 256 个）之后，对全部算式与掩码集合、t 均匀分布时被掩字符的交叉熵。",
        near(2.97, 0.008),
        why_en,
        why_zh,
        Decimals(3).of(|_| Ok(mask_loss(network()?, masks().language()))),
    )
}

fn learned((id, n, [value, width], [least, greatest]): OfNetwork) -> Claim {
    let [why_en, why_zh] = trained_once(least, greatest);
    let (en, zh) = match n {
        0 => ("one letter at a time, from the first to the last".into(), "从第一个到最后一个逐个揭开字符".into()),
        n => (format!("after {n} equal steps of κ"), format!("κ 走 {n} 个等步之后")),
    };
    Claim::new(
        id,
        format!(
            "The probability of a wrong sum {en}, with the same network in place of the exact posterior: by enumeration of the strings."
        ),
        format!("用同一网络代替精确后验，{zh}得到错误算式的概率：由枚举字符串得到。"),
        near(value, width),
        why_en,
        why_zh,
        Decimals(3).of(move |_| {
            let plan = match n {
                0 => Plan::groups(&[&[0], &[1], &[2], &[3]])?,
                n => Plan::even(n)?,
            };
            Ok(StringLaw::exact(network()?, &plan)?.share_wrong(masks().language()))
        }),
    )
}
