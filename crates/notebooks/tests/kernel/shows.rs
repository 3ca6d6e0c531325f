//! What the cells of the course show: figures, arrays and tables, in the notebook's language, in forms that need no
//! script and no other host.

use std::collections::BTreeMap;
use std::path::Path;

use notebooks::ipynb::{Lines, Notebook, Shown};
use notebooks::{check, run};

use crate::{LIMIT, NOTEBOOK, head, notebook, printed};

type Forms = BTreeMap<String, Lines>;

/// The forms of all that the cells showed beside what they printed.
fn shown(path: &Path) -> (Notebook, Vec<Forms>) {
    let notebook = run::file(path, LIMIT).unwrap();
    let forms = |shown: &Shown| match shown {
        Shown::DisplayData { data, .. } | Shown::ExecuteResult { data, .. } => Some(data.clone()),
        _ => None,
    };
    let all = notebook.code().flat_map(|cell| cell.outputs.iter().filter_map(forms)).collect();
    (notebook, all)
}

/// A value in exactly these forms.
fn is(forms: &Forms, media: [&str; 2]) -> bool {
    forms.keys().eq(media.iter())
}

const PICTURE: [&str; 2] = ["image/png", "text/plain"];
const TABLE: [&str; 2] = ["text/html", "text/plain"];

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn figures_arrays_and_tables_are_shown_in_the_language_of_the_folder() {
    let first = head(NOTEBOOK) + "let x = array![0.0, 0.5, 1.0];\nshow(&x)?;";
    // 摆, 锤 and 荡 are of GB2312's first level and in no figure of the course: a learner's own words.
    let plot = "let plot = Plot::new().title(\"摆锤荡来荡去\").x_label(\"$t$\").line(&x, &x);\nshow(&plot)?;";
    let table = "let table = Table::convergence(1.0, &[10, 20], &[0.2, 0.1])?;\nshow(&table)?;";
    let matrix = "show(&array![[1, 2], [3, 4]])?;";
    let verdict = "fn f(_: &Array1<f64>) -> f64 {\n    todo!()\n}\nprintln!(\"{}\", check::quadratic_variation(f));";
    let cells = [&first, plot, table, matrix, verdict];
    for (lang, words, header, verdict) in [
        ("en", "[figure] 摆锤荡来荡去", " n     h  error  order", "not yet: "),
        ("zh", "[图] 摆锤荡来荡去", " n     h  误差  阶", "还不对："),
    ] {
        let (_folder, path) = notebook(lang, &cells);
        let (notebook, forms) = shown(&path);
        assert!(is(&forms[0], TABLE) && is(&forms[1], PICTURE) && is(&forms[2], TABLE) && is(&forms[3], TABLE));
        assert_eq!(forms[1]["text/plain"].0.trim_end(), words);
        assert_eq!(forms[2]["text/plain"].0.lines().next(), Some(header));
        assert_eq!(forms[0]["text/plain"].0.trim_end(), "i  [i]\n0    0\n1  0.5\n2    1");
        assert!(printed(&notebook)[4].starts_with(verdict), "{:?}", printed(&notebook)[4]);
        let problems = check::outputs(&notebook, 0);
        assert!(problems.iter().all(|problem| problem.contains("not of this code")), "{problems:?}");
    }
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn all_that_a_cell_shows_is_seen_in_order_whatever_it_prints_between() {
    let first =
        head(NOTEBOOK) + "let x = array![0.0, 0.5];\nlet plot = Plot::new().title(\"P\").line(&x, &x);\nshow(&x)?;";
    let both = "show(&Table::log(&[(3, 1.5)]))?;\nprint!(\"between\");\nshow(&plot)?;\nprintln!(\" and behind\");";
    let in_a_loop = "for k in [7, 8, 9] {\n    print!(\"k = {k} \");\n    show(&array![k])?;\n}";
    let (_folder, path) = notebook("en", &[&first, both, in_a_loop, "show(&plot)?;"]);
    let (notebook, forms) = shown(&path);
    assert_eq!(forms.len(), 4, "one output a cell");
    let page = &forms[1]["text/html"].0;
    let at = |piece: &str| page.find(piece).unwrap_or_else(|| panic!("{piece} is missing in {page}"));
    assert!(at("<td>3</td>") < at("<img src=\"data:image/png;base64,"), "the table, then the plot");
    assert_eq!(forms[1]["text/plain"].0.trim_end(), "step  loss\n   3   1.5\n[figure] P");
    assert!(printed(&notebook)[1].starts_with("between\n and behind\n"), "{:?}", printed(&notebook)[1]);
    let page = &forms[2]["text/html"].0;
    let places = ["<td>7</td>", "<td>8</td>", "<td>9</td>"].map(|piece| page.find(piece));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{page}");
    assert!(printed(&notebook)[2].starts_with("k = 7 \nk = 8 \nk = 9 \n"), "{:?}", printed(&notebook)[2]);
    assert!(is(&forms[3], PICTURE), "nothing is left of the cells before");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_cell_that_ends_in_a_value_shows_it() {
    let first = head(NOTEBOOK) + "let x = array![0.0, 0.5];\nshow(&x)?;";
    let plot = "Plot::new().title(\"P\").line(&x, &x)";
    let scene = "Plot::new().line(&x, &x).scene()?.rasterise(0.5)";
    let cells = [&first, plot, "x", "&x", "array![[1, 2], [3, 4]]", "Table::log(&[(0, 1.0)])", scene];
    let (_folder, path) = notebook("en", &cells);
    let (_, forms) = shown(&path);
    for (index, media) in [TABLE, PICTURE, TABLE, TABLE, TABLE, TABLE, PICTURE].into_iter().enumerate() {
        assert!(is(&forms[index], media), "{}: {:?}", cells[index], forms[index].keys());
    }
    assert_eq!(forms[2], forms[0]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_character_without_a_glyph_is_an_error_that_names_it() {
    let first = head(NOTEBOOK) + "let x = array![0.0, 1.0];\nshow(&x)?;";
    let (_folder, path) = notebook("en", &[&first, "show(&Plot::new().title(\"\u{1F431}\").line(&x, &x))?;"]);
    let message = format!("{:#}", run::file(&path, LIMIT).unwrap_err());
    assert!(message.contains("cell `b`") && message.contains("U+1F431"), "{message}");
}
