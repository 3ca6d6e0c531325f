//! What training leaves: a field.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis};

use super::description::{Description, describe};
use super::inputs::Inputs;
use super::tapes::Tapes;
use super::target::{Target, Velocity};
use crate::error::{Error, Result, agree, at_least_one, finite, unit_time};
use crate::nn::{Mlp, Real, Tape, Tensors, Transposed};
use crate::ode::OdeMethod;
use crate::path::{Denoiser, GaussianPath, Guided};
use crate::{TimeGrid, VectorField, chunk, simulate_ode_final};

/// A trained network as the velocity field of its path: for every ODE solver, and through
/// [`Extended`](crate::path::Extended) for every SDE solver.
///
/// It computes in `T` and takes and gives f64. Where the network was told labels, [`with_label`](TrainedField::with_label)
/// gives the field to p( · | y), and [`guided`](TrainedField::guided) goes beyond it; where it was told conditions,
/// [`with_conditions`](TrainedField::with_conditions) gives that to p( · | conditions); without, it is the field to the law of
/// all together.
pub struct TrainedField<K = Velocity, T = f32> {
    net: Mlp<T>,
    transposed: Transposed<T>,
    inputs: Inputs,
    path: GaussianPath,
    /// Whether a score follows from the velocity.
    has_score: bool,
    /// What the network is told: a place for each label, or the conditions and a 1; zeros for nothing.
    told: Vec<f64>,
    tapes: Tapes<T>,
    kind: PhantomData<K>,
}

/// Rows that go through the network together: all that they need stays in the nearest cache.
const ROWS: usize = 96;

impl<K: Target, T: Real> TrainedField<K, T> {
    pub(super) fn new(net: Mlp<T>, inputs: Inputs, path: GaussianPath, has_score: bool) -> TrainedField<K, T> {
        let (transposed, told) = (Transposed::of(&net), vec![0.0; inputs.n_told()]);
        TrainedField { net, transposed, inputs, path, has_score, told, tapes: Tapes::new(ROWS), kind: PhantomData }
    }

    /// Any network as a field along a path. Its inputs are the d coordinates of a point, then t and, for each of the
    /// `frequencies` k = 1, 2, …, cos πkt and sin πkt, then one place for each label, if there are more; its outputs are as
    /// many as the coordinates.
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::nn::{Activation, Mlp};
    /// use flowlab::path::{GaussianPath, Schedule};
    /// use flowlab::train::{TrainedField, Velocity};
    /// use flowlab::{Seed, VectorField};
    /// let net = Mlp::<f64>::new(&[3, 16, 2], Activation::Tanh, Seed(1))?; // x₁, x₂, t
    /// let said = net.at(&array![[0.5, -1.0, 0.25]]);
    /// let field = TrainedField::<Velocity, f64>::of(net, GaussianPath::new(Schedule::Linear), 0)?;
    /// assert_eq!(field.at(0.25, &array![[0.5, -1.0]]), said);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A network with fewer inputs, or a path along which such a network cannot be trained.
    pub fn of(net: Mlp<T>, path: GaussianPath, frequencies: usize) -> Result<TrainedField<K, T>> {
        let (n_in, dim) = (net.widths()[0], net.widths()[net.n_layers()]);
        let bare = Inputs { dim, frequencies, n_classes: 0, n_conditions: 0 };
        let least = bare.width().ok_or(Error::TooMany { what: "frequencies", n: frequencies })?;
        let n_classes = n_in.checked_sub(least).ok_or(Error::Mismatch {
            what: "the number of inputs of the network",
            got: n_in,
            other: "what the point and the time need",
            expected: least,
        })?;
        K::check(path.schedule())?;
        Ok(TrainedField::new(net, Inputs { n_classes, ..bare }, path, true))
    }

    /// The network.
    pub fn net(&self) -> &Mlp<T> {
        &self.net
    }

    /// The path whose velocity this is.
    pub fn path(&self) -> GaussianPath {
        self.path
    }

    /// How many labels the network was told of: 0 where the data had none.
    pub fn n_classes(&self) -> usize {
        self.inputs.n_classes
    }

