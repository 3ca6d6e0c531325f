//! One run: a law, a network that learns it, and particles that follow what it has learned.

use flowlab::distribution::{Dataset, Sample};
use flowlab::ndarray::{Array2, ArrayRef2, Axis, concatenate};
use flowlab::path::PointField;
use flowlab::train::{Data, FlowMatching, coupling};
use flowlab::{Field, Seed, VectorField};

use crate::floor;
use crate::law::{path, rows};
use crate::settings::Points;
use crate::{Fault, Floor, History, Law, Measures, Motion, REACH, Settings, Truth};

/// Steps of a run.
const STEPS: usize = 6000;
/// Pairs in a step.
const BATCH: usize = 512;
/// Particles that show what is learned while training goes on.
const FEW: usize = 1000;
/// Pieces of 64 pairs for the held-out loss.
const HELD_OUT: usize = 32;
/// Arrows of the field along each side of the window.
const ARROWS: usize = 17;

/// A run of the studio.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    law: Law,
    /// The points to train on, where they are given ones.
    set: Option<Dataset>,
    /// What the training is to be tested on.
    held_out: Data,
    training: FlowMatching,
    history: History,
    /// Held-out losses, each with the step.
    tested: Vec<(f64, f64)>,
    floors: Floors,
    truth: Truth,
    motion: Option<Motion>,
    measures: Option<Measures>,
}

/// The least losses: on the law, and on the training points where they are given.
#[derive(Debug)]
struct Floors {
    law: Option<Floor>,
    points: Option<Floor>,
}

impl Session {
    /// A run that has done no step.
    ///
    /// # Errors
    /// A drawing of fewer than two points.
    pub fn new(settings: Settings) -> Result<Session, Fault> {
        let law = Law::new(settings.law, &settings.drawing)?;
        let points = match settings.points {
            Points::Fresh => None,
            Points::Some(n) => Some(law.sample(Seed(settings.seed), n)?),
            Points::Own if settings.drawing.len() < 2 => return Err(nothing_drawn()),
            Points::Own => Some(REACH * rows(&settings.drawing)),
        };
        let coupled = |data: Data| if settings.transport { data.coupled(coupling::assigned) } else { data };
        let set = points.clone().map(Dataset::unlabelled).transpose()?;
        let data = set.clone().map_or_else(|| Data::new(law.clone()), Data::new);
        // the floors are those of independent pairs
        let independent = !settings.transport;
        let of_points =
            points.clone().filter(|_| independent).map(|points| PointField::new(path(), points)).transpose()?;
        let floors = Floors {
            law: law.field().filter(|_| independent).map(|field| Floor::new(Field::of(field))),
            points: of_points.map(|field| Floor::new(Field::of(field))),
        };
        let training = FlowMatching::new(coupled(data), training(&settings))?;
        let truth = Truth::new(&law, points.as_ref())?;
        Ok(Session {
            held_out: coupled(Data::new(law.clone())),
            history: History::default(),
            tested: Vec::new(),
            motion: None,
            measures: None,
            settings,
            law,
            set,
            training,
            floors,
            truth,
        })
    }

    /// Takes over what concerns the particles alone.
    ///
    /// # Errors
    /// As [`new`](Session::new), where the settings are those of another run: that one then begins, and the answer is true.
    pub fn set(&mut self, settings: Settings) -> Result<bool, Fault> {
        let restarts = !self.settings.same_run(&settings);
        if restarts {
            *self = Session::new(settings)?;
        } else {
            self.settings = settings;
        }
        Ok(restarts)
    }

    /// What is set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// One step of training; gives the loss of its batch.
    ///
    /// # Errors
    /// A loss that is not finite.
    pub fn step(&mut self) -> Result<f64, Fault> {
        let loss = self.training.step()?;
        self.history.push(loss);
        Ok(loss)
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.training.steps_done()
    }

    /// Whether the run is at its end.
    pub fn is_finished(&self) -> bool {
        self.training.is_finished()
    }

    /// The mean loss of the last 100 steps.
    pub fn loss(&self) -> f64 {
        self.history.mean()
    }

    /// The losses of the run.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Measures the loss on pairs that training never saw, if the run has gone on enough since this was done last.
    ///
    /// # Errors
    /// None that flowlab promises for these laws.
    pub fn test(&mut self) -> Result<(), Fault> {
        let (now, last) = (self.steps() as f64, self.tested.last().map_or(-20.0, |(step, _)| *step));
        if now < 20.0 + 1.05 * last {
            return Ok(());
        }
        let field = self.training.field();
        let loss = match &self.floors.law {
            Some(floor) if floor.estimate().mean.is_finite() => floor.of(&field, &self.law, HELD_OUT)?,
            _ if self.settings.transport => self.training.test_loss_on(&self.held_out, Seed(3), 2048)?.mean,
            _ => floor::loss(&field, &self.law, HELD_OUT)?,
        };
        self.tested.push((now, loss));
        Ok(())
    }

