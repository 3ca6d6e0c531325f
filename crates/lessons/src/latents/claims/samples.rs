//! What three laws on the latents decode to: those of held-out digits, N(0, Λ), and a flow's; and what the flow learned.

use flowlab::distribution::{Digits, Gaussian, Sample, SampleLabelled};
use flowlab::latent::Pca;
use flowlab::metrics::{energy_distance, frechet, label_agreement, nearest};
use flowlab::ndarray::{Array2, ArrayRef2};
use flowlab::ode::Heun;
use flowlab::{Error, Result, Scaler, Seed};
use std::f64::consts::FRAC_PI_2;

use crate::Digits::Decimals;
use crate::claim::{Claim, near, normal, unit_grid};
use crate::models::trained_field;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(TRUE.map(of_true));
    claims.extend(MARKS.into_iter().flat_map(|marks| {
        let Marks { k, from, of } = marks;
        of.map(|(id, measure, value, sd)| mark(id, measure, k, from, value, sd))
    }));
    claims.extend(FLOORS.map(floor));
    claims.extend(LOSSES.map(loss));
    claims
}

/// Steps of Heun's method.
const STEPS: usize = 50;
/// Pictures: as many as are held out.
const ASKED: usize = 600;
/// Neighbours that have to agree.
const NEIGHBOURS: usize = 5;

/// k latents of a digit as a flow is trained on them: along the axes of the training set, for k = 16 scaled to variance 1.
struct Coder {
    pca: Pca,
    scaler: Scaler,
}

impl Coder {
    /// That of k latents.
    pub fn of(k: usize) -> Result<Coder> {
        let training = Digits::split().0;
        let pca = Pca::fit(training.points(), k)?;
        let latents = pca.encode(training.points())?;
        Ok(Coder { scaler: Scaler::fit(&latents)?, pca })
    }

    fn is_white(&self) -> bool {
        self.pca.n_latents() == 16
    }

    /// Latents (n, k) of pictures (n, 64).
    pub fn encode(&self, pictures: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        let latents = self.pca.encode(pictures)?;
        if self.is_white() { self.scaler.scale(&latents) } else { Ok(latents) }
    }

    /// Pictures (n, 64) of latents (n, k).
    pub fn decode(&self, latents: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        if self.is_white() { self.pca.decode(&self.scaler.unscale(latents)?) } else { self.pca.decode(latents) }
    }
}

/// Where latents come from.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::latents) enum Origin {
    /// The held-out digits.
    HeldOut,
    /// N(0, Λ), with the variances of the training set's latents.
    Normal,
    /// The flow.
    Flow,
}

/// 600 pictures that are decoded from k latents each.
pub(in crate::latents) fn pictures(k: usize, from: Origin, seed: Seed) -> Result<Array2<f64>> {
    let (coder, (training, held_out)) = (Coder::of(k)?, Digits::split());
    let noise = Gaussian::standard(k)?.sample(seed, ASKED)?;
    match from {
        Origin::HeldOut => coder.decode(&coder.encode(held_out.points())?),
        Origin::Normal => coder.pca.decode(&coder.scaler.unscale(&noise)?),
        Origin::Flow => {
            let labels = training.sample_labelled(seed, ASKED)?.1;
            let field = trained_field(&format!("digits-latents-{k}"))?;
            coder.decode(&field.by_labels(&labels, 1.0, &Heun, &unit_grid(STEPS)?, &noise)?)
        }
    }
}

/// What is asked of pictures.
#[derive(Clone, Copy, PartialEq)]
enum Measure {
    Frechet,
    Energy,
    Nearest,
    Agree,
}

impl Measure {
    fn of(self, x: &ArrayRef2<f64>) -> Result<f64> {
        let (training, held_out) = Digits::split();
        match self {
            Measure::Frechet => frechet(x, held_out.points()),
            Measure::Energy => energy_distance(x, held_out.points()),
            Measure::Nearest => Ok(nearest(x, training.points())?.1.sum() / x.nrows() as f64),
            Measure::Agree => label_agreement(x, &training, NEIGHBOURS),
        }
    }

    /// The words around those for the pictures.
    fn words(self, [en, zh]: [&str; 2]) -> [String; 2] {
        match self {
            Measure::Frechet => [
                format!("Fréchet distance of {en} from the 600 held-out digits, on the 64 numbers."),
                format!("{zh}与留出的 600 张之间的弗雷歇距离（直接用 64 个数）。"),
            ],
            Measure::Energy => [
                format!("Energy distance of {en} from the 600 held-out digits."),
                format!("{zh}与留出的 600 张之间的能量距离。"),
            ],
            Measure::Nearest => [
                format!("Mean distance of {en} to the nearest of the 1197 training digits."),
                format!("{zh}到 1197 张训练图像中最近一张的平均距离。"),
            ],
            Measure::Agree => [
                format!("Share of {en} whose five nearest training digits have one label."),
                format!("{zh}中，最近的五张训练图像同属一个标签的比例。"),
            ],
        }
    }