    /// The field u + w·(u_y − u) that exaggerates a label, with both fields from this network: [`Guided`].
    ///
    /// With w = 1 it is [`with_label`](TrainedField::with_label) to the bit and costs as much; beyond, each velocity takes
    /// the network twice. The network has to know the field of all data too: in training some labels are left out,
    /// [`Settings::label_dropout`](super::Settings::label_dropout).
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::nn::{Activation, Mlp};
    /// use flowlab::path::{GaussianPath, Schedule};
    /// use flowlab::train::{TrainedField, Velocity};
    /// use flowlab::{Seed, VectorField};
    /// let net = Mlp::<f64>::new(&[4, 16, 1], Activation::Silu, Seed(1))?; // x, t, a place for each of two labels
    /// let field = TrainedField::<Velocity, f64>::of(net, GaussianPath::new(Schedule::Linear), 0)?;
    /// let x = array![[0.5]];
    /// let (u, u_y) = (field.at(0.25, &x), field.with_label(1)?.at(0.25, &x));
    /// let gap = field.guided(1, 3.0)?.at(0.25, &x) - (&u + 3.0 * (&u_y - &u));
    /// assert!(gap[[0, 0]].abs() < 1e-14);
    /// assert_eq!(field.guided(1, 1.0)?.at(0.25, &x), u_y);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A label that no class has, a network that was told no labels, or a weight that is not finite.
    pub fn guided(&self, label: usize, weight: f64) -> Result<Guided<TrainedField<K, T>, TrainedField<K, T>>> {
        let of_label = self.with_label(label)?;
        let of_all = TrainedField { told: vec![0.0; self.inputs.n_told()], ..self.clone() };
        Guided::new(of_all, of_label, weight)
    }