    /// The held-out losses that were measured, each with the step.
    pub fn tested(&self) -> &[(f64, f64)] {
        &self.tested
    }

    /// Finds the floors of the loss a little more exactly, and says whether there is more to find.
    ///
    /// # Errors
    /// None that flowlab promises for these fields.
    pub fn find_floors(&mut self) -> Result<bool, Fault> {
        let Floors { law, points } = &mut self.floors;
        let of_law = law.as_mut().map_or(Ok(false), |floor| floor.add(&self.law))?;
        let of_points = points.as_mut().zip(self.set.as_ref()).map_or(Ok(false), |(floor, set)| floor.add(set))?;
        Ok(of_law || of_points)
    }

    /// The least loss on the law, and the least loss on the training points where they are given: NaN where it is not
    /// known.
    pub fn floors(&self) -> [f64; 2] {
        let Floors { law, points } = &self.floors;
        [law, points].map(|floor| floor.as_ref().map_or(f64::NAN, |floor| floor.estimate().mean))
    }

    /// True samples of the law.
    pub fn samples(&self) -> &Array2<f64> {
        self.truth.samples()
    }

    /// The points to train on, where they are given ones.
    pub fn points(&self) -> Option<&ArrayRef2<f64>> {
        self.set.as_ref().map(Dataset::points)
    }

    /// The field that the particles follow, and whether it has no value at t = 1.
    fn field(&self) -> Result<(Field, bool), Fault> {
        if !self.settings.exact {
            return Ok((Field::of(self.training.field()), false));
        }
        if let Some(points) = self.points() {
            return Ok((Field::of(PointField::new(path(), points.to_owned())?), true));
        }
        let field = self.law.field().ok_or_else(|| {
            Fault::new(
                "the exact field of the checkerboard is not known here: follow the trained one",
                "这里没有棋盘分布的精确向量场：请跟随学到的向量场",
            )
        })?;
        Ok((Field::of(field), false))
    }

    /// Sends particles on their way anew: all of them, or few while training goes on.
    ///
    /// # Errors
    /// A field that is not known, or noise for one whose score is not.
    pub fn begin(&mut self, few: bool) -> Result<(), Fault> {
        let Settings { exact, solver, steps, g, particles, transport, .. } = self.settings;
        if g > 0.0 && transport && !exact {
            return Err(Fault::new(
                "optimal transport pairs noise with data, so no score follows from this field: set the noise g to 0",
                "最优传输的点对不相互独立，由这个向量场得不到得分：请把噪声 g 设为 0",
            ));
        }
        let (field, ends_open) = self.field()?;
        let n = if few && !exact { FEW } else { particles };
        self.motion = Some(Motion::new(field, ends_open, solver, steps, g, n)?);
        Ok(())
    }

    /// The particles on their way.
    pub fn motion(&mut self) -> Option<&mut Motion> {
        self.motion.as_mut()
    }

    /// Compares the particles that have arrived with the law.
    pub fn measure(&mut self) -> Option<Measures> {
        let arrived = self.motion.as_ref().filter(|motion| motion.is_done());
        self.measures = arrived.map(|motion| self.truth.measure(motion.places()));
        self.measures
    }

    /// The field at time t: places on a grid, and the velocity there, (289, 4).
    ///
    /// # Errors
    /// As [`begin`](Session::begin).
    pub fn arrows(&self, t: f64) -> Result<Array2<f64>, Fault> {
        let (field, ends_open) = self.field()?;
        let t = if ends_open { t.min(0.98) } else { t };
        let place = |k: usize| REACH * ((2 * k + 1) as f64 / ARROWS as f64 - 1.0);
        let x =
            Array2::from_shape_fn((ARROWS * ARROWS, 2), |(i, j)| place(if j == 0 { i % ARROWS } else { i / ARROWS }));
        let u = field.at(t, &x);
        Ok(concatenate![Axis(1), x, u])
    }

    /// The trained field as a safetensors file, for [`TrainedField::load`](flowlab::train::TrainedField::load) and for
    /// PyTorch.
    ///
    /// # Errors
    /// Weights that are not finite.
    pub fn weights(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.training.field().to_bytes("field.safetensors")?)
    }
}

fn nothing_drawn() -> Fault {
    Fault::new(
        "there is no drawing whose points could be taken: draw at least two, or choose other training points",
        "还没有画点，无法只用画的点训练：请至少画两个点，或者换一种训练点",
    )
}

/// How a run is trained: fast, for a few seconds.
fn training(settings: &Settings) -> flowlab::train::Settings {
    flowlab::train::Settings {
        hidden: vec![settings.width; 3],
        batch: BATCH,
        steps: STEPS,
        learning_rate: 8e-3,
        warm_up: 20,
        ema: 0.99,
        seed: Seed(settings.seed),
        ..flowlab::train::Settings::default()
    }
}
