//! The rooms of the museum: a bug in each.

use flowlab::Text;

/// A bug, in the order of the rooms. The right program is `None::<Bug>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The noise of a step is h·ε, not √h·ε.
    NoiseTimesH,
    /// Two normal numbers are multiplied where one is meant.
    NoiseDrawnTwice,
    /// All particles of a step get the same ε.
    OneNoiseForAll,
    /// A particle gets the same ε in each step.
    SameNoiseEachStep,
    /// The times are n points from 0 to 1, the step is 1/n: one step is missing.
    PointsForSteps,
    /// The loop runs while t < 1 and adds h to t: rounding decides whether it takes a step too many.
    WhileBelowOne,
    /// The drift has no g·D·s, but the noise is there.
    ScoreLeftOut,
    /// The drift has −g·D·s.
    ScoreSign,
    /// The noise of a step has σ² where σ belongs.
    VarianceForSigma,
    /// The gradient of the density stands for that of its logarithm.
    NoLogarithm,
    /// The sampler asks the field at 1 − t.
    ClockReversed,
    /// Training joined noise and data the wrong way round: its velocity leads from the data to the noise.
    PairSwapped,
    /// The network is given the data point, not the place between noise and data.
    DataFed,
    /// DDPM adds noise in its last step too.
    NoiseInLastStep,
    /// DDPM with the other of its two variances.
    OtherVariance,
    /// The loss is averaged over the coordinates, and compared with a bound for their sum.
    MeanOverCoordinates,
    /// Of two generators one has a seed.
    OneSeedOfTwo,
    /// One coin decides for a whole batch whether its labels are dropped.
    OneCoin,
    /// Points and labels were shuffled apart.
    LabelsShuffled,
    /// The weight of guidance means that of another paper, one less.
    OtherPaperW,
    /// An average of the weights is kept, and the last weights are used.
    AverageNotUsed,
    /// The data are not scaled: here they are ten times too large.
    NotScaled,
    /// The weights run under another activation than they were trained with.
    OtherActivation,
    /// A classifier of clean data is asked about noisy places.
    CleanClassifier,
    /// The nearest neighbour is looked for among points that hold the point itself.
    SampleAmongData,
}

impl Bug {
    /// All of them, in order.
    pub const ALL: [Bug; 25] = [
        Bug::NoiseTimesH,
        Bug::NoiseDrawnTwice,
        Bug::OneNoiseForAll,
        Bug::SameNoiseEachStep,
        Bug::PointsForSteps,
        Bug::WhileBelowOne,
        Bug::ScoreLeftOut,
        Bug::ScoreSign,
        Bug::VarianceForSigma,
        Bug::NoLogarithm,
        Bug::ClockReversed,
        Bug::PairSwapped,
        Bug::DataFed,
        Bug::NoiseInLastStep,
        Bug::OtherVariance,
        Bug::MeanOverCoordinates,
        Bug::OneSeedOfTwo,
        Bug::OneCoin,
        Bug::LabelsShuffled,
        Bug::OtherPaperW,
        Bug::AverageNotUsed,
        Bug::NotScaled,
        Bug::OtherActivation,
        Bug::CleanClassifier,
        Bug::SampleAmongData,
    ];

    /// Its room, from 1 to 25.
    pub fn room(self) -> usize {
        self as usize + 1
    }

    /// A few words for it.
    pub fn name(self) -> Text {
        match self {
            Bug::NoiseTimesH => Text::new("noise times h", "噪声乘了 h"),
            Bug::NoiseDrawnTwice => Text::new("two normals multiplied", "两个正态数相乘"),
            Bug::OneNoiseForAll => Text::new("one ε for all particles", "全体粒子同一个 ε"),
            Bug::SameNoiseEachStep => Text::new("same noise in each step", "每步用同一噪声"),
            Bug::PointsForSteps => Text::new("n points, step 1/n", "n 个点，步长 1/n"),
            Bug::WhileBelowOne => Text::new("while t < 1", "while t < 1"),
            Bug::ScoreLeftOut => Text::new("score left out", "漏了得分项"),
            Bug::ScoreSign => Text::new("score with the wrong sign", "得分项符号反了"),
            Bug::VarianceForSigma => Text::new("σ² for σ", "σ 写成 σ²"),
            Bug::NoLogarithm => Text::new("gradient without log", "梯度漏了 log"),
            Bug::ClockReversed => Text::new("clock reversed", "时钟反了"),
            Bug::PairSwapped => Text::new("noise and data swapped", "噪声与数据对调"),
            Bug::DataFed => Text::new("z fed to the network", "把 z 喂给网络"),
            Bug::NoiseInLastStep => Text::new("noise in the last step", "最后一步也加噪"),
            Bug::OtherVariance => Text::new("the other variance", "另一种方差"),
            Bug::MeanOverCoordinates => Text::new("loss averaged over coordinates", "损失对坐标取平均"),
            Bug::OneSeedOfTwo => Text::new("one seed of two", "两个种子只设一个"),
            Bug::OneCoin => Text::new("one coin for a batch", "整批只掷一枚硬币"),
            Bug::LabelsShuffled => Text::new("labels shuffled apart", "标签与数据分别打乱"),
            Bug::OtherPaperW => Text::new("w of the other paper", "另一篇论文的 w"),
            Bug::AverageNotUsed => Text::new("average not used", "平均权重没有用上"),
            Bug::NotScaled => Text::new("data not scaled", "数据没有缩放"),
            Bug::OtherActivation => Text::new("another activation", "换了激活函数"),
            Bug::CleanClassifier => Text::new("classifier of clean data", "干净数据的分类器"),
            Bug::SampleAmongData => Text::new("sample among the data", "样本混在数据里"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rooms_are_in_order() {
        assert!(Bug::ALL.into_iter().map(Bug::room).eq(1..=25));
    }
}
