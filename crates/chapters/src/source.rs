//! The reader of a lesson's code: cuts `cells.rs` in named cells, and `solutions.rs` in exercises.
//!
//! A cell is what stands between `// cell: NAME` and the next marker; `// end` closes it without starting another.
//!
//! A cell that works with polars is one block, which cargo compiles with the feature `frame` alone and of which the
//! notebook shows what is inside:
//!
//! ```text
//! // cell: NAME
//! #[cfg(feature = "frame")]
//! {
//!     let frame = table.frame()?;
//!     show(&frame.head(Some(3)))?;
//! }
//! ```
//!
//! An exercise is a public function, with what stands between it and the one before. The reader sees it without `pub`,
//! without the `use` of the module, which a cell before it has done, and with its check:
//!
//! ```text
//! fn answer(x: &Array1<f64>) -> f64 {
//!     todo!()
//! }
//! println!("{}", check::answer(answer));
//! ```

/// A named piece of code that the reader sees and the kernel runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Name, unique in the lesson.
    pub name: String,
    /// The code, without the module's indentation.
    pub code: String,
    /// Whether it needs flowlab's feature `frame`.
    pub frame: bool,
}

/// A function that the reader writes, and its check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// Name, unique in the lesson.
    pub name: String,
    /// The function with `todo!()` for its body, followed by the check.
    pub stub: String,
    /// The function with its solution, followed by the check.
    pub solved: String,
    /// The solved function alone, for the fold-out.
    pub solution: String,
}

/// The cells of a module, in order.
pub fn cells(source: &str) -> Vec<Cell> {
    sections(source).into_iter().filter_map(|(head, lines)| Some(cell(head.strip_prefix("cell: ")?, &lines))).collect()
}

fn cell(name: &str, lines: &[&str]) -> Cell {
    let code = dedent(lines);
    let inside = code.strip_prefix("#[cfg(feature = \"frame\")]\n{\n").and_then(|rest| rest.strip_suffix("\n}"));
    let inside = inside.map(|inside| dedent(&inside.lines().collect::<Vec<_>>()));
    let (frame, mut code) = (inside.is_some(), inside.unwrap_or(code));
    // A kernel shows the value of what a cell ends with: of a loop, that is `()`.
    if code.ends_with("\n}") {
        code.push(';');
    }
    Cell { name: name.to_string(), frame, code }
}

/// The exercises of a module of solutions, in order.
pub fn exercises(source: &str) -> Vec<Exercise> {
    let unseen = ["//!", "use ", "#[rustfmt::skip]"];
    let code = source.lines().filter(|line| !unseen.iter().any(|start| line.starts_with(start)));
    let (mut found, mut lines, mut head) = (Vec::new(), Vec::new(), None);
    for line in code {
        lines.push(line.strip_prefix("pub ").unwrap_or(line));
        if head.is_none() && line.starts_with("pub fn ") {
            head = Some(lines.len() - 1);
        }
        if let Some(function) = head.filter(|_| line == "}") {
            found.push(exercise(&lines, function));
            (lines, head) = (Vec::new(), None);
        }
    }
    found
}

/// The exercise of these lines, whose function starts at this one.
fn exercise(lines: &[&str], function: usize) -> Exercise {
    let name: String = lines[function].trim_start_matches("fn ").chars().take_while(|c| *c != '(').collect();
    let body = lines[function..].iter().position(|line| line.ends_with('{')).map_or(lines.len(), |k| function + k + 1);
    let check = format!("println!(\"{{}}\", check::{name}({name}));");
    let solution = lines.join("\n").trim_start().to_string();
    let head = lines[..body].join("\n");
    Exercise {
        stub: format!("{}\n    todo!()\n}}\n{check}", head.trim_start()),
        solved: format!("{solution}\n{check}"),
        solution,
        name,
    }
}

/// Splits the module at its markers: (marker without `// `, lines up to the next marker).
fn sections(source: &str) -> Vec<(String, Vec<&str>)> {
    let mut sections: Vec<(String, Vec<&str>)> = Vec::new();
    for line in source.lines() {
        let marker = line.trim().strip_prefix("// ").filter(|text| text.starts_with("cell: ") || *text == "end");
        match (marker, sections.last_mut()) {
            (Some(marker), _) => sections.push((marker.to_string(), Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    sections
}

fn dedent(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let margin = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let code: Vec<&str> = lines.iter().map(|line| line.get(margin..).unwrap_or("").trim_end()).collect();
    code.join("\n").trim_matches('\n').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = "pub fn run() {\n    // cell: one\n    let a = 1;\n\n    if a > 0 {\n        println!();\n    }\n    // end\n}\n";

    #[test]
    fn cells_lose_the_margin_and_keep_the_inner_indentation() {
        let cells = cells(MODULE);
        assert_eq!(cells.len(), 1);
        assert_eq!(cells[0].code, "let a = 1;\n\nif a > 0 {\n    println!();\n};");
    }

    #[test]
    fn the_last_cell_of_each_lesson_ends_before_its_function_does() {
        for lesson in lessons::LESSONS {
            assert!(lesson.cells.lines().any(|line| line.trim() == "// end"), "{}: no `// end`", lesson.slug);
        }
    }

    #[test]
    fn a_cell_with_polars_is_what_stands_in_its_block() {
        let module = "    // cell: a\n    #[cfg(feature = \"frame\")]\n    {\n        f();\n        g();\n    }\n    // cell: b\n    h();\n";
        let cells = cells(module);
        assert_eq!((cells[0].code.as_str(), cells[0].frame), ("f();\ng();", true));
        assert_eq!((cells[1].code.as_str(), cells[1].frame), ("h();", false));
    }

    #[test]
    fn an_exercise_has_a_stub_and_a_solution() {
        let module = "//! Doc.\n\nuse a::b;\n\ntype T = u8;\n\npub fn f() -> T {\n    let g = || {\n        2\n    };\n    g()\n}\n\npub fn g(\n    x: u8,\n) -> u8 {\n    x\n}\n";
        let [one, two] = &exercises(module)[..] else { panic!("two exercises") };
        assert_eq!(one.name, "f");
        assert_eq!(one.stub, "type T = u8;\n\nfn f() -> T {\n    todo!()\n}\nprintln!(\"{}\", check::f(f));");
        assert_eq!(one.solution, "type T = u8;\n\nfn f() -> T {\n    let g = || {\n        2\n    };\n    g()\n}");
        assert_eq!(one.solved, format!("{}\nprintln!(\"{{}}\", check::f(f));", one.solution));
        assert_eq!((two.name.as_str(), two.solution.as_str()), ("g", "fn g(\n    x: u8,\n) -> u8 {\n    x\n}"));
    }
}
