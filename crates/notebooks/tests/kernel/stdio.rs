//! What cells print and read: an open line is seen and holds nothing up, whoever wrote it, and a cell that reads gets
//! what is typed. On Linux alone: elsewhere nothing stands between the cells and the kernel.
#![cfg(target_os = "linux")]

use notebooks::run;

use crate::{LIMIT, notebook, typed};

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn an_open_line_is_seen_and_the_kernel_goes_on() {
    // What each cell prints first, or what its failure says.
    let cells: &[(&str, Result<&str, &str>)] = &[
        ("let mut kept = 1;\nfor k in 0..3 {\n    print!(\"{k} \");\n}", Ok("0 1 2 \n")),
        ("print!(\"a\");", Ok("a\n")),
        ("println!(\"a line\");", Ok("a line\n")),
        ("println!(\"a line\");\nprint!(\"and more\");\n6 * 7", Ok("a line\nand more\n\n42")),
        ("use std::io::Write;\nprint!(\"flushed\");\nstd::io::stdout().flush()?;", Ok("flushed\n")),
        ("write!(std::io::stdout(), \"written\")?;", Ok("written\n")),
        ("let mut out = std::io::stdout().lock();\nwrite!(out, \"locked\")?;", Ok("locked\n")),
        ("std::process::Command::new(\"printf\").arg(\"of a child\").status()?;", Ok("of a child\n")),
        ("print!(\"{}\", \"x\".repeat(5000));\nprint!(\"y\");", Ok("xxxx")),
        ("print!(\"\");", Ok("")),
        ("kept += 1;\nprint!(\"open \");\nlet n: i32 = \"many\".parse()?;\nprint!(\"{n}\");", Err("invalid digit")),
        ("println!(\"{kept}\");", Ok("2\n")),
        ("eprint!(\"an open warning\");", Err("an open warning")),
        ("print!(\"open \");\npanic!(\"on purpose\");", Err("on purpose")),
        // The panic has ended the process of the cells: the next one is as the first.
        ("print!(\"open again \");\nstd::io::stdout().flush()?;", Ok("open again \n")),
        (":clear", Ok("")),
        ("print!(\"and after it\");\nstd::io::Write::flush(&mut std::io::stdout())?;", Ok("and after it\n")),
    ];
    let code: Vec<&str> = cells.iter().map(|(code, _)| *code).collect();
    let (_folder, path) = notebook("en", &code);
    let outcomes = run::outcomes(&path, LIMIT).unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(outcomes.len(), cells.len());
    for ((code, wanted), outcome) in cells.iter().zip(outcomes) {
        match (wanted, &outcome) {
            (Ok(wanted), Ok(shown)) if shown.starts_with(wanted) && shown.is_empty() == wanted.is_empty() => {}
            (Err(wanted), Err(failure)) if failure.detail.contains(wanted) => {}
            _ => panic!("{code}\n{outcome:?}, not {wanted:?}"),
        }
    }
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_cell_that_reads_gets_what_is_typed_until_an_empty_line() {
    let line =
        "let mut name = String::new();\nprint!(\"Your name? \");\nlet count = std::io::stdin().read_line(&mut name)?;
println!(\"{count} {name:?}\");";
    assert_eq!(typed("rust", &[], line, &["Ada"]), "Your name? \n4 \"Ada\\n\"\n");
    assert_eq!(typed("rust", &[], line, &[""]), "Your name? \n0 \"\"\n");
    let all = "let lines: Vec<String> = std::io::stdin().lines().collect::<Result<_, _>>()?;\nprintln!(\"{lines:?}\");";
    assert_eq!(typed("rust", &[], all, &["one", "two words", ""]), "[\"one\", \"two words\"]\n");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn where_nobody_can_type_the_input_ends_at_once() {
    let read = "println!(\"{:?}\", std::io::read_to_string(std::io::stdin())?);";
    let child = "println!(\"{}\", std::process::Command::new(\"cat\").status()?);";
    let (_folder, path) = notebook("en", &[read, child, "println!(\"{}\", 40 + 2);"]);
    let outcomes = run::outcomes(&path, LIMIT).unwrap_or_else(|error| panic!("{error:#}"));
    let wanted = ["\"\"\n", "exit status: 0\n", "42\n"].map(|text| Ok(text.to_string()));
    assert_eq!(outcomes, wanted);
}