    /// A sample of its label from each row of noise x₀ (n, d): where [`guided`](TrainedField::guided) takes it from the first
    /// knot of the grid to the last; (n, d).
    ///
    /// ```
    /// use flowlab::distribution::{Gaussian, GaussianMixture, Sample};
    /// use flowlab::ndarray::array;
    /// use flowlab::train::{Data, FlowMatching, Settings};
    /// use flowlab::{Seed, TimeGrid, ode::Heun};
    /// let hills = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    /// let settings = Settings { hidden: vec![32, 32], steps: 500, ..Settings::default() };
    /// let mut training = FlowMatching::new(Data::labelled(hills), settings)?;
    /// training.fit(|_| std::ops::ControlFlow::Continue(()))?;
    /// let (labels, noise) = ([0, 1, 1, 0], Gaussian::standard(1)?.sample(Seed(1), 4)?);
    /// let grid = TimeGrid::uniform(0.0, 1.0, 20)?;
    /// let z = training.field().by_labels(&labels, 1.0, &Heun, &grid, &noise)?;
    /// assert!(z.iter().zip(labels).all(|(z, label)| (z - [-2.0, 2.0][label]).abs() < 2.0)); // four deviations
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`guided`](TrainedField::guided) and [`simulate_ode_final`](crate::simulate_ode_final); another number of labels
    /// than of rows.
    pub fn by_labels<M: OdeMethod + ?Sized>(
        &self,
        labels: &[usize],
        weight: f64,
        method: &M,
        grid: &TimeGrid,
        x0: &ArrayRef2<f64>,
    ) -> Result<Array2<f64>> {
        agree("the number of labels", labels.len(), "the number of rows of noise", x0.nrows())?;
        let mut samples = chunk::batch(x0.nrows(), self.inputs.dim)?;
        for label in labels.iter().copied().collect::<BTreeSet<_>>() {
            let rows: Vec<usize> = (0..labels.len()).filter(|row| labels[*row] == label).collect();
            let ends = simulate_ode_final(&self.guided(label, weight)?, method, grid, &x0.select(Axis(0), &rows))?;
            rows.iter().zip(ends.rows()).for_each(|(row, z)| samples.row_mut(*row).assign(&z));
        }
        Ok(samples)
    }

    /// The field to p( · | conditions), of data that have conditions| label).
    ///
    /// # Errors
    /// A label that no class has, or a network that was told no labels.
    pub fn with_label(&self, label: usize) -> Result<TrainedField<K, T>> {
        match self.inputs.n_classes {
            0 => Err(Error::NoLabels { what: "the network" }),
            n_classes if label >= n_classes => Err(Error::Label { label, n_classes }),
            n_classes => {
                let told = (0..n_classes).map(|y| if y == label { 1.0 } else { 0.0 });
                Ok(TrainedField { told: told.collect(), ..self.clone() })
            }
        }
    }

    /// The field to p( · | conditions), of data that have conditions: [`Data::conditioned`](super::Data::conditioned).
    ///
    /// # Errors
    /// Another number of conditions than the network was told in training, none included, or one that is not finite.
    pub fn with_conditions(&self, conditions: &[f64]) -> Result<TrainedField<K, T>> {
        at_least_one("conditions", conditions.len())?;
        let expected = self.inputs.n_conditions;
        agree("the number of conditions", conditions.len(), "the number that the network was told of", expected)?;
        conditions.iter().try_for_each(|&value| finite("a condition", T::from_f64(value).into_f64()).map(drop))?;
        Ok(TrainedField { told: conditions.iter().copied().chain([1.0]).collect(), ..self.clone() })
    }

    /// Writes the network as a safetensors file that PyTorch loads too, with what is needed to read it back as a field. After
    /// training its weights are the averaged ones. Its inputs are x, t, then cos πkt and sin πkt for each k, then the places
    /// of the labels, or the conditions and a 1.
    ///
    /// # Errors
    /// As [`Mlp::save`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.tensors(path.as_ref()).write()
    }

    /// [`save`](TrainedField::save) where there are no files: the bytes of one. Errors give the file this name.
    ///
    /// ```
    /// use flowlab::VectorField;
    /// use flowlab::ndarray::array;
    /// use flowlab::nn::{Activation, Mlp};
    /// use flowlab::path::{GaussianPath, Schedule};
    /// use flowlab::train::{TrainedField, Velocity};
    /// use flowlab::Seed;
    /// let net = Mlp::<f32>::new(&[2, 16, 1], Activation::Silu, Seed(1))?; // x, t
    /// let field = TrainedField::<Velocity>::of(net, GaussianPath::new(Schedule::Linear), 0)?;
    /// let read = TrainedField::<Velocity>::from_bytes(field.to_bytes("field.safetensors")?, "field.safetensors")?;
    /// assert_eq!(read.at(0.25, &array![[0.5]]), field.at(0.25, &array![[0.5]]));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// Weights that are not finite.
    pub fn to_bytes(&self, name: &str) -> Result<Vec<u8>> {
        self.tensors(Path::new(name)).into_bytes()
    }

    /// All that a file says of the field.
    fn tensors(&self, file: &Path) -> Tensors {
        let mut tensors = describe::<K, T>(file, &self.net, self.inputs, self.path, self.has_score);
        tensors.put_layers("", &self.net, self.net.weights());
        tensors
    }

    /// Reads a field that [`save`](TrainedField::save) wrote.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, or is no trained field of this kind.
    pub fn load(path: impl AsRef<Path>) -> Result<TrainedField<K, T>> {
        TrainedField::of_tensors(Tensors::read(path.as_ref())?)
    }

    /// [`load`](TrainedField::load) where there are no files: from the bytes of one, which a program may hold by
    /// `include_bytes!`. Errors give the file this name.
    ///
    /// ```
    /// use flowlab::VectorField;
    /// use flowlab::ndarray::array;
    /// use flowlab::nn::{Activation, Mlp};
    /// use flowlab::path::{GaussianPath, Schedule};
    /// use flowlab::train::{TrainedField, Velocity};
    /// use flowlab::Seed;
    /// let file = std::env::temp_dir().join(format!("flowlab-doc-bytes-{}.safetensors", std::process::id()));
    /// let net = Mlp::<f32>::new(&[2, 16, 1], Activation::Silu, Seed(1))?; // x, t
    /// let field = TrainedField::<Velocity>::of(net, GaussianPath::new(Schedule::Linear), 0)?;
    /// field.save(&file)?;
    /// let read = TrainedField::<Velocity>::from_bytes(std::fs::read(&file).unwrap(), "field.safetensors")?;
    /// assert_eq!(read.at(0.25, &array![[0.5]]), field.at(0.25, &array![[0.5]]));
    /// # std::fs::remove_file(&file).unwrap();
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// Bytes that are damaged, or those of no trained field of this kind.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>, name: &str) -> Result<TrainedField<K, T>> {
        TrainedField::of_tensors(Tensors::parse(Path::new(name), bytes.into())?)
    }

    fn of_tensors(mut tensors: Tensors) -> Result<TrainedField<K, T>> {
        let described = Description::read(&tensors)?;
        let mut net = described.net::<K, T>(&tensors, "")?;
        let weights = tensors.take_layers("", &net)?;
        net.weights_mut().copy_from_slice(&weights);
        tensors.all_taken()?;
        Ok(TrainedField::new(net, described.inputs, described.path, described.has_score))
    }

    /// What the network is told beside a point.
    fn beside(&self, t: f64) -> Vec<T> {
        let mut beside = vec![T::zero(); self.inputs.n_times()];
        self.inputs.write_time(t, &mut beside);
        beside.extend(self.told.iter().map(|told| T::from_f64(*told)));
        beside
    }

    /// Writes the network's inputs: the rows of x, and the same numbers beside each.
    fn write(&self, x: &ArrayRef2<f64>, beside: &[T], tape: &mut Tape<T>) {
        for (input, x) in tape.input_rows(x.nrows()).zip(x.rows()) {
            let (point, rest) = input.split_at_mut(x.len());
            point.iter_mut().zip(x).for_each(|(input, x)| *input = T::from_f64(*x));
            rest.copy_from_slice(beside);
        }
    }

    /// Writes of_x·x + of_output·(output) for each row x of the batch.
    fn map(&self, [of_x, of_output]: [f64; 2], t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        assert_eq!(x.dim(), (out.nrows(), self.inputs.dim), "the batch and the buffer are (n, d)");
        let beside = self.beside(t);
        let rows = x.axis_chunks_iter(Axis(0), ROWS).zip(out.axis_chunks_iter_mut(Axis(0), ROWS));
        self.tapes.with(&self.net, |tape| {
            for (x, mut out) in rows {
                self.write(&x, &beside, tape);
                self.net.infer(&self.transposed, tape);
                for ((output, x), out) in tape.output_rows().zip(x.rows()).zip(out.rows_mut()) {
                    for ((output, x), out) in output.iter().zip(x).zip(out) {
                        *out = of_x * x + of_output * output.into_f64();
                    }
                }
            }
        });
    }
}