    fn digits(self) -> crate::Digits {
        Decimals(if self == Measure::Energy { 3 } else { 2 })
    }
}

/// The seed that chooses 600 of the training digits.
const CHOSEN_BY: Seed = Seed(1);

/// Of true pictures: id, measure, and its value.
const TRUE: [(&str, Measure, f64); 4] = [
    ("latents-fd-true", Measure::Frechet, 0.424_299),
    ("latents-energy-true", Measure::Energy, 0.017_349),
    ("latents-nearest-true", Measure::Nearest, 2.196_665),
    ("latents-agree-true", Measure::Agree, 0.891_667),
];

fn of_true((id, measure, value): (&'static str, Measure, f64)) -> Claim {
    let of_batches = matches!(measure, Measure::Frechet | Measure::Energy);
    let [en, zh] = measure.words(if of_batches {
        ["600 of the training digits", "训练集中的 600 张图像"]
    } else {
        ["the 600 held-out digits", "留出的 600 张图像"]
    });
    Claim::new(
        id,
        en,
        zh,
        near(value, if measure == Measure::Energy { 1e-5 } else { 1e-4 }),
        "No chance: the digits are split once for all.",
        "不含随机性：数据只划分一次。",
        measure.digits().of(move |_| {
            let (training, held_out) = Digits::split();
            let chosen = training.split(CHOSEN_BY, ASKED as f64 / training.len() as f64)?.0;
            measure.of(if of_batches { chosen.points() } else { held_out.points() })
        }),
    )
}

/// A row of the table: latents, where they come from, and for each measure its id, its value and its standard deviation.
struct Marks {
    k: usize,
    from: Origin,
    of: [(&'static str, Measure, f64, f64); 4],
}

const MARKS: [Marks; 6] = [
    Marks {
        k: 16,
        from: Origin::HeldOut,
        of: [
            ("latents-fd-short-16", Measure::Frechet, 3.018_732, 0.0),
            ("latents-energy-short-16", Measure::Energy, 0.024_563, 0.0),
            ("latents-nearest-short-16", Measure::Nearest, 2.176_495, 0.0),
            ("latents-agree-short-16", Measure::Agree, 0.876_667, 0.0),
        ],
    },
    Marks {
        k: 16,
        from: Origin::Normal,
        of: [
            ("latents-fd-blots-16", Measure::Frechet, 3.298, 0.029),
            ("latents-energy-blots-16", Measure::Energy, 0.0500, 0.0055),
            ("latents-nearest-blots-16", Measure::Nearest, 3.265, 0.0165),
            ("latents-agree-blots-16", Measure::Agree, 0.422, 0.0205),
        ],
    },
    Marks {
        k: 16,
        from: Origin::Flow,
        of: [
            ("latents-fd-flow-16", Measure::Frechet, 3.300, 0.060),
            ("latents-energy-flow-16", Measure::Energy, 0.0462, 0.0059),
            ("latents-nearest-flow-16", Measure::Nearest, 2.089, 0.0155),
            ("latents-agree-flow-16", Measure::Agree, 0.924, 0.0108),
        ],
    },
    Marks {
        k: 32,
        from: Origin::HeldOut,
        of: [
            ("latents-fd-short-32", Measure::Frechet, 0.687_385, 0.0),
            ("latents-energy-short-32", Measure::Energy, 0.004_171, 0.0),
            ("latents-nearest-short-32", Measure::Nearest, 2.147_436, 0.0),
            ("latents-agree-short-32", Measure::Agree, 0.891_667, 0.0),
        ],
    },
    Marks {
        k: 32,
        from: Origin::Normal,
        of: [
            ("latents-fd-blots-32", Measure::Frechet, 1.148, 0.035),
            ("latents-energy-blots-32", Measure::Energy, 0.0343, 0.0046),
            ("latents-nearest-blots-32", Measure::Nearest, 3.520, 0.018),
            ("latents-agree-blots-32", Measure::Agree, 0.400, 0.0205),
        ],
    },
    Marks {
        k: 32,
        from: Origin::Flow,
        of: [
            ("latents-fd-flow-32", Measure::Frechet, 1.200, 0.058),
            ("latents-energy-flow-32", Measure::Energy, 0.0313, 0.0060),
            ("latents-nearest-flow-32", Measure::Nearest, 2.204, 0.0155),
            ("latents-agree-flow-32", Measure::Agree, 0.925, 0.0115),
        ],
    },
];

fn mark(id: &'static str, measure: Measure, k: usize, from: Origin, value: f64, sd: f64) -> Claim {
    let [en, zh] = match from {
        Origin::HeldOut => [
            format!("the 600 held-out digits, each brought back from {k} latents"),
            format!("留出的 600 张图像各由 {k} 个潜变量还原所得的图像"),
        ],
        Origin::Normal => [
            format!("600 pictures decoded from N(0, Λ) in {k} dimensions"),
            format!("由 {k} 维 N(0, Λ) 解码的 600 张图像"),
        ],
        Origin::Flow => [
            format!("600 pictures decoded from {k} latents that the flow makes by Heun's method, n = 50"),
            format!("由流生成的 {k} 个潜变量（Heun 方法，n = 50）解码的 600 张图像"),
        ],
    };
    let [en, zh] = measure.words([&en, &zh]);
    let (law, why, why_zh) = match from {
        Origin::HeldOut => (
            near(value, if measure == Measure::Energy { 1e-5 } else { 1e-4 }),
            "No chance: the digits are split once for all.".to_string(),
            "不含随机性：数据只划分一次。".to_string(),
        ),
        Origin::Normal => (
            normal(value, sd),
            format!("Four standard deviations of {sd}; value and deviation are from 40 such sets."),
            format!("四倍标准差，标准差为 {sd}；该值与标准差由 40 组这样的样本得到。"),
        ),
        Origin::Flow => (
            normal(value, sd),
            format!(
                "Four standard deviations of {sd}. The network is the one of `crates/lessons/weights`; value and deviation are from 30 such sets or more, and another seed of training gave values within half a deviation."
            ),
            format!(
                "四倍标准差，标准差为 {sd}。网络取自 `crates/lessons/weights`；该值与标准差由至少 30 组这样的样本得到，另一个训练种子所得的值与它相差不到半个标准差。"
            ),
        ),
    };
    Claim::new(id, en, zh, law, why, why_zh, measure.digits().of(move |seed| measure.of(&pictures(k, from, seed)?)))
}

/// The loss that the best linear field of the training set's latents has: id, latents, and π/2 times the sum of their
/// spreads.
const FLOORS: [(&str, usize, f64); 2] = [("latents-mark-16", 16, 25.132_741), ("latents-mark-32", 32, 32.344_623)];

fn floor((id, k, value): (&'static str, usize, f64)) -> Claim {
    let [latents, latents_zh] = match k {
        16 => ["16 latents of variance 1", "16 个方差为 1 的潜变量"],
        _ => ["32 latents as they are", "32 个未经缩放的潜变量"],
    };
    Claim::new(
        id,
        format!("Loss of the best linear field for {latents} of the 1197 training digits: the mark of lesson 18."),
        format!("对 1197 张训练图像的{latents_zh}，最好的线性场的损失：即第 18 课的刻度。"),
        near(value, 1e-3),
        "π/2 times the sum of the standard deviations, 16·π/2 where they are 1; no chance.",
        "标准差之和的 π/2 倍，标准差都是 1 时即 16·π/2；不含随机性。",
        Decimals(2).of(move |_| {
            let latents = Coder::of(k)?.encode(Digits::split().0.points())?;
            Ok(FRAC_PI_2 * Scaler::fit(&latents)?.sd().sum())
        }),
    )
}

/// At the end of a training: id, latents, whether on held-out digits, the value, and how far another seed may be.
const LOSSES: [(&str, usize, bool, f64, f64); 4] = [
    ("latents-loss-training-16", 16, false, 16.0, 0.3),
    ("latents-loss-held-out-16", 16, true, 18.7, 0.3),
    ("latents-loss-training-32", 32, false, 21.05, 0.3),
    ("latents-loss-held-out-32", 32, true, 23.6, 0.3),
];

fn loss((id, k, fresh, value, range): (&'static str, usize, bool, f64, f64)) -> Claim {
    let [what, what_zh] = if fresh {
        ["Loss on the latents of the 600 held-out digits", "在留出的 600 张图像的潜变量上的损失"]
    } else {
        ["Loss of the training, over the last 100 steps", "最后 100 步的训练损失"]
    };
    Claim::new(
        id,
        format!("{what}, at the end of 12 000 steps on {k} latents of the 1197 training digits."),
        format!("在 1197 张训练图像的 {k} 个潜变量上训练 12 000 步之后{what_zh}。"),
        near(value, range),
        "From the log of the committed run; another seed of training gave a value within 0.11 of it; the tolerance is a hundredth of the value and that.",
        "取自所提交的训练记录；另一个训练种子所得的值与它相差不到 0.11；容差是这一差别再加该值的百分之一。",
        Decimals(1).of(move |_| last(k).map(|[training, held_out]| if fresh { held_out } else { training })),
    )
}

/// The last line of a training's log: the loss of the training, and that on held-out digits.
fn last(k: usize) -> Result<[f64; 2]> {
    let file = repo::root().join(format!("crates/lessons/weights/digits-latents-{k}/log.csv"));
    let wrong = |why: String| Error::Checkpoint { path: file.display().to_string(), why };
    let text = std::fs::read_to_string(&file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let line = text.lines().last().unwrap_or_default();
    let numbers: Vec<f64> = line.split(',').filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [_, training, held_out] => Ok([training, held_out]),
        _ => Err(wrong(format!("has the last line `{line}`: give step,training,held_out"))),
    }
}
