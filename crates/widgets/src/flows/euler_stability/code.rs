use flowlab::prelude::*;

/// What a method makes of x' = -λx from 1, over the time λt from 0 to 10.
pub struct Decay {
    /// The length of a step: λh.
    pub step: f64,
    /// What one step multiplies by. The solution is multiplied by exp(-λh).
    pub factor: f64,
    /// Where the steps end, in units of λt, and the values there.
    pub times: Array1<f64>,
    pub values: Array1<f64>,
    /// How far each value is from the solution exp(-λt).
    pub errors: Array1<f64>,
}

/// What a step of length λh multiplies by: where it takes 1.
pub fn factor(method: &dyn OdeSolver, step: f64) -> flowlab::Result<f64> {
    let grid = TimeGrid::uniform(0.0, step, 1)?;
    Ok(simulate_ode_final(&LinearOde::new(1, 1.0)?, method, &grid, &array![[1.0]])?[[0, 0]])
}

/// Follows the field with as many equal steps as the evaluations pay for.
pub fn euler_stability(method: &dyn OdeSolver, evaluations: usize) -> flowlab::Result<Decay> {
    // Euler asks once a step, midpoint and Heun twice, RK4 four times: as often as the order says
    let n = evaluations / method.order() as usize;
    let grid = TimeGrid::uniform(0.0, 10.0, n)?;
    let way = simulate_ode(&LinearOde::new(1, 1.0)?, method, &grid, &array![[1.0]])?;
    let times = Array1::from(grid.knots().to_vec());
    let values = way.particle(0).column(0).to_owned();
    let errors = (&values - times.mapv(|t| (-t).exp())).mapv(f64::abs);
    Ok(Decay { step: grid.h(), factor: factor(method, grid.h())?, times, values, errors })
}
