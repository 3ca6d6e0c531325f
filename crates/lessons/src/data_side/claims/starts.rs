//! Starts that are only nearly right.

use flowlab::metrics::ks;
use flowlab::ndarray::Array1;
use flowlab::ode::Rk4;
use flowlab::process::Noising;
use flowlab::{Result, Text, TimeGrid, simulate_ode_final};

use super::TWO_HILLS;
use super::tables::ddpm_table;
use crate::Digits::Decimals;
use crate::claim::{Claim, greatest, near};
use crate::models::{exact_field, mixture, mixture_cdf, noise_quantiles, normal_cdf};

/// Quantiles that stand for a start, and the steps from there.
const QUANTILES: usize = 20_000;
const STEPS: usize = 200;

/// Id, the size S of the noise at the end of a VE process, and the distance of N(0, S²) from its law there.
const STARTS: [(&str, f64, f64); 4] = [
    ("data-side-start-2", 2.0, 0.1054),
    ("data-side-start-5", 5.0, 0.0199),
    ("data-side-start-10", 10.0, 0.0051),
    ("data-side-start-80", 80.0, 0.0001),
];
/// Where the VP process stops, and the distance of N(0, 1) from its law there.
const STOP: f64 = 0.5;
const START_OF_VP: f64 = 0.0311;

const BY_FORMULA: Text = Text::new(
    "No chance: two distribution functions that are known; half a unit of the last digit.",
    "不含随机性：两个分布函数都已知；容差为末位的半个单位。",
);
const BY_QUANTILES: Text = Text::new(
    "No chance: on a line the flow keeps the order and with it the distance at the start; 20 000 quantiles stand for the start, each for a share of 0.00005.",
    "不含随机性：直线上的流保持次序，因而保持起点处的距离；用 20 000 个分位点代表起点的分布，每个代表 0.00005 的概率。",
);

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(STARTS.map(start_of_ve));
    claims.extend([end_of_ve(), start_of_vp(), end_of_vp()]);
    claims.extend([
        bright("data-side-bright-small", 768, ["768 numbers", "768 个数"], 0.0155, 4),
        bright("data-side-bright-large", 512 * 512 * 3, ["512 × 512 × 3 numbers", "512 × 512 × 3 个数"], 15.9, 1),
    ]);
    claims
}

fn start_of_ve((id, size, distance): (&'static str, f64, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Kolmogorov–Smirnov distance of N(0, S²), S = {size}, from the law of the data with noise of the size S; data {}.",
            TWO_HILLS.en
        ),
        format!(
            "N(0, S²)（S = {size}）与“数据加上大小为 S 的噪声”的分布之间的柯尔莫哥洛夫-斯米尔诺夫距离；数据为 {}。",
            TWO_HILLS.zh
        ),
        near(distance, 6e-5),
        BY_FORMULA.en,
        BY_FORMULA.zh,
        Decimals(4).of(move |_| gap_at_start(&Noising::ve(1, size)?, size)),
    )
}

fn end_of_ve() -> Claim {
    Claim::new(
        "data-side-end-2",
        format!(
            "Kolmogorov–Smirnov distance from the data, {}, of what the flow makes of N(0, 4) in place of the data with noise of the size 2; 20 000 quantiles, by the linear path from its time t = 1/3 on, RK4.",
            TWO_HILLS.en
        ),
        format!(
            "用 N(0, 4) 代替“数据加上大小为 2 的噪声”作起点，流的终点与数据（{}）之间的柯尔莫哥洛夫-斯米尔诺夫距离；20 000 个分位点，从线性路径的 t = 1/3 起用 RK4 求解。",
            TWO_HILLS.zh
        ),
        near(STARTS[0].2, 1.5e-4),
        BY_QUANTILES.en,
        BY_QUANTILES.zh,
        Decimals(4).of(|_| gap_at_end(&Noising::ve(1, 2.0)?, 2.0)),
    )
}

