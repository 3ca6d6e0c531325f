//! The losses of a run, in bounded room: of the long past fewer means, over more steps each.

/// Mean losses along a run.
#[derive(Clone, Debug)]
pub struct History {
    /// Each the step at its middle, and the mean loss.
    entries: Vec<(f64, f64)>,
    /// Steps of an entry.
    stride: usize,
    /// The sum over the steps since the last entry, and their number.
    sum: f64,
    since: usize,
    /// The losses of the last steps, in a ring.
    last: Vec<f64>,
    steps: usize,
}

/// No more entries than these.
const MOST: usize = 240;
/// Steps of the running mean.
const LAST: usize = 100;

impl Default for History {
    fn default() -> History {
        History { entries: Vec::new(), stride: 10, sum: 0.0, since: 0, last: Vec::with_capacity(LAST), steps: 0 }
    }
}

impl History {
    /// Takes in the loss of a step.
    pub fn push(&mut self, loss: f64) {
        if self.last.len() < LAST {
            self.last.push(loss);
        } else {
            self.last[self.steps % LAST] = loss;
        }
        self.steps += 1;
        self.sum += loss;
        self.since += 1;
        if self.since == self.stride {
            let middle = self.steps as f64 - 0.5 * self.stride as f64;
            self.entries.push((middle, self.sum / self.stride as f64));
            (self.sum, self.since) = (0.0, 0);
        }
        if self.entries.len() == MOST {
            let half = |pair: &[(f64, f64)]| ((pair[0].0 + pair[1].0) / 2.0, (pair[0].1 + pair[1].1) / 2.0);
            self.entries = self.entries.chunks_exact(2).map(half).collect();
            self.stride *= 2;
        }
    }

    /// The mean loss of the last 100 steps, NaN before the first.
    pub fn mean(&self) -> f64 {
        self.last.iter().sum::<f64>() / self.last.len() as f64
    }

    /// The mean losses, each with the step at its middle.
    pub fn entries(&self) -> &[(f64, f64)] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_stays_one_in_bounded_room() {
        let mut history = History::default();
        assert!(history.mean().is_nan());
        for step in 0..100_000 {
            history.push(step as f64 + 0.5);
            assert!(history.entries().len() < MOST);
        }
        // all sums are of whole numbers and halves
        assert!(history.entries().iter().all(|(step, mean)| step == mean));
        assert_eq!(history.mean(), 99_950.0);
        assert!(history.entries().len() >= MOST / 2 - 1);
    }
}
