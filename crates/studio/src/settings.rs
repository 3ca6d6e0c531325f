//! What a reader sets, and how an address says it: `name=value&name=value`, what is not named is as at the start.

use flowlab::Text;

use crate::{Fault, Kind, unpack};

/// A setting with its possible values.
#[derive(Debug)]
pub struct Choice {
    /// Its name in the address.
    pub name: &'static str,
    /// What it is.
    pub label: Text,
    /// Its values in the address, with what they are.
    pub options: &'static [(&'static str, Text)],
    /// The value at the start.
    pub start: &'static str,
    /// Whether a change of it begins another run; else it concerns the particles alone.
    pub restarts: bool,
}

const fn same(text: &'static str) -> Text {
    Text::new(text, text)
}

/// All choices, in the order of the page.
pub static CHOICES: [Choice; 10] = [
    Choice {
        name: "law",
        label: Text::new("law", "分布"),
        options: &[
            ("gaussians", Text::new("eight Gaussians", "八个高斯")),
            ("moons", Text::new("two moons", "双月")),
            ("board", Text::new("checkerboard", "棋盘")),
            ("spiral", Text::new("spiral", "螺旋")),
            ("circles", Text::new("circles", "同心圆")),
            ("heaps", Text::new("two heaps", "两堆")),
            ("drawn", Text::new("your drawing", "你画的图")),
        ],
        start: "gaussians",
        restarts: true,
    },
    Choice {
        name: "points",
        label: Text::new("training points", "训练点"),
        options: &[
            ("fresh", Text::new("new ones in every step", "每一步都取新点")),
            ("8", same("8")),
            ("32", same("32")),
            ("128", same("128")),
            ("512", same("512")),
            ("2000", same("2000")),
            ("own", Text::new("the drawn points as they are", "只用画的点本身")),
        ],
        start: "fresh",
        restarts: true,
    },
    Choice {
        name: "net",
        label: Text::new("network", "网络"),
        options: &[("32", same("3 × 32")), ("64", same("3 × 64")), ("128", same("3 × 128"))],
        start: "64",
        restarts: true,
    },
    Choice {
        name: "pairs",
        label: Text::new("pairs", "点对"),
        options: &[
            ("independent", Text::new("independent", "相互独立")),
            ("transport", Text::new("optimal transport", "最优传输")),
        ],
        start: "independent",
        restarts: true,
    },
    Choice {
        name: "seed",
        label: Text::new("seed", "随机种子"),
        options: &[("1", same("1")), ("2", same("2")), ("3", same("3")), ("4", same("4")), ("5", same("5"))],
        start: "1",
        restarts: true,
    },
    Choice {
        name: "field",
        label: Text::new("particles follow", "粒子跟随"),
        options: &[
            ("trained", Text::new("the trained field", "学到的向量场")),
            ("exact", Text::new("the exact field", "精确的向量场")),
        ],
        start: "trained",
        restarts: false,
    },
    Choice {
        name: "solver",
        label: Text::new("solver", "求解器"),
        options: &[
            ("euler", Text::new("Euler", "欧拉方法")),
            ("heun", Text::new("Heun", "Heun 方法")),
            ("rk4", same("RK4")),
        ],
        start: "heun",
        restarts: false,
    },
    Choice {
        name: "steps",
        label: Text::new("steps", "步数"),
        options: &[
            ("1", same("1")),
            ("2", same("2")),
            ("3", same("3")),
            ("5", same("5")),
            ("10", same("10")),
            ("20", same("20")),
            ("50", same("50")),
            ("100", same("100")),
        ],
        start: "10",
        restarts: false,
    },
    Choice {
        name: "g",
        label: Text::new("noise g", "噪声 g"),
        options: &[
            ("0", same("0")),
            ("0.25", same("0.25")),
            ("0.5", same("0.5")),
            ("1", same("1")),
            ("2", same("2")),
            ("4", same("4")),
        ],
        start: "0",
        restarts: false,
    },
    Choice {
        name: "particles",
        label: Text::new("particles", "粒子数"),
        options: &[("1000", same("1000")), ("2000", same("2000")), ("5000", same("5000")), ("10000", same("10 000"))],
        start: "5000",
        restarts: false,
    },
];

/// Which points the network is trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Points {
    /// New samples of the law in every step.
    Fresh,
    /// So many samples, drawn once.
    Some(usize),
    /// The points of the drawing themselves.
    Own,
}

