//! Where a network computes, kept from call to call.

use std::sync::{Mutex, PoisonError};

use crate::nn::{Mlp, Real, Tape};

/// Tapes of one network, each for up to so many rows: as many as threads have ever computed at once, so that a thread finds
/// in its cache the tape that it has just used.
#[derive(Debug)]
pub(super) struct Tapes<T> {
    rows: usize,
    spare: Mutex<Vec<Tape<T>>>,
}

impl<T> Tapes<T> {
    /// No tapes as yet.
    pub fn new(rows: usize) -> Tapes<T> {
        Tapes { rows, spare: Mutex::default() }
    }
}

impl<T: Real> Tapes<T> {
    /// What the work gives on a tape that is not in use.
    pub fn with<R>(&self, net: &Mlp<T>, work: impl FnOnce(&mut Tape<T>) -> R) -> R {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = spare().pop();
        let mut tape = kept.unwrap_or_else(|| Tape::new(net, self.rows));
        let done = work(&mut tape);
        spare().push(tape);
        done
    }
}

impl<T> Clone for Tapes<T> {
    fn clone(&self) -> Tapes<T> {
        Tapes::new(self.rows)
    }
}
