//! The lessons of the course: one table that names each, the code of each as a module cut in named cells, and the
//! readers of modules and chapters that the notebooks and the book are made with.

pub mod brownian_motion;
pub mod chapter;
pub mod nearest;
pub mod repo;
pub mod source;

use flowlab::lang::Text;

/// One lesson: everything that is named after it is found from here.
#[derive(Clone, Copy, Debug)]
pub struct Lesson {
    /// Number, by which a reader's files sort.
    pub number: u8,
    /// Name in addresses, such as `brownian-motion`.
    pub slug: &'static str,
    /// Title in both languages.
    pub title: Text,
    /// Sections of the notes that the lesson covers.
    pub notes: &'static str,
    /// Ids of the lesson's figures; those of the notes first.
    pub figures: &'static [&'static str],
    /// Ids of the claims that its prose states.
    pub claims: &'static [&'static str],
    /// The code, once the lesson is written.
    pub code: Option<Code>,
}

/// The code of a written lesson.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Source text of the module.
    pub source: &'static str,
    /// Runs all cells and the solved exercises in the terminal.
    pub run: fn() -> flowlab::Result<()>,
}

impl Lesson {
    /// `10-brownian-motion`: the name of the chapter and of the notebook, without ending.
    pub fn file_stem(&self) -> String {
        format!("{:02}-{}", self.number, self.slug)
    }

    /// `brownian_motion`: the name of the module.
    pub fn module(&self) -> String {
        self.slug.replace('-', "_")
    }

    /// The lesson's code cells, in order; empty until the lesson is written.
    pub fn cells(&self) -> Vec<source::Cell> {
        self.code.map(|code| source::cells(code.source)).unwrap_or_default()
    }

    /// The lesson's exercises, in order; empty until the lesson is written.
    pub fn exercises(&self) -> Vec<source::Exercise> {
        self.code.map(|code| source::exercises(code.source)).unwrap_or_default()
    }
}

const fn planned(
    number: u8,
    slug: &'static str,
    title: Text,
    notes: &'static str,
    figures: &'static [&'static str],
) -> Lesson {
    Lesson { number, slug, title, notes, figures, claims: &[], code: None }
}

/// Every lesson of the course, in order.
pub const LESSONS: &[Lesson] = &[
    planned(1, "objects-as-vectors", Text::new("Objects as vectors", "把对象表示成向量"), "1.1", &[]),
    planned(2, "sampling", Text::new("Sampling", "采样"), "1.2", &["Bao"]),
    planned(3, "datasets", Text::new("Data sets", "数据集"), "1.3", &[]),
    planned(4, "conditional-generation", Text::new("Conditional generation", "条件生成"), "1.4", &[]),
    planned(
        5,
        "trajectories-and-fields",
        Text::new("Trajectories and vector fields", "轨迹与向量场"),
        "2.1.1",
        &["traj", "vector_field", "ode"],
    ),
    planned(6, "flows", Text::new("Flows", "流"), "2.1.2", &["flow_process", "flow"]),
    planned(7, "linear-ode", Text::new("The linear ODE", "线性常微分方程"), "2.1.2", &["linear_ode_trajectories"]),
    planned(8, "euler", Text::new("Euler's method", "欧拉方法"), "2.1.2", &["linear_ode_euler_trajectories"]),
    planned(9, "flow-models", Text::new("Flow models", "流模型"), "2.1.3", &["flow_distribution"]),
    Lesson {
        number: 10,
        slug: "brownian-motion",
        title: Text::new("Brownian motion", "布朗运动"),
        notes: "2.2, 2.2.1",
        figures: &["stochastic_traj", "brownian_paths", "brownian_zoom"],
        claims: &["brownian-quadratic-variation", "brownian-total-variation", "brownian-mean-distance"],
        code: Some(Code { source: include_str!("brownian_motion.rs"), run: brownian_motion::run }),
    },
    planned(
        11,
        "sde-euler-maruyama",
        Text::new("SDEs and the Euler–Maruyama method", "随机微分方程与欧拉-丸山方法"),
        "2.2.2",
        &["linear_sde_euler_trajectories"],
    ),
    planned(12, "ornstein-uhlenbeck", Text::new("The Ornstein–Uhlenbeck process", "奥恩斯坦-乌伦贝克过程"), "2.2", &[]),
    planned(13, "moving-densities", Text::new("Moving densities", "随时间变化的密度"), "", &[]),
    planned(14, "flow-matching", Text::new("Flow matching", "流匹配"), "2.1.3", &[]),
    planned(15, "diffusion-models", Text::new("Diffusion models", "扩散模型"), "2.2.3", &[]),
];

/// The lessons that are written: those with code, chapters and a notebook.
pub fn written() -> impl Iterator<Item = &'static Lesson> {
    LESSONS.iter().filter(|lesson| lesson.code.is_some())
}

/// The lesson with this slug.
pub fn by_slug(slug: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.slug == slug)
}

/// The lesson to which a figure belongs.
pub fn of_figure(id: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.figures.contains(&id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_readmes_list_every_written_lesson() {
        for readme in ["README.md", "README.zh-CN.md"] {
            let text = std::fs::read_to_string(repo::root().join(readme)).unwrap();
            for lesson in written() {
                assert!(text.contains(&lesson.file_stem()), "{readme} does not list {}", lesson.file_stem());
            }
        }
    }

    #[test]
    fn lessons_are_numbered_in_order() {
        assert!(LESSONS.iter().zip(1..).all(|(lesson, number)| lesson.number == number));
    }
}
