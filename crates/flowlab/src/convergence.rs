//! Convergence studies: the order of a method, measured.
//!
//! A method of order p has errors of about C·hᵖ, so log error = log C + p·log h: a line whose slope is the order.
//! [`order`] fits that line by least squares; [`orders`] gives the slope between each two neighbours, which shows
//! whether the steps are small enough for the line to be one.

use crate::error::{Error, Result, agree, finite};

/// The slope of the least squares line through the points (log h, log error): the order of the method.
///
/// Any two positive quantities do: the errors of a Monte Carlo mean over its numbers of samples give −1/2.
///
/// ```
/// use flowlab::convergence;
/// let h = [0.1_f64, 0.05, 0.025];
/// let errors = h.map(|h| 3.0 * h.powi(2));
/// assert!((convergence::order(&h, &errors)? - 2.0).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// Fewer than two points, two lengths that differ, all steps equal, or a number that is not finite and above zero:
/// an error of 0 has no logarithm, there the method is exact.
pub fn order(h: &[f64], errors: &[f64]) -> Result<f64> {
    let (x, y) = logarithms(h, errors)?;
    let n = x.len() as f64;
    let (x_mean, y_mean) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let square: f64 = x.iter().map(|x| (x - x_mean).powi(2)).sum();
    if x.iter().all(|other| *other == x[0]) {
        return Err(Error::NotPositive { what: "the spread of the steps".into(), value: 0.0 });
    }
    Ok(x.iter().zip(&y).map(|(x, y)| (x - x_mean) * (y - y_mean)).sum::<f64>() / square)
}

/// The slope between each two neighbours, log(eᵢ/eᵢ₊₁) / log(hᵢ/hᵢ₊₁): one number fewer than there are points.
///
/// ```
/// use flowlab::convergence;
/// // Euler's errors for x' = -x at n = 10, 20, 40
/// let orders = convergence::orders(&[0.1, 0.05, 0.025], &[0.019201, 0.0093935, 0.0046470])?;
/// assert!((orders[0] - 1.031).abs() < 1e-3 && (orders[1] - 1.015).abs() < 1e-3);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`order`]; here each two neighbouring steps must differ.
pub fn orders(h: &[f64], errors: &[f64]) -> Result<Vec<f64>> {
    let (x, y) = logarithms(h, errors)?;
    let pairs = x.windows(2).zip(y.windows(2)).enumerate();
    pairs
        .map(|(i, (x, y))| match x[1] - x[0] {
            0.0 => Err(Error::NotPositive { what: format!("abs(h[{}] - h[{i}])", i + 1), value: 0.0 }),
            run => Ok((y[1] - y[0]) / run),
        })
        .collect()
}

/// The logarithms of both, all of them checked.
fn logarithms(h: &[f64], errors: &[f64]) -> Result<(Vec<f64>, Vec<f64>)> {
    agree("the number of errors", errors.len(), "the number of steps", h.len())?;
    if h.len() < 2 {
        return Err(Error::Empty { what: "second point" });
    }
    Ok((logs("h", h)?, logs("errors", errors)?))
}

fn logs(name: &str, values: &[f64]) -> Result<Vec<f64>> {
    let numbered = values.iter().enumerate();
    numbered
        .map(|(i, &value)| {
            let what = format!("{name}[{i}]");
            if finite(&what, value)? > 0.0 { Ok(value.ln()) } else { Err(Error::NotPositive { what, value }) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_power_has_its_exponent_as_order_whatever_the_steps() {
        let h = [0.5_f64, 0.31, 0.1, 0.0123, 1e-5];
        for p in [-0.5, 0.5, 1.0, 2.0, 4.0] {
            let errors = h.map(|h| 7.0 * h.powf(p));
            assert!((order(&h, &errors).unwrap() - p).abs() < 1e-13); // rounding of logarithms up to 50
            assert!(orders(&h, &errors).unwrap().iter().all(|slope| (slope - p).abs() < 1e-13));
        }
    }

    #[test]
    fn over_two_points_the_line_is_the_slope_between_them() {
        let (h, errors) = ([0.1, 0.05], [0.3, 0.2]);
        assert!((order(&h, &errors).unwrap() - orders(&h, &errors).unwrap()[0]).abs() < 1e-14);
    }

    #[test]
    fn the_units_of_steps_and_errors_do_not_matter() {
        let (h, errors) = ([0.1, 0.05, 0.03], [0.3, 0.2, 0.15]);
        let scaled = order(&h.map(|h| 60.0 * h), &errors.map(|e| 1e-3 * e)).unwrap();
        assert!((order(&h, &errors).unwrap() - scaled).abs() < 1e-13);
    }

    #[test]
    fn what_has_no_slope_is_refused_by_name() {
        let message = |h: &[f64], errors: &[f64]| order(h, errors).unwrap_err().to_string();
        assert!(message(&[0.1], &[0.1]).starts_with("no second point"));
        assert!(message(&[0.1, 0.2], &[0.1]).starts_with("the number of errors is 1"));
        assert!(message(&[0.1, 0.2], &[0.1, 0.0]).starts_with("errors[1] = 0"));
        assert!(message(&[0.1, -0.2], &[0.1, 0.1]).starts_with("h[1] = -0.2"));
        assert!(message(&[0.1, 0.2], &[f64::NAN, 0.1]).starts_with("errors[0] = NaN"));
        assert!(message(&[0.1, 0.1], &[0.2, 0.1]).starts_with("the spread of the steps = 0"));
        let equal = orders(&[0.2, 0.1, 0.1], &[0.3, 0.2, 0.1]).unwrap_err().to_string();
        assert!(equal.starts_with("abs(h[2] - h[1]) = 0"), "{equal}");
    }
}
