//! The reader of a lesson's module: cuts it in named cells and exercises.
//!
//! In the module, a cell is what stands between `// cell: NAME` and the next marker. An exercise is
//!
//! ```text
//! // exercise: NAME
//! fn answer(x: &Array1<f64>) -> f64 {
//!     // hole
//!     x.sum()
//!     // end hole
//! }
//! // check
//! println!("{}", check::..);
//! // end
//! ```
//!
//! and its stub has `todo!()` where the hole is. `// end` closes a cell or an exercise without starting another.
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

/// A function with a hole, and the cell that checks it.
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

/// The exercises of a module, in order.
pub fn exercises(source: &str) -> Vec<Exercise> {
    let sections = sections(source);
    let mut found = Vec::new();
    for (index, (head, lines)) in sections.iter().enumerate() {
        let Some(name) = head.strip_prefix("exercise: ") else { continue };
        let check = match sections.get(index + 1) {
            Some((head, lines)) if head == "check" => dedent(lines),
            _ => String::new(),
        };
        let function = dedent(lines);
        let solution = without_markers(&function);
        let join = |code: &str| {
            if check.is_empty() { code.to_string() } else { format!("{code}\n{check}") }
        };
        found.push(Exercise {
            name: name.to_string(),
            stub: join(&stub(&function)),
            solved: join(&solution),
            solution,
        });
    }
    found
}

/// Splits the module at its markers: (marker without `// `, lines up to the next marker).
fn sections(source: &str) -> Vec<(String, Vec<&str>)> {
    let mut sections: Vec<(String, Vec<&str>)> = Vec::new();
    for line in source.lines() {
        let marker = line.trim().strip_prefix("// ").filter(|text| {
            text.starts_with("cell: ") || text.starts_with("exercise: ") || *text == "check" || *text == "end"
        });
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

fn stub(function: &str) -> String {
    let mut out = Vec::new();
    let mut in_hole = false;
    for line in function.lines() {
        match line.trim() {
            "// hole" => {
                in_hole = true;
                let indent = &line[..line.len() - line.trim_start().len()];
                out.push(format!("{indent}todo!()"));
            }
            "// end hole" => in_hole = false,
            _ if in_hole => {}
            _ => out.push(line.to_string()),
        }
    }
    out.join("\n")
}

fn without_markers(function: &str) -> String {
    let kept = function.lines().filter(|line| !matches!(line.trim(), "// hole" | "// end hole"));
    kept.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = "pub fn run() {\n    // cell: one\n    let a = 1;\n\n    if a > 0 {\n        println!();\n    }\n    // exercise: two\n    fn f() -> u8 {\n        // hole\n        2\n        // end hole\n    }\n    // check\n    check(f);\n    // end\n}\n";

    #[test]
    fn cells_lose_the_margin_and_keep_the_inner_indentation() {
        let cells = cells(MODULE);
        assert_eq!(cells.len(), 1);
        assert_eq!(cells[0].code, "let a = 1;\n\nif a > 0 {\n    println!();\n};");
    }

    #[test]
    fn a_cell_with_polars_is_what_stands_in_its_block() {
        let module = "    // cell: a\n    #[cfg(feature = \"frame\")]\n    {\n        f();\n        g();\n    }\n    // cell: b\n    h();\n";
        let cells = cells(module);
        assert_eq!((cells[0].code.as_str(), cells[0].frame), ("f();\ng();", true));
        assert_eq!((cells[1].code.as_str(), cells[1].frame), ("h();", false));
    }

    #[test]
    fn an_exercise_has_a_hole_and_a_solution() {
        let exercise = &exercises(MODULE)[0];
        assert_eq!(exercise.stub, "fn f() -> u8 {\n    todo!()\n}\ncheck(f);");
        assert_eq!(exercise.solved, "fn f() -> u8 {\n    2\n}\ncheck(f);");
        assert_eq!(exercise.solution, "fn f() -> u8 {\n    2\n}");
    }
}
