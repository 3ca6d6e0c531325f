//! Signals that ask the program to stop: Ctrl-C (INT) and TERM. A run is saved after the step at hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Listens from its beginning to the end of the program.
pub struct Stop(Arc<AtomicUsize>);

impl Stop {
    /// Begins to listen.
    ///
    /// # Errors
    /// The system does not let it.
    pub fn listen() -> Result<Stop> {
        let asked = Arc::new(AtomicUsize::new(0));
        for signal in [SIGINT, SIGTERM] {
            flag::register_usize(signal, Arc::clone(&asked), signal as usize).context("cannot listen for Ctrl-C")?;
        }
        Ok(Stop(asked))
    }

    /// The signal that came.
    pub fn asked(&self) -> Option<u8> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            signal => u8::try_from(signal).ok(),
        }
    }
}
