//! What `show` prints: one bundle of forms in a notebook, words elsewhere, in the language of the process.

use std::process::Command;

use flowlab::prelude::*;

/// Run by the tests below in a process of its own, which the environment makes a cell of a notebook or a terminal, and
/// which shows one value: the kernel gives each cell a copy of the crate.
#[test]
#[ignore = "prints for the tests below"]
fn print_one() {
    match std::env::var("WHICH").unwrap().as_str() {
        "0" => show(&Table::log(&[(0, 4.5), (100, 3.25)])),
        "1" => show(&array![1.0, 0.5]),
        "2" => show(&array![[1, 2, 3], [4, 5, 6]]),
        _ => show(&Plot::new().title("$x_t$").line(&[0.0, 1.0], &[0.0, 1.0])),
    }
    .unwrap();
}

/// What each of four calls of `show` printed, each in a cell of its own.
fn printed(in_notebook: bool, lang: &str) -> Vec<String> {
    let one = |which: usize| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "show::print_one", "--ignored", "--nocapture", "--test-threads", "1"]);
        command.env("FLOWLAB_LANG", lang).env("WHICH", which.to_string()).env_remove("EVCXR_IS_RUNTIME");
        if in_notebook {
            command.env("EVCXR_IS_RUNTIME", "1");
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    (0..4).map(one).collect()
}

/// The content of one form in what a call printed.
fn form<'a>(printed: &'a str, mime: &str) -> &'a str {
    let start = format!("EVCXR_BEGIN_CONTENT {mime}\n");
    let content = printed.split_once(&start).unwrap_or_else(|| panic!("no {mime} in {printed}")).1;
    content.split_once("\nEVCXR_END_CONTENT").unwrap().0
}

#[test]
fn in_a_notebook_a_table_and_an_array_are_html_and_words() {
    let [table, vector, matrix, _] = &printed(true, "en")[..] else { panic!("not four") };
    for one in [table, vector, matrix] {
        assert_eq!(one.matches("EVCXR_BEGIN_CONTENT").count(), 2);
        assert!(form(one, "text/html").starts_with("<table>\n"));
    }
    assert_eq!(form(table, "text/plain"), "step  loss\n   0   4.5\n 100  3.25");
    assert_eq!(form(vector, "text/plain"), "i  [i]\n0    1\n1  0.5");
    assert_eq!(
        form(matrix, "text/plain"),
        "i  [i, 0]  [i, 1]  [i, 2]\n0       1       2       3\n1       4       5       6"
    );
}

#[test]
fn in_a_notebook_a_plot_is_a_png_and_words() {
    let all = printed(true, "en");
    let png = form(&all[3], "image/png");
    // The first eight bytes of every PNG file, in base64.
    assert!(png.starts_with("iVBORw0KGgo"), "{}", &png[..20]);
    assert_eq!(form(&all[3], "text/plain"), "[figure] x_t");
    assert_eq!(all[3].matches("EVCXR_BEGIN_CONTENT").count(), 2);
}

#[test]
fn elsewhere_a_value_is_words_in_the_language_of_the_process() {
    for (lang, log, figure) in [
        ("en", "step  loss\n   0   4.5\n 100  3.25\n", "[figure] x_t\n"),
        ("zh", " 步  损失\n  0   4.5\n100  3.25\n", "[图] x_t\n"),
    ] {
        let all = printed(false, lang);
        assert!(!all.concat().contains("EVCXR"));
        assert!(all[0].contains(log), "{}", all[0]);
        assert!(all[3].contains(figure), "{}", all[3]);
    }
}
