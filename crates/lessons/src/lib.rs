//! The lessons of the course: one table that names each, the code of each as a module cut in named cells, and the
//! readers of modules and chapters that the notebooks and the book are made with.

pub mod brownian_motion;
pub mod chapter;
pub mod conditional_generation;
pub mod datasets;
pub mod diffusion_models;
pub mod euler;
pub mod flow_matching;
pub mod flow_models;
pub mod flows;
pub mod linear_ode;
pub mod moving_densities;
pub mod nearest;
pub mod objects_as_vectors;
pub mod ornstein_uhlenbeck;
pub mod repo;
pub mod sampling;
pub mod sde_euler_maruyama;
pub mod source;
pub mod trajectories_and_fields;

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

    /// The features of flowlab that the lesson's notebook asks for in its first cell: `notebook`, and `frame` where a
    /// cell works with polars.
    pub fn features(&self) -> &'static [&'static str] {
        if self.cells().iter().any(|cell| cell.frame) {
            &["notebook", "frame"]
        } else {
            &["notebook"]
        }
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
    Lesson {
        claims: &[
            "objects-grey-dimension",
            "objects-colour-dimension",
            "objects-video-dimension",
            "objects-decode-encode",
            "objects-permuted-atoms",
            "objects-sorted-distances",
        ],
        code: Some(Code {
            source: include_str!("objects_as_vectors.rs"),
            run: objects_as_vectors::run,
        }),
        ..planned(
            1,
            "objects-as-vectors",
            Text::new("Objects as vectors", "把对象表示成向量"),
            "1.1",
            &["objects_as_vectors"],
        )
    },
    Lesson {
        claims: &[
            "sampling-density-integral",
            "sampling-error-slope",
            "sampling-mixture-mean",
            "sampling-mixture-variance",
        ],
        code: Some(Code { source: include_str!("sampling.rs"), run: sampling::run }),
        ..planned(
            2,
            "sampling",
            Text::new("Sampling", "采样"),
            "1.2",
            &["Bao", "data_distribution"],
        )
    },
    Lesson {
        claims: &[
            "datasets-ks-line-95",
            "datasets-ks-line-99",
            "datasets-ks-share-95",
            "datasets-ks-share-99",
            "datasets-ks-alarms",
            "datasets-w1-constant-mixture",
            "datasets-w1-constant-normal",
            "datasets-w1-mixture",
            "datasets-w1-normal",
            "datasets-w1-slope",
            "datasets-mmd-true-samples",
        ],
        code: Some(Code { source: include_str!("datasets.rs"), run: datasets::run }),
        ..planned(
            3,
            "datasets",
            Text::new("Data sets", "数据集"),
            "1.3",
            &["sample_distances"],
        )
    },
    Lesson {
        claims: &[
            "conditional-total-probability",
            "conditional-breed-counts",
            "conditional-class-counts",
            "conditional-bayes-by-counting",
        ],
        code: Some(Code {
            source: include_str!("conditional_generation.rs"),
            run: conditional_generation::run,
        }),
        ..planned(
            4,
            "conditional-generation",
            Text::new("Conditional generation", "条件生成"),
            "1.4",
            &["conditional_generation"],
        )
    },
    Lesson {
        claims: &[
            "trajectories-square-10",
            "trajectories-square-100",
            "trajectories-square-1000",
            "trajectories-square-constant",
            "trajectories-root-solutions",
            "trajectories-root-euler",
            "trajectories-least-gap",
        ],
        code: Some(Code {
            source: include_str!("trajectories_and_fields.rs"),
            run: trajectories_and_fields::run,
        }),
        ..planned(
            5,
            "trajectories-and-fields",
            Text::new("Trajectories and vector fields", "轨迹与向量场"),
            "2.1.1",
            &[
                "traj",
                "vector_field",
                "ode",
                "trajectory_two_views",
                "time_dependent_field",
            ],
        )
    },
    Lesson {
        claims: &[
            "flows-forth-and-back",
            "flows-area-ratio",
            "flows-volume-and-divergence",
            "flows-volume-of-the-square",
        ],
        code: Some(Code { source: include_str!("flows.rs"), run: flows::run }),
        ..planned(
            6,
            "flows",
            Text::new("Flows", "流"),
            "2.1.2",
            &["flow_process", "flow", "flow_volume"],
        )
    },
    Lesson {
        claims: &[
            "linear-ode-negative-start",
            "linear-ode-odd",
            "linear-ode-zero",
            "linear-ode-semigroup",
            "linear-ode-semigroup-matrices",
        ],
        code: Some(Code {
            source: include_str!("linear_ode.rs"),
            run: linear_ode::run,
        }),
        ..planned(
            7,
            "linear-ode",
            Text::new("The linear ODE", "线性常微分方程"),
            "2.1.2",
            &["linear_ode_trajectories", "linear_ode_rates"],
        )
    },
    Lesson {
        claims: &[
            "euler-error-10",
            "euler-error-20",
            "euler-error-40",
            "euler-error-heun",
            "euler-error-rk4",
            "euler-order",
            "euler-order-heun",
            "euler-order-rk4",
            "euler-order-extrapolated",
            "euler-explodes-4",
            "euler-explodes-5",
            "euler-explodes-10",
            "euler-deficit",
            "euler-rotation-radius",
        ],
        code: Some(Code { source: include_str!("euler.rs"), run: euler::run }),
        ..planned(
            8,
            "euler",
            Text::new("Euler's method", "欧拉方法"),
            "2.1.2",
            &[
                "linear_ode_euler_trajectories",
                "euler_polygons",
                "euler_error",
                "euler_deficit",
                "euler_stability",
            ],
        )
    },
    Lesson {
        claims: &[
            "flow-model-w2-1",
            "flow-model-w2-2",
            "flow-model-w2-4",
            "flow-model-w2-8",
            "flow-model-w2-16",
            "flow-model-w2-32",
            "flow-model-w2-noise",
            "flow-model-one-step",
            "flow-model-quantile-map",
            "flow-model-breathing",
            "flow-model-breathing-half",
            "flow-model-gaussian-1",
            "flow-model-gaussian-2",
            "flow-model-gaussian-4",
            "flow-model-gaussian-8",
            "flow-model-gaussian-line",
            "flow-model-gaussian-limit",
        ],
        code: Some(Code {
            source: include_str!("flow_models.rs"),
            run: flow_models::run,
        }),
        ..planned(
            9,
            "flow-models",
            Text::new("Flow models", "流模型"),
            "2.1.3",
            &["flow_distribution", "flow_model_1d", "flow_model_ladder"],
        )
    },
    Lesson {
        number: 10,
        slug: "brownian-motion",
        title: Text::new("Brownian motion", "布朗运动"),
        notes: "2.2, 2.2.1",
        figures: &["stochastic_traj", "brownian_paths", "brownian_zoom"],
        claims: &[
            "brownian-quadratic-variation",
            "brownian-quadratic-variation-sd",
            "brownian-total-variation",
            "brownian-total-variation-100",
            "brownian-total-variation-sd",
            "brownian-mean-distance",
            "brownian-covariance",
            "brownian-power-0",
            "brownian-power-half",
            "brownian-power-1",
            "brownian-bridge-keeps-the-path",
            "brownian-bridge-quadratic-variation",
        ],
        code: Some(Code {
            source: include_str!("brownian_motion.rs"),
            run: brownian_motion::run,
        }),
    },
    Lesson {
        claims: &[
            "sde-strong-order-additive",
            "sde-strong-order-euler-maruyama",
            "sde-strong-order-milstein",
            "sde-strong-order-euler-maruyama-exact",
            "sde-strong-order-milstein-exact",
            "sde-weak-order",
            "sde-weak-error-hidden",
            "sde-no-noise-is-euler",
            "sde-remainder-linear-tenth",
            "sde-remainder-linear-hundredth",
            "sde-remainder-linear-thousandth",
            "sde-remainder-root-tenth",
            "sde-remainder-root-thousandth",
            "sde-remainder-state-tenth",
            "sde-remainder-state-hundredth",
            "sde-remainder-state-thousandth",
            "sde-remainder-state-sampled",
        ],
        code: Some(Code {
            source: include_str!("sde_euler_maruyama.rs"),
            run: sde_euler_maruyama::run,
        }),
        ..planned(
            11,
            "sde-euler-maruyama",
            Text::new(
                "SDEs and the Euler–Maruyama method",
                "随机微分方程与欧拉-丸山方法",
            ),
            "2.2.2",
            &[
                "linear_sde_euler_trajectories",
                "euler_maruyama_step",
                "euler_maruyama_refinement",
                "euler_maruyama_orders",
            ],
        )
    },
    Lesson {
        claims: &[
            "ornstein-stationary-variance-fast",
            "ornstein-euler-variance-fast",
            "ornstein-stationary-variance-slow",
            "ornstein-euler-variance-slow",
            "ornstein-w2-1",
            "ornstein-w2-2",
            "ornstein-w2-4",
        ],
        code: Some(Code {
            source: include_str!("ornstein_uhlenbeck.rs"),
            run: ornstein_uhlenbeck::run,
        }),
        ..planned(
            12,
            "ornstein-uhlenbeck",
            Text::new("The Ornstein–Uhlenbeck process", "奥恩斯坦-乌伦贝克过程"),
            "2.2",
            &["ou_ridges"],
        )
    },
    Lesson {
        claims: &[
            "moving-continuity-order",
            "moving-fokker-planck-order",
            "moving-mass",
            "moving-score",
            "moving-score-late",
        ],
        code: Some(Code {
            source: include_str!("moving_densities.rs"),
            run: moving_densities::run,
        }),
        ..planned(
            13,
            "moving-densities",
            Text::new("Moving densities", "随时间变化的密度"),
            "",
            &["moving_density"],
        )
    },
    Lesson {
        claims: &[
            "flow-matching-least-plane",
            "flow-matching-least-covariance",
            "flow-matching-least-mixture",
            "flow-matching-pair-sd",
            "flow-matching-gradients",
            "flow-matching-loss-plane",
            "flow-matching-loss-mixture",
            "flow-matching-ks-mixture",
            "flow-matching-energy-checkerboard",
            "flow-matching-energy-moons",
            "flow-matching-energy-eight-gaussians",
        ],
        code: Some(Code {
            source: include_str!("flow_matching.rs"),
            run: flow_matching::run,
        }),
        ..planned(
            14,
            "flow-matching",
            Text::new("Flow matching", "流匹配"),
            "2.1.3",
            &[
                "conditional_vs_marginal",
                "training_loss",
                "learned_field",
                "learned_histograms",
                "few_steps",
                "noise_to_cat",
            ],
        )
    },
    Lesson {
        claims: &[
            "diffusion-dial-0",
            "diffusion-dial-half",
            "diffusion-dial-1",
            "diffusion-dial-2",
            "diffusion-no-score-half",
            "diffusion-no-score-1",
            "diffusion-no-score-2",
            "diffusion-wrong-sign-half",
            "diffusion-wrong-sign-1",
            "diffusion-wrong-sign-2",
            "diffusion-no-noise-is-the-ode",
            "diffusion-learned-field",
        ],
        code: Some(Code {
            source: include_str!("diffusion_models.rs"),
            run: diffusion_models::run,
        }),
        ..planned(
            15,
            "diffusion-models",
            Text::new("Diffusion models", "扩散模型"),
            "2.2.3",
            &["noise_dial"],
        )
    },
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
                assert!(
                    text.contains(&lesson.file_stem()),
                    "{readme} does not list {}",
                    lesson.file_stem()
                );
            }
        }
    }

    #[test]
    fn every_written_lesson_runs() {
        for lesson in written() {
            let code = lesson.code.expect("a written lesson has code");
            (code.run)().unwrap_or_else(|error| panic!("{}: {error}", lesson.slug));
        }
    }

    #[test]
    fn lessons_are_numbered_in_order() {
        assert!(
            LESSONS.iter().zip(1..).all(|(lesson, number)| lesson.number == number)
        );
    }
}