/// How particles take a step; where there is noise, by the method for equations with noise that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// Euler, and Euler-Maruyama.
    Euler,
    /// Heun, and the stochastic Heun method.
    Heun,
    /// The classical Runge-Kutta method; where there is noise, the stochastic Heun method.
    Rk4,
}

/// All that a reader sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The law.
    pub law: Kind,
    /// The drawing, in [−1, 1]².
    pub drawing: Vec<[f64; 2]>,
    /// The points to train on.
    pub points: Points,
    /// The width of the network's three layers.
    pub width: usize,
    /// Whether the pairs of a batch are those of least total squared distance.
    pub transport: bool,
    /// The seed of the run.
    pub seed: u64,
    /// Whether the particles follow the exact field.
    pub exact: bool,
    /// How they take a step.
    pub solver: Solver,
    /// In how many steps they go from noise to data.
    pub steps: usize,
    /// The noise on their way.
    pub g: f64,
    /// How many there are.
    pub particles: usize,
}

/// No more points of a drawing than these.
const MOST: usize = 400;

impl Settings {
    /// The settings that an address says.
    ///
    /// # Errors
    /// A value that its setting does not have, or a damaged drawing; names that are not known are left aside.
    pub fn read(address: &str) -> Result<Settings, Fault> {
        let said = |name: &str| {
            let pairs = address.trim_start_matches('#').split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(said, _)| *said == name).map(|(_, value)| value).next_back()
        };
        let chosen = |name: &str| {
            let choice = CHOICES.iter().find(|choice| choice.name == name).expect("a choice of this list");
            let value = said(name).unwrap_or(choice.start);
            let known = choice.options.iter().find(|(known, _)| *known == value);
            known.map(|(known, _)| *known).ok_or_else(|| {
                Fault::new(
                    format!("the address says {name} = {value}, which is none of its values"),
                    format!("地址中写着 {name} = {value}，没有这个选项"),
                )
            })
        };
        let whole = |name: &str| chosen(name).map(|value| value.parse().unwrap_or_default());
        let mut drawing = said("drawn").map_or(Ok(Vec::new()), unpack)?;
        drawing.truncate(MOST);
        Ok(Settings {
            law: match chosen("law")? {
                "moons" => Kind::Moons,
                "board" => Kind::Board,
                "spiral" => Kind::Spiral,
                "circles" => Kind::Circles,
                "heaps" => Kind::Heaps,
                "drawn" => Kind::Drawn,
                _ => Kind::Gaussians,
            },
            drawing,
            points: match chosen("points")? {
                "fresh" => Points::Fresh,
                "own" => Points::Own,
                _ => Points::Some(whole("points")?),
            },
            width: whole("net")?,
            transport: chosen("pairs")? == "transport",
            seed: whole("seed")? as u64,
            exact: chosen("field")? == "exact",
            solver: match chosen("solver")? {
                "euler" => Solver::Euler,
                "heun" => Solver::Heun,
                _ => Solver::Rk4,
            },
            steps: whole("steps")?,
            g: chosen("g")?.parse().unwrap_or_default(),
            particles: whole("particles")?,
        })
    }

    /// Whether a run with these settings is the same run, but for what the particles do.
    pub fn same_run(&self, other: &Settings) -> bool {
        let Settings { exact, solver, steps, g, particles, .. } = self;
        let other =
            Settings { exact: *exact, solver: *solver, steps: *steps, g: *g, particles: *particles, ..other.clone() };
        *self == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_of_every_choice_is_read_and_the_start_is_among_them() {
        let start = Settings::read("").unwrap();
        for choice in &CHOICES {
            assert!(choice.options.iter().any(|(value, _)| *value == choice.start), "{}", choice.name);
            for (value, _) in choice.options {
                let read = Settings::read(&format!("#t=0.5&{}={value}", choice.name)).unwrap();
                assert_eq!(read == start, *value == choice.start, "{} = {value}", choice.name);
                assert!(
                    !choice.restarts || *value == choice.start || !read.same_run(&start),
                    "{} = {value}",
                    choice.name
                );
                assert!(choice.restarts || read.same_run(&start), "{} = {value}", choice.name);
            }
        }
    }

    #[test]
    fn what_no_setting_has_is_refused_by_name_in_both_languages() {
        let fault = Settings::read("net=65").unwrap_err();
        assert_eq!(fault.get(flowlab::Lang::En), "the address says net = 65, which is none of its values");
        assert_eq!(fault.get(flowlab::Lang::Zh), "地址中写着 net = 65，没有这个选项");
        assert!(Settings::read("drawn=%%%").is_err());
    }
}
