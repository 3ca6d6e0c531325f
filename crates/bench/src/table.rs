//! The table of a run in Markdown, as the README has it.

use std::fmt::Write;

use crate::Answer;
use crate::machine::{Bound, Machine};

/// A work, our time in seconds, and the peers'.
pub struct Row {
    pub does: String,
    pub ours: f64,
    pub bound: Bound,
    /// The share of our time that the bound alone takes.
    pub share: f64,
    pub peers: Vec<Answer>,
}

/// The peers, best known first.
const PEERS: [&str; 6] = ["torch", "torch.compile", "jax", "numpy", "torchsde", "diffrax"];

/// A line for each work: our time, what it is of the machine's best, and how many times as long the best run of each peer
/// takes.
pub fn markdown(rows: &[Row], machine: &Machine, versions: Option<&str>) -> String {
    let least = |row: &Row, peer: &str| {
        let seconds = row.peers.iter().filter(|answer| answer.peer == peer).map(|answer| answer.seconds);
        seconds.fold(f64::INFINITY, f64::min)
    };
    let found: Vec<&str> =
        PEERS.into_iter().filter(|peer| rows.iter().any(|row| least(row, peer).is_finite())).collect();
    let mut table = String::from("| work | flowlab | of the machine's best |");
    found.iter().for_each(|peer| write!(table, " {peer} |").expect("a string takes all"));
    write!(table, "\n|---|--:|--:|{}\n", "--:|".repeat(found.len())).expect("a string takes all");
    for row in rows {
        let (ms, share) = (1e3 * row.ours, 100.0 * row.share);
        write!(table, "| {} | {ms:.1} ms | {share:.0} % of {} |", row.does, row.bound).expect("a string takes all");
        for peer in &found {
            match least(row, peer) / row.ours {
                ratio if ratio.is_finite() => write!(table, " {ratio:.1} × |"),
                _ => write!(table, " |"),
            }
            .expect("a string takes all");
        }
        table.push('\n');
    }
    let versions = versions.map(|versions| format!("; {versions}")).unwrap_or_default();
    format!("{table}\n{machine}{versions}\n")
}