fn start_of_vp() -> Claim {
    Claim::new(
        "data-side-start-vp",
        format!(
            "Kolmogorov–Smirnov distance of N(0, 1) from the law at r = 1/2 of the VP process with b from 0.1 to 20 on [0, 1]; data {}.",
            TWO_HILLS.en
        ),
        format!(
            "N(0, 1) 与 VP 过程（b 在 [0, 1] 上从 0.1 增加到 20）在 r = 1/2 处的分布之间的柯尔莫哥洛夫-斯米尔诺夫距离；数据为 {}。",
            TWO_HILLS.zh
        ),
        near(START_OF_VP, 6e-5),
        BY_FORMULA.en,
        BY_FORMULA.zh,
        Decimals(4).of(|_| gap_at_start(&stopped_vp()?, 1.0)),
    )
}

fn end_of_vp() -> Claim {
    Claim::new(
        "data-side-end-vp",
        format!(
            "Kolmogorov–Smirnov distance from the data, {}, of what the flow makes of N(0, 1) in place of the law at r = 1/2 of the VP process with b from 0.1 to 20 on [0, 1]; 20 000 quantiles, by the linear path from the time of that law on, RK4.",
            TWO_HILLS.en
        ),
        format!(
            "VP 过程的 b 在 [0, 1] 上从 0.1 增加到 20，用 N(0, 1) 代替它在 r = 1/2 处的分布作起点，流的终点与数据（{}）之间的柯尔莫哥洛夫-斯米尔诺夫距离；20 000 个分位点，从该分布对应的线性路径的时刻起用 RK4 求解。",
            TWO_HILLS.zh
        ),
        near(START_OF_VP, 1.5e-4),
        BY_QUANTILES.en,
        BY_QUANTILES.zh,
        Decimals(4).of(|_| gap_at_end(&stopped_vp()?, 1.0)),
    )
}

/// The process with b from 0.1 to 20 on [0, 1], as far as it runs.
fn stopped_vp() -> Result<Noising> {
    Noising::vp(1, 0.1, 0.1 + STOP * 19.9, STOP)
}

/// The distance of N(0, size²) from the law at the end of a process that starts at the two hills.
fn gap_at_start(process: &Noising, size: f64) -> Result<f64> {
    let law = process.law(process.end(), &mixture()?)?;
    let places = Array1::linspace(-8.0 * size, 8.0 * size, 16_001);
    Ok(greatest(places.mapv(|x| law.cdf(x) - normal_cdf(x / size))))
}

/// The distance from the data of what the flow makes of N(0, size²).
fn gap_at_end(process: &Noising, size: f64) -> Result<f64> {
    let (t, factor) = (process.clock(process.end()), process.factor(process.end()));
    let start = factor * size * noise_quantiles(QUANTILES)?;
    let ends = simulate_ode_final(&exact_field(mixture()?), &Rk4, &TimeGrid::uniform(t, 1.0, STEPS)?, &start)?;
    ks(&ends.column(0), mixture_cdf)
}

fn bright(id: &'static str, numbers: usize, [en, zh]: [&str; 2], expected: f64, decimals: usize) -> Claim {
    Claim::new(
        id,
        format!(
            "Kullback–Leibler divergence in nats of the law at the end of the DDPM table from N(0, I), for one picture of {en}, all of them 1."
        ),
        format!("一幅图片有 {zh}，全为 1 时，DDPM 的表末尾的分布对 N(0, I) 的 KL 散度（单位：奈特）。"),
        near(expected, 0.6 * 10_f64.powi(-(decimals as i32))),
        "No chance: the divergence of two normal laws, ½(ᾱ|z|² − dᾱ − d·ln(1 − ᾱ)), with ᾱ = 0.00004036; half a unit of the last digit.",
        "不含随机性：两个正态分布的散度 ½(ᾱ|z|² − dᾱ − d·ln(1 − ᾱ))，其中 ᾱ = 0.00004036；容差为末位的半个单位。",
        Decimals(decimals).of(move |_| {
            // |z|² = d, so ᾱ|z|² and −dᾱ cancel
            Ok(-0.5 * numbers as f64 * (-ddpm_table()[999]).ln_1p())
        }),
    )
}
