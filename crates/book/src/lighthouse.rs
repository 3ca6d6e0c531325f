//! `book -- lighthouse`: the scores that Lighthouse gives the lessons on a slow phone, each the median of several runs.
//!
//! Lighthouse comes from npm and runs in the Chromium that the browser check finds. It measures the machine too: run it
//! when nothing else does.

use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::{browser, files, server};

const PACKAGE: &str = "lighthouse@12.8.2";
const RUNS: usize = 3;
/// The categories, and the least score of each that is good enough.
const LEAST: [(&str, f64); 4] = [("performance", 0.95), ("accessibility", 1.0), ("best-practices", 1.0), ("seo", 1.0)];

/// Measures these pages of the built site, such as `en/10-brownian-motion.html`; without any, all lessons.
///
/// # Errors
/// No browser, no npx, a page that cannot be measured, or scores that are too low.
pub fn run(pages: &[String]) -> anyhow::Result<()> {
    let folder = files::site();
    let address = server::start(0, move |request| server::file(&folder, &request.path))?;
    let lessons = || {
        let pages = |stem: String| ["en", "zh"].map(|lang| format!("{lang}/{stem}.html"));
        lessons::LESSONS.iter().flat_map(|lesson| pages(lesson.file_stem())).collect()
    };
    let pages: Vec<String> = if pages.is_empty() { lessons() } else { pages.to_vec() };
    let mut low = Vec::new();
    println!("{:>12} {:>14} {:>15} {:>5}", LEAST[0].0, LEAST[1].0, LEAST[2].0, LEAST[3].0);
    for page in &pages {
        let reports = (0..RUNS).map(|_| audit(&format!("http://{address}/{page}")));
        let reports = reports.collect::<anyhow::Result<Vec<Value>>>().with_context(|| page.clone())?;
        let scores = LEAST.map(|(category, _)| median(reports.iter().map(|report| score(report, category)).collect()));
        let percent = scores.map(|score| (100.0 * score).round());
        println!("{:>12} {:>14} {:>15} {:>5}  {page}", percent[0], percent[1], percent[2], percent[3]);
        for ((category, least), score) in LEAST.into_iter().zip(scores) {
            if score < least {
                let why = failed_audits(&reports[0], category).join("; ");
                low.push(format!("{page}: {category} {score}, at least {least} is asked: {why}"));
            }
        }
    }
    ensure!(low.is_empty(), "{}", low.join("\n"));
    Ok(())
}

/// Lighthouse's report of one load of a page.
fn audit(address: &str) -> anyhow::Result<Value> {
    let flags = format!("--chrome-flags={}", browser::FLAGS.join(" "));
    let mut command = Command::new("npx");
    command.args(["--yes", PACKAGE, address, "--quiet", "--output=json", &flags]);
    command.env("CHROME_PATH", browser::find()?).stderr(Stdio::inherit());
    let output = command.output().context("npx cannot be started: install Node.js, which brings it")?;
    if !output.status.success() {
        bail!("Lighthouse failed: see its message above");
    }
    serde_json::from_slice(&output.stdout).context("Lighthouse's report cannot be read")
}

fn score(report: &Value, category: &str) -> f64 {
    report["categories"][category]["score"].as_f64().unwrap_or(0.0)
}

/// The audits of a category that did not pass and that count.
fn failed_audits(report: &Value, category: &str) -> Vec<String> {
    let audits = report["categories"][category]["auditRefs"].as_array().into_iter().flatten();
    let counted = audits.filter(|audit| audit["weight"].as_f64().is_some_and(|weight| weight > 0.0));
    let result = |audit: &Value| {
        let audit = &report["audits"][audit["id"].as_str()?];
        let words = [audit["title"].as_str()?, audit["displayValue"].as_str().unwrap_or_default()];
        audit["score"].as_f64().is_some_and(|score| score < 0.9).then(|| words.join(" ").trim().to_string())
    };
    counted.filter_map(result).collect()
}

fn median(mut scores: Vec<f64>) -> f64 {
    scores.sort_by(f64::total_cmp);
    scores[scores.len() / 2]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_low_score_says_why() {
        let report = json!({
            "categories": {"seo": {"score": 0.8, "auditRefs": [
                {"id": "a", "weight": 1}, {"id": "b", "weight": 1}, {"id": "c", "weight": 0}
            ]}},
            "audits": {
                "a": {"title": "A", "score": 0, "displayValue": "2 links"},
                "b": {"title": "B", "score": 1},
                "c": {"title": "C", "score": 0}
            }
        });
        assert_eq!(score(&report, "seo"), 0.8);
        assert_eq!(failed_audits(&report, "seo"), ["A 2 links"]);
        assert_eq!(median(vec![0.9, 0.2, 1.0]), 0.9);
    }
}
