//! Schedules of one's own: checked once, then known under their names.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::coefficients::Coefficients;
use crate::error::{Error, Result};

/// A schedule that [`Schedule::own`](super::Schedule::own) made.
///
/// Two are equal if they have one name and the same coefficients at seven times.
#[derive(Clone, Copy)]
pub struct OwnSchedule(&'static Named);

struct Named {
    name: String,
    coefficients: Box<Formula>,
}

type Formula = dyn Fn(f64) -> Coefficients + Send + Sync;

/// Those of this program, the latest last.
static KNOWN: Mutex<Vec<OwnSchedule>> = Mutex::new(Vec::new());

impl OwnSchedule {
    pub(super) fn name(self) -> &'static str {
        &self.0.name
    }

    pub(super) fn coefficients(self, t: f64) -> Coefficients {
        (self.0.coefficients)(t)
    }
}

impl PartialEq for OwnSchedule {
    fn eq(&self, other: &OwnSchedule) -> bool {
        self.0.is(other.0)
    }
}

impl Named {
    fn is(&self, other: &Named) -> bool {
        let same = |t: f64| (self.coefficients)(t) == (other.coefficients)(t);
        self.name == other.name && (1..8).all(|k| same(f64::from(k) / 8.0))
    }
}

impl fmt::Debug for OwnSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name().fmt(f)
    }
}

/// The latest of this name.
pub(super) fn registered(name: &str) -> Option<OwnSchedule> {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.iter().rev().find(|own| own.name() == name).copied()
}

/// Checks a schedule and keeps it: a few words of memory until the program ends, once for each different one.
pub(super) fn register(name: &str, taken: &[&str], coefficients: Box<Formula>) -> Result<OwnSchedule> {
    let refused = |why: String| Error::Schedule { name: name.replace(char::is_control, "\u{fffd}"), why };
    if name.trim() != name || name.is_empty() || name.contains(char::is_control) {
        return Err(refused("give a name of one line without space at its ends".into()));
    }
    if taken.contains(&name) {
        return Err(refused("this crate has a schedule of that name, give another one".into()));
    }
    check(&coefficients).map_err(refused)?;
    let named = Named { name: name.to_string(), coefficients };
    if let Some(same) = registered(name).filter(|known| known.0.is(&named)) {
        return Ok(same);
    }
    let own = OwnSchedule(Box::leak(Box::new(named)));
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).push(own);
    Ok(own)
}

/// Times between which a schedule is looked at.
const LOOKS: u32 = 64;
/// How near to 0 and 1 the ends must be.
const END: f64 = 1e-9;
/// The step of a difference quotient, and how far, relative to the coefficients' size, it may be from the derivative.
const STEP: f64 = 1e-5;
const SLOPE: f64 = 1e-4;

fn check(coefficients: &Formula) -> std::result::Result<(), String> {
    let (start, end) = (coefficients(0.0), coefficients(1.0));
    for (what, value, wanted) in
        [("alpha at t = 0", start.alpha, 0.0), ("beta at t = 0", start.beta, 1.0), ("alpha at t = 1", end.alpha, 1.0)]
    {
        if (value - wanted).abs() > END || value.is_nan() {
            return Err(format!("{what} is {value}, it must be {wanted}"));
        }
    }
    if !(0.0..1.0).contains(&end.beta) {
        return Err(format!("beta at t = 1 is {}, it must be 0, or a small number above it", end.beta));
    }
    let just_after = coefficients(1e-6).alpha;
    if just_after <= 0.0 || just_after.is_nan() {
        return Err(format!("alpha at t = 1e-6 is {just_after}, it must rise from the start on"));
    }
    for k in 0..=LOOKS {
        let t = f64::from(k) / f64::from(LOOKS);
        let Coefficients { alpha, beta, alpha_dot, beta_dot } = coefficients(t);
        if let Some(value) = [alpha, beta, alpha_dot, beta_dot].into_iter().find(|value| !value.is_finite()) {
            return Err(format!("a coefficient at t = {t} is {value}, it must be finite"));
        }
        if k == 0 || k == LOOKS {
            continue; // no slope on both sides
        }
        let (before, after) = (coefficients(t - STEP), coefficients(t + STEP));
        for (what, derivative, slope) in [
            ("alpha_dot", alpha_dot, (after.alpha - before.alpha) / (2.0 * STEP)),
            ("beta_dot", beta_dot, (after.beta - before.beta) / (2.0 * STEP)),
        ] {
            if (derivative - slope).abs() > SLOPE * slope.abs().max(1.0) || slope.is_nan() {
                return Err(format!("{what} at t = {t} is {derivative}, but the slope there is {slope:.6}"));
            }
        }
        if alpha_dot * beta <= alpha * beta_dot {
            return Err(format!("alpha/beta does not grow at t = {t}, it must on all of [0, 1]"));
        }
    }
    Ok(())
}
