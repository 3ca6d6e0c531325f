//! Lesson 22, bugs: of each room the statistic for the right program and with the bug, and what leaves the bug unseen.

mod elsewhere;
mod law;
mod noise;
mod steps;
mod training;

use flowlab::Lang;

use crate::Claim;
use crate::museum::Bug;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = noise::claims();
    claims.extend(steps::claims());
    claims.extend(law::claims());
    claims.extend(training::claims());
    claims.extend(elsewhere::claims());
    claims
}

/// The program in words, in both languages.
fn program(bug: Option<Bug>) -> [String; 2] {
    match bug {
        None => ["the right program".to_string(), "正确的程序".to_string()],
        Some(bug) => {
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| bug.name().get(lang));
            [format!("room {}, {en}", bug.room()), format!("第 {} 室，{zh}", bug.room())]
        }
    }
}