impl<K: Target, T: Real> VectorField for TrainedField<K, T> {
    fn dim(&self) -> usize {
        self.inputs.dim
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        self.map(K::velocity(self.path.schedule(), t), t, x, out);
    }

    /// Through the network itself, layer by layer: in `T` exact but for rounding.
    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let beside = self.beside(t);
        let still = vec![T::zero(); beside.len()];
        let [of_x, of_output] = K::velocity(self.path.schedule(), t);
        let rows = x.axis_chunks_iter(Axis(0), ROWS).zip(v.axis_chunks_iter(Axis(0), ROWS));
        let both = |tape: &mut Tape<T>, tangents: &mut Tape<T>| {
            for ((x, v), mut out) in rows.zip(out.axis_chunks_iter_mut(Axis(0), ROWS)) {
                self.write(&x, &beside, tape);
                self.net.forward(&self.transposed, tape);
                self.write(&v, &still, tangents);
                self.net.push(&self.transposed, tape, tangents);
                for ((along, v), out) in tangents.output_rows().zip(v.rows()).zip(out.rows_mut()) {
                    for ((along, v), out) in along.iter().zip(v).zip(out) {
                        *out = of_x * v + of_output * along.into_f64();
                    }
                }
            }
        };
        self.tapes.with(&self.net, |tape| self.tapes.with(&self.net, |tangents| both(tape, tangents)));
    }

    fn check_time(&self, t: f64) -> Result<()> {
        unit_time(t).map(drop)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        if self.has_score { self.path.agrees(path) } else { Err(Error::NoScore) }
    }
}

