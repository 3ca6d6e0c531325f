//! Tables: what is in them, and what is shown of them.
#![cfg(feature = "frame")]

use flowlab::polars::df;
use flowlab::polars::prelude::DataFrame;
use flowlab::prelude::*;
use flowlab::{convergence, frame};

fn floats(table: &DataFrame, name: &str) -> Vec<Option<f64>> {
    table.column(name).unwrap().f64().unwrap().iter().collect()
}

#[test]
fn a_convergence_study_of_euler_shows_its_order() {
    let n_steps = [20, 40, 80, 160];
    let ode = LinearOde::new(1, 1.0).unwrap();
    let errors = n_steps.map(|n| {
        let end = simulate_ode(&ode, &Euler, &TimeGrid::uniform(0.0, 1.0, n).unwrap(), &array![[1.0]]).unwrap();
        (end.last()[[0, 0]] - (-1.0_f64).exp()).abs()
    });
    let table = frame::convergence(1.0, &n_steps, &errors).unwrap();
    assert_eq!(table.get_column_names(), ["n", "h", "error", "order"]);
    assert_eq!(floats(&table, "h"), [0.05, 0.025, 0.0125, 0.00625].map(Some));
    assert_eq!(floats(&table, "error"), errors.map(Some));
    let orders = floats(&table, "order");
    assert_eq!(orders[0], None);
    // the slopes fall towards 1, and that of the line through all rows is among them
    let line = convergence::order(&[0.05, 0.025, 0.0125, 0.00625], &errors).unwrap();
    assert!(orders[1] > orders[2] && orders[2] > orders[3] && orders[3] > Some(1.0));
    assert!(orders[1] > Some(line) && Some(line) > orders[3] && (line - 1.009).abs() < 5e-4);
}

#[test]
fn a_trajectory_in_long_form_holds_every_state_once() {
    let grid = TimeGrid::uniform(0.0, 1.0, 5).unwrap();
    let x0 = Gaussian::standard(2).unwrap().sample(Seed(1), 3).unwrap();
    let trajectory = simulate_ode(&LinearOde::new(2, 1.0).unwrap(), &Rk4, &grid, &x0).unwrap();
    let table = frame::trajectory(&trajectory);
    assert_eq!(table.get_column_names(), ["t", "particle", "x0", "x1"]);
    assert_eq!(table.height(), 6 * 3);
    let particle: Vec<Option<u64>> = table.column("particle").unwrap().u64().unwrap().iter().collect();
    for (row, particle) in particle.into_iter().enumerate() {
        let (i, k) = (row / 3, row % 3);
        assert_eq!(particle, Some(k as u64));
        assert_eq!(floats(&table, "t")[row], Some(grid.t(i)));
        for (j, name) in ["x0", "x1"].into_iter().enumerate() {
            assert_eq!(floats(&table, name)[row], Some(trajectory.states[[i, k, j]]));
        }
    }
}

#[test]
fn what_has_no_order_is_refused() {
    let message = |span, n: &[usize], errors: &[f64]| frame::convergence(span, n, errors).unwrap_err().to_string();
    assert!(message(1.0, &[10, 20], &[0.1]).starts_with("the number of errors is 1"));
    assert!(message(1.0, &[10], &[0.1]).starts_with("no second point"));
    assert!(message(1.0, &[10, 20], &[0.1, 0.0]).starts_with("errors[1] = 0"));
    assert!(message(1.0, &[10, 0], &[0.1, 0.1]).starts_with("h[1] = inf"));
    assert!(message(0.0, &[10, 20], &[0.2, 0.1]).starts_with("span = 0"));
}

#[test]
fn a_long_table_is_shown_by_its_ends() {
    let losses: Vec<(usize, f64)> = (0..1000).map(|step| (step, 1.0 / (step + 1) as f64)).collect();
    let text = frame::text(&frame::log(&losses));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 10 + 1 + 10 + 1);
    assert!(lines[1].trim_start().starts_with("0 ") && lines[21].trim_start().starts_with("999 "));
    assert!(lines[22].contains("1000"));
    assert_eq!(frame::text(&frame::log(&losses[..20])).lines().count(), 21); // 20 rows are shown in full
}

#[test]
fn a_table_in_html_is_a_table_and_nothing_else() {
    let table = df!("a < b" => [1.0 / 3.0, 2.0], "name" => ["<script>", "x & y"]).unwrap();
    let html = frame::html(&table);
    assert!(html.contains("<th>a &lt; b</th>") && html.contains("<td>0.333333</td>") && html.contains("<td>2</td>"));
    assert!(html.contains("<td>&lt;script&gt;</td>") && html.contains("<td>x &amp; y</td>"));
    let tags: Vec<&str> = html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect();
    let known = ["table", "thead", "tbody", "tr", "th", "td"];
    assert!(tags.iter().all(|tag| known.contains(&tag.trim_start_matches('/'))), "{tags:?}");
}

/// Run by the test below in a process of its own.
#[cfg(feature = "plot")]
#[test]
#[ignore = "prints for the test below"]
fn print_a_table() {
    show(&frame::log(&[(0, 4.5), (100, 3.25)])).unwrap();
}

#[cfg(feature = "plot")]
#[test]
fn in_a_notebook_a_table_is_one_bundle_of_html_and_words_and_elsewhere_words() {
    let printed = |in_notebook: bool| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "print_a_table", "--ignored", "--nocapture", "--test-threads", "1"]);
        command.env_remove("EVCXR_IS_RUNTIME");
        if in_notebook {
            command.env("EVCXR_IS_RUNTIME", "1");
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let words = "step  loss\n   0   4.5\n 100  3.25\n";
    let bundle = printed(true);
    let block = |mime: &str| {
        let start = format!("EVCXR_BEGIN_CONTENT {mime}\n");
        let content = bundle.split_once(&start).expect(mime).1;
        content.split_once("EVCXR_END_CONTENT").unwrap().0.to_string()
    };
    assert_eq!(block("text/plain"), words);
    assert!(block("text/html").starts_with("<table>\n"));
    assert_eq!(bundle.matches("EVCXR_BEGIN_CONTENT").count(), 2);
    let plain = printed(false);
    assert!(plain.contains(words) && !plain.contains("EVCXR"));
}
