//! Tables: what is in them, and what is shown of them.

use flowlab::convergence;
use flowlab::prelude::*;

#[test]
fn a_convergence_study_of_euler_shows_its_order() {
    let n_steps = [20, 40, 80, 160];
    let ode = LinearOde::new(1, 1.0).unwrap();
    let errors = n_steps.map(|n| {
        let end = simulate_ode(&ode, &Euler, &TimeGrid::uniform(0.0, 1.0, n).unwrap(), &array![[1.0]]).unwrap();
        (end.last()[[0, 0]] - (-1.0_f64).exp()).abs()
    });
    let text = Table::convergence(1.0, &n_steps, &errors).unwrap().digits(15).text();
    let cells: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(cells[0], ["n", "h", "error", "order"]);
    assert_eq!(cells[1].len(), 3, "no order in the first row");
    let number = |i: usize, j: usize| cells[i][j].parse::<f64>().unwrap();
    for (i, (n, error)) in n_steps.iter().zip(&errors).enumerate() {
        assert_eq!((number(i + 1, 0), number(i + 1, 1)), (*n as f64, 1.0 / *n as f64));
        assert!((number(i + 1, 2) / error - 1.0).abs() < 1e-14);
    }
    // the slopes fall towards 1, and that of the line through all rows is among them
    let line = convergence::order(&[0.05, 0.025, 0.0125, 0.00625], &errors).unwrap();
    assert!(number(2, 3) > number(3, 3) && number(3, 3) > number(4, 3) && number(4, 3) > 1.0);
    assert!(number(2, 3) > line && line > number(4, 3) && (line - 1.009).abs() < 5e-4);
}

#[test]
fn a_trajectory_in_long_form_holds_every_state_once() {
    let grid = TimeGrid::uniform(0.0, 1.0, 3).unwrap();
    let x0 = Gaussian::standard(2).unwrap().sample(Seed(1), 3).unwrap();
    let trajectory = simulate_ode(&LinearOde::new(2, 1.0).unwrap(), &Rk4, &grid, &x0).unwrap();
    let table = Table::trajectory(&trajectory).digits(15);
    assert_eq!((table.n_rows(), table.n_columns()), (4 * 3, 4));
    for (row, line) in table.text().lines().skip(1).enumerate() {
        let (i, k) = (row / 3, row % 3);
        let expected = [grid.t(i), k as f64, trajectory.states[[i, k, 0]], trajectory.states[[i, k, 1]]];
        let numbers = line.split_whitespace().map(|word| word.parse::<f64>().unwrap());
        assert!(numbers.zip(expected).all(|(a, b)| (a - b).abs() <= 1e-14 * b.abs()), "{line} {expected:?}");
    }
}

#[test]
fn what_has_no_order_is_refused() {
    let message = |span, n: &[usize], errors: &[f64]| Table::convergence(span, n, errors).unwrap_err().to_string();
    assert!(message(1.0, &[10, 20], &[0.1]).starts_with("the number of errors is 1"));
    assert!(message(1.0, &[10], &[0.1]).starts_with("no second point"));
    assert!(message(1.0, &[10, 20], &[0.1, 0.0]).starts_with("errors[1] = 0"));
    assert!(message(1.0, &[10, 0], &[0.1, 0.1]).starts_with("h[1] = inf"));
    assert!(message(0.0, &[10, 20], &[0.2, 0.1]).starts_with("span = 0"));
}

#[test]
fn a_column_of_another_length_is_refused() {
    let error = Table::new().column("n", [1, 2]).unwrap().column("x", [1.0]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the length of the column is 1, but the number of rows before it is 2: give two that agree"
    );
}

#[test]
fn a_table_without_columns_or_rows_is_empty() {
    assert_eq!(Table::new().text(), "");
    assert_eq!(Table::new().column("x", [0.0; 0]).unwrap().text(), "x");
}

#[test]
fn a_long_table_is_shown_by_its_ends() {
    let losses: Vec<(usize, f64)> = (0..1000).map(|step| (step, 1.0 / (step + 1) as f64)).collect();
    let text = Table::log(&losses).text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 10 + 1 + 10 + 1);
    assert!(lines[1].trim_start().starts_with("0 ") && lines[20].trim_start().starts_with("998 "), "{text}");
    assert_eq!(lines[22], "1000 rows, 2 columns");
    assert_eq!(Table::log(&losses[..20]).text().lines().count(), 21); // 20 rows are shown in full
}

#[test]
fn a_table_in_html_is_a_table_and_nothing_else() {
    let table = Table::new().column("a < b", [1.0 / 3.0, 2.0]).unwrap();
    let html = table.column("name", ["<script>", "x & y"]).unwrap().html();
    assert!(html.contains("<th>a &lt; b</th>") && html.contains("<td>0.333333</td>") && html.contains("<td>2</td>"));
    assert!(html.contains("<td>&lt;script&gt;</td>") && html.contains("<td>x &amp; y</td>"));
    let tags: Vec<&str> = html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect();
    let known = ["table", "thead", "tbody", "tr", "th", "td"];
    assert!(tags.iter().all(|tag| known.contains(&tag.trim_start_matches('/'))), "{tags:?}");
}