/// The guess of the data that follows from what the network says, without a detour by the velocity.
impl<K: Target, T: Real> Denoiser for TrainedField<K, T> {
    fn path(&self) -> GaussianPath {
        self.path
    }

    /// # Errors
    /// A t outside [0, 1], or one at which a network that says the velocity says nothing of the data.
    fn posterior_mean(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        let of = K::data(self.path.schedule(), unit_time(t)?);
        if !of.iter().all(|number| number.is_finite()) {
            return Err(Error::NoGuess { t });
        }
        let mut guess = chunk::batch(x.nrows(), self.inputs.dim)?;
        self.map(of, t, x.view(), guess.view_mut());
        Ok(guess)
    }
}

impl<K: Target, T: Real> Clone for TrainedField<K, T> {
    fn clone(&self) -> TrainedField<K, T> {
        let (net, transposed, told) = (self.net.clone(), self.transposed.clone(), self.told.clone());
        TrainedField { net, transposed, told, tapes: self.tapes.clone(), ..*self }
    }
}

impl<K: Target, T: Real> fmt::Debug for TrainedField<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TrainedField { net, path, told, .. } = self;
        f.debug_struct("TrainedField")
            .field("learned", &K::NAME)
            .field("widths", &net.widths())
            .field("path", path)
            .field("told", told)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::nn::Activation;
    use crate::ode::Euler;
    use crate::path::Schedule;
    use ndarray::{array, s};

    #[test]
    fn each_row_of_noise_goes_where_the_field_of_its_label_takes_it() {
        let net = Mlp::<f64>::new(&[6, 8, 2], Activation::Tanh, Seed(1)).unwrap(); // x₁, x₂, t, three labels
        let field = TrainedField::<Velocity, f64>::of(net, GaussianPath::new(Schedule::Linear), 0).unwrap();
        let (labels, grid) = ([2, 0, 2], TimeGrid::uniform(0.0, 1.0, 3).unwrap());
        let x0 = array![[0.5, -1.0], [1.5, 0.0], [0.0, 2.0]];
        let z = field.by_labels(&labels, 2.0, &Euler, &grid, &x0).unwrap();
        for (row, label) in labels.into_iter().enumerate() {
            let guided = field.guided(label, 2.0).unwrap();
            let end = simulate_ode_final(&guided, &Euler, &grid, &x0.slice(s![row..=row, ..])).unwrap();
            assert!((&end.row(0) - &z.row(row)).iter().all(|gap| gap.abs() < 1e-14), "{row}"); // sums in another order
        }
        let message = |labels: &[usize]| field.by_labels(labels, 1.0, &Euler, &grid, &x0).unwrap_err().to_string();
        assert!(message(&[0, 1]).contains("the number of labels is 2") && message(&[0, 1, 3]).contains("label 3"));
    }

    #[test]
    fn the_bytes_of_a_file_are_its_field_and_damaged_ones_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("field.safetensors");
        let net = Mlp::<f64>::new(&[3, 8, 2], Activation::Tanh, Seed(1)).unwrap();
        let field = TrainedField::<Velocity, f64>::of(net, GaussianPath::new(Schedule::Linear), 0).unwrap();
        field.save(&file).unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        assert_eq!(field.to_bytes("embedded").unwrap(), bytes);
        let of = |bytes: &[u8]| TrainedField::<Velocity, f64>::from_bytes(bytes, "embedded");
        let (x, loaded) = (array![[0.5, -1.0]], TrainedField::<Velocity, f64>::load(&file).unwrap());
        assert_eq!(of(&bytes).unwrap().at(0.25, &x), loaded.at(0.25, &x));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        let message = of(&bytes).unwrap_err().to_string();
        assert!(message.contains("embedded") && message.contains("is damaged"), "{message}");
        assert!(of(&[]).unwrap_err().to_string().contains("no safetensors file"));
        let mut net = field.net().clone();
        net.weights_mut()[0] = f64::NAN;
        let field = TrainedField::<Velocity, f64>::of(net, field.path(), 0).unwrap();
        assert!(field.to_bytes("embedded").unwrap_err().to_string().contains("NaN in `0.weight`"));
    }
}
