//! Signals that ask the program to stop: Ctrl-C (INT), TERM, HUP.
//!
//! While there are steps to lose, a signal is noted, and the run is saved after the step at hand. Before and after that
//! the program leaves at once.

use std::fs;
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::say::say;

/// Listens from its beginning to the end of the program.
pub struct Stop {
    state: Arc<Mutex<State>>,
}

/// What the program does on a signal.
enum State {
    /// It says these words and leaves.
    Leaves(String),
    /// It notes the signal.
    Trains,
    /// It has noted this one, and is about to save.
    Asked(i32),
}

impl Stop {
    /// Begins to listen: a signal makes the program leave.
    ///
    /// # Errors
    /// The system does not let it.
    pub fn listen() -> Result<Stop> {
        let state = Arc::new(Mutex::new(State::Leaves("stopped before it began: nothing is lost".to_string())));
        let mut heeded = vec![SIGINT, SIGTERM];
        if !is_ignored(SIGHUP) {
            heeded.push(SIGHUP);
        }
        let mut signals = Signals::new(heeded).context("cannot listen for Ctrl-C")?;
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for signal in signals.forever() {
                let mut state = lock(&shared);
                match &*state {
                    State::Leaves(words) => {
                        say(words);
                        process::exit(128 + signal);
                    }
                    State::Trains => *state = State::Asked(signal),
                    State::Asked(_) => (),
                }
            }
        });
        Ok(Stop { state })
    }

    /// From now on there is something to lose.
    pub fn hold(&self) {
        *lock(&self.state) = State::Trains;
    }

    /// The signal that came since then.
    pub fn asked(&self) -> Option<i32> {
        match *lock(&self.state) {
            State::Asked(signal) => Some(signal),
            _ => None,
        }
    }

    /// All is saved: unless a signal has come, the next one makes the program say these words and leave.
    pub fn release(&self, words: String) -> Option<i32> {
        let mut state = lock(&self.state);
        match *state {
            State::Asked(signal) => Some(signal),
            _ => {
                *state = State::Leaves(words);
                None
            }
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the program was started so that a signal does not reach it, as `nohup` does with HUP. Where the system does not
/// tell (it does on Linux), no.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}
