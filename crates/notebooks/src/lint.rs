//! The dialect of the cells: what is legal both in a function that cargo compiles and in a kernel that keeps each
//! variable from cell to cell. Line by line, so that every message names a line that the author can find.

/// What is wrong with the code of one cell: the line (from 1 in the cell) and why.
pub fn cell(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut say = |why: &str| found.push((index + 1, why.to_string()));
        let bare = without_comment(line);
        if bare.replace("eprint!", "print!").contains(" print!(") || bare.trim_start().starts_with("print!(") {
            say("`print!` leaves the line open and the kernel waits for its end: use `println!`");
        }
        if bare.contains("eprint") || bare.contains("dbg!(") {
            say("writes to stderr, which a notebook shows as a warning: use `println!`");
        }
        if bare.contains("\\r") {
            say("`\\r` overwrites a line in a terminal, not in a notebook: print a line of its own");
        }
        for clock in ["Instant::now", "SystemTime", ".elapsed(", ":timing"] {
            if bare.contains(clock) {
                say(&format!("`{clock}` puts a timing into the outputs, which then never come out the same"));
            }
        }
        if bare.starts_with("static ") || bare.starts_with("thread_local!") {
            say("the kernel remakes a static in each cell: keep the value in a variable");
        }
        if bare.matches("let ").count() > 1 && bare.contains("; let ") {
            say("two `let` on one line: give each its own");
        }
    }
    for (line, statement) in statements(code) {
        if let Some(why) = let_problem(&statement) {
            found.push((line, why.to_string()));
        }
    }
    if let Some((line, last)) = statements(code).last()
        && !["show(", "println!("].iter().any(|shown| last.contains(shown))
    {
        found.push((*line, "the cell does not end in something shown: close it with `show(..)` or `println!`".into()));
    }
    found.sort();
    found
}

/// What is wrong with the first code cell, beside what [`cell`] finds.
pub fn first_cell(code: &str) -> Option<String> {
    let starts = statements(code).iter().any(|(_, statement)| statement.starts_with("let "));
    let why = "the first code cell has no `let`: with one there the kernel starts its code analysis while it compiles";
    (!starts).then(|| why.to_string())
}

/// Why the kernel cannot keep what a `let` binds, if so.
fn let_problem(statement: &str) -> Option<&'static str> {
    let (pattern, value) = statement.strip_prefix("let ")?.split_once('=')?;
    let pattern = pattern.trim().trim_start_matches("mut ");
    let value: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = value.trim_end_matches(';');
    if pattern.starts_with(['(', '[', '&']) || pattern.split(':').next().is_some_and(|name| name.contains(['(', '{'])) {
        return Some("a `let` takes apart a pattern: bind one name, the kernel keeps variables by name");
    }
    if computes(value) {
        return None;
    }
    if value.starts_with('&') {
        return Some("a `let` keeps a reference: the kernel keeps owned values only, bind the value itself");
    }
    if value.starts_with('|') || value.starts_with("move |") {
        return Some("a `let` keeps a closure, which has no name for its type: write a `fn`, or use `Field::new`");
    }
    let views = [".view()", ".view_mut()", ".iter()", ".t()", ".rows()", ".columns()", ".outer_iter()"];
    let view = views.iter().any(|view| value.ends_with(view));
    let taken = [".row(", ".column(", ".slice(", ".index_axis("];
    let part =
        taken.iter().any(|part| value.rfind(part).is_some_and(|at| closes_at_end(&value[at + part.len() - 1..])));
    (view || part).then_some("a `let` keeps a view: the kernel keeps owned values only, add `.to_owned()`")
}

/// Whether the value is a sum, a product or the like: that owns what it is.
fn computes(value: &str) -> bool {
    let mut depth = 0_i32;
    let bytes = value.as_bytes();
    bytes.iter().enumerate().any(|(i, c)| {
        depth += i32::from(b"([{|".contains(c)) - i32::from(b")]}".contains(c));
        depth == 0 && b"+-*/".contains(c) && i > 0 && bytes[i - 1] == b' ' && bytes.get(i + 1) == Some(&b' ')
    })
}

/// Whether the bracket that opens the text closes at its very end.
fn closes_at_end(text: &str) -> bool {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8() == text.len();
        }
    }
    false
}

/// The statements and items of a cell at its margin, each with the line at which it starts.
fn statements(code: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let line = without_comment(line);
        if line.trim().is_empty() || line.starts_with(':') {
            continue;
        }
        let goes_on = line.starts_with([' ', '}', ')', ']']);
        match found.last_mut() {
            Some((_, statement)) if goes_on => {
                statement.push('\n');
                statement.push_str(line);
            }
            _ => found.push((index + 1, line.to_string())),
        }
    }
    found
}

/// A line up to its `//` comment; a `//` inside a text is part of the text.
fn without_comment(line: &str) -> &str {
    let mut in_text = false;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match c {
            '"' if before != '\\' => in_text = !in_text,
            '/' if !in_text && before == '/' => return line[..at - 1].trim_end(),
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_the_dialect_passes() {
        let code = "// A path, and its end.\nlet grid = TimeGrid::uniform(0.0, 1.0, 8)?;\nlet row = w.row(0).to_owned();\nlet mut x = array![1.0, 2.0];\nfor i in 0..3 {\n    let v = x.view();\n    println!(\"{v} // {i}\");\n}";
        assert_eq!(cell(code), []);
        assert_eq!(first_cell(code), None);
        let sums =
            "let c = &a / 2.0;\nlet d = &a + &b.column(1);\nlet table = table.column(\"c\", &c)?;\nshow(&table)?;";
        assert_eq!(cell(sums), []);
        assert_eq!(cell("show(\n    Figure::new()\n        .line(&a),\n)?;"), []);
    }

    #[test]
    fn each_breach_is_named_with_its_line() {
        for (code, line, wanted) in [
            ("print!(\"a\");\nprintln!(\"b\");", 1, "`print!`"),
            ("for i in 0..2 {\n    print!(\"a\");\n}\nprintln!(\"b\");", 2, "`print!`"),
            ("println!(\"a\\r\");", 1, "`\\r`"),
            ("let t = Instant::now();\nprintln!(\"b\");", 1, "timing"),
            ("eprintln!(\"a\");\nprintln!(\"b\");", 1, "stderr"),
            ("let a = 1; let b = 2;\nprintln!(\"b\");", 1, "two `let`"),
            ("let (a, b) = (1, 2);\nprintln!(\"b\");", 1, "pattern"),
            ("let a = &b;\nprintln!(\"b\");", 1, "reference"),
            ("let f = |x: f64| x;\nprintln!(\"b\");", 1, "closure"),
            ("let v = a.view();\nprintln!(\"b\");", 1, "view"),
            ("let v = a.slice(s![.., 0]);\nprintln!(\"b\");", 1, "view"),
            ("let v = a\n    .row(f(0));\nprintln!(\"b\");", 1, "view"),
            ("println!(\"b\");\n\nlet a = 1;", 3, "something shown"),
            ("static A: u8 = 1;\nprintln!(\"b\");", 1, "static"),
        ] {
            let found = cell(code);
            assert!(found.len() == 1 && found[0].0 == line && found[0].1.contains(wanted), "{code:?}: {found:?}");
        }
    }

    #[test]
    fn the_first_cell_binds_something() {
        assert!(first_cell(":dep a = \"1\"\nuse a::*;\nprintln!(\"b\");").is_some());
        assert!(first_cell(":dep a = \"1\"\nuse a::*;\n\nlet a = 1;\nprintln!(\"b\");").is_none());
    }
}
