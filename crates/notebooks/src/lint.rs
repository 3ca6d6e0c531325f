//! The dialect of the cells: what is legal both in a function that cargo compiles and in a kernel that keeps each
//! variable from cell to cell. Every message names its line, counted from 1 in the cell.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Block, Expr, Item, Lit, Local, Macro, Pat, Stmt};

/// What is wrong with the code of one cell: the line and why.
pub fn cell(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if let Some(line) = code.lines().position(|line| line.starts_with(":timing")) {
        found.push((line + 1, timing(":timing")));
    }
    match statements(code) {
        Ok(statements) => {
            let tokens: TokenStream = statements.iter().map(ToTokens::to_token_stream).collect();
            found.extend(in_tokens(&flatten(tokens)));
            found.extend(statements.iter().filter_map(of_statement).map(|(span, why)| (line(span), why.to_string())));
            if let Some(last) = statements.last().filter(|last| !shows(last)) {
                let why = "the cell does not end in something shown: close it with `show(..)` or `println!`";
                found.push((line(last.span()), why.into()));
            }
        }
        Err(error) => found.push((line(error.span()), format!("is not Rust: {error}"))),
    }
    found.sort();
    found
}

/// What is wrong with the first code cell, beside what [`cell`] finds.
pub fn first_cell(code: &str) -> Option<String> {
    let binds = statements(code).is_ok_and(|all| all.iter().any(|statement| matches!(statement, Stmt::Local(_))));
    let why = "the first code cell has no `let`: with one there the kernel starts its code analysis while it compiles";
    (!binds).then(|| why.to_string())
}

/// The statements and items of a cell; the kernel's own commands, lines that start with a colon, are left out.
fn statements(code: &str) -> syn::Result<Vec<Stmt>> {
    let lines = code.lines().map(|line| if line.starts_with(':') { "" } else { line });
    // The brace stands before the first line, so lines count as in the cell.
    let block = format!("{{{}\n}}", lines.collect::<Vec<_>>().join("\n"));
    Ok(syn::parse_str::<Block>(&block)?.stmts)
}

fn line(span: Span) -> usize {
    span.start().line
}

fn timing(what: &str) -> String {
    format!("`{what}` puts a timing into the outputs, which then never come out the same")
}

/// A token as text, and where it stands; groups are opened, with `(`, `[` or `{` in front.
type Token = (String, Span);

fn flatten(tokens: TokenStream) -> Vec<Token> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let open = match group.delimiter() {
                    Delimiter::Parenthesis => "(",
                    Delimiter::Bracket => "[",
                    Delimiter::Brace => "{",
                    Delimiter::None => "",
                };
                if !open.is_empty() {
                    flat.push((open.to_string(), group.span_open()));
                }
                flat.extend(flatten(group.stream()));
            }
            other => flat.push((other.to_string(), other.span())),
        }
    }
    flat
}

/// What no cell may hold anywhere, inside macros too.
fn in_tokens(tokens: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, (text, span)) in tokens.iter().enumerate() {
        let follows = |next: &[&str]| {
            let after = tokens[at + 1..].iter().map(|(text, _)| text.as_str());
            after.take(next.len()).eq(next.iter().copied())
        };
        let why = match text.as_str() {
            "print" if follows(&["!"]) => {
                "`print!` leaves the line open and the kernel waits for its end: use `println!`".to_string()
            }
            "eprint" | "eprintln" | "dbg" if follows(&["!"]) => {
                "writes to stderr, which a notebook shows as a warning: use `println!`".to_string()
            }
            "Instant" if follows(&[":", ":", "now"]) => timing("Instant::now"),
            "SystemTime" => timing("SystemTime"),
            "." if follows(&["elapsed", "("]) => timing(".elapsed("),
            "let"
                if tokens[..at].last().is_some_and(|(text, _)| text == ";")
                    && tokens[..at].iter().any(|(text, before)| text == "let" && same_line(before, span)) =>
            {
                "two `let` on one line: give each its own".to_string()
            }
            literal if returns_the_carriage(literal) => {
                "`\\r` overwrites a line in a terminal, not in a notebook: print a line of its own".to_string()
            }
            _ => continue,
        };
        found.push((line(*span), why));
    }
    found
}

/// Whether a token is a text or a character with a carriage return in it.
fn returns_the_carriage(token: &str) -> bool {
    match syn::parse_str(token) {
        Ok(Lit::Str(text)) => text.value().contains('\r'),
        Ok(Lit::Char(c)) => c.value() == '\r',
        _ => false,
    }
}

fn same_line(a: &Span, b: &Span) -> bool {
    line(*a) == line(*b)
}

/// What is wrong with one statement at the margin of a cell.
fn of_statement(statement: &Stmt) -> Option<(Span, &'static str)> {
    let why = match statement {
        Stmt::Local(local) => of_let(local),
        Stmt::Item(Item::Static(_)) => Some(REMADE),
        Stmt::Item(Item::Macro(item)) if is_thread_local(&item.mac) => Some(REMADE),
        Stmt::Macro(statement) if is_thread_local(&statement.mac) => Some(REMADE),
        _ => None,
    };
    why.map(|why| (statement.span(), why))
}

const REMADE: &str = "the kernel remakes a static in each cell: keep the value in a variable";

fn is_thread_local(call: &Macro) -> bool {
    call.path.is_ident("thread_local")
}

/// Why the kernel cannot keep what a `let` binds, if so.
fn of_let(local: &Local) -> Option<&'static str> {
    let pattern = match &local.pat {
        Pat::Type(typed) => &typed.pat,
        pattern => pattern,
    };
    if !matches!(pattern, Pat::Ident(_) | Pat::Wild(_)) {
        return Some("a `let` takes apart a pattern: bind one name, the kernel keeps variables by name");
    }
    match &*local.init.as_ref()?.expr {
        Expr::Reference(_) => {
            Some("a `let` keeps a reference: the kernel keeps owned values only, bind the value itself")
        }
        Expr::Closure(_) => {
            Some("a `let` keeps a closure, which has no name for its type: write a `fn`, or use `Field::new`")
        }
        Expr::MethodCall(call) if VIEWS.contains(&call.method.to_string().as_str()) => {
            Some("a `let` keeps a view: the kernel keeps owned values only, add `.to_owned()`")
        }
        _ => None,
    }
}

/// Methods that look into an array without owning a part of it.
const VIEWS: [&str; 11] =
    ["view", "view_mut", "iter", "t", "rows", "columns", "outer_iter", "row", "column", "slice", "index_axis"];

/// Whether a statement shows something.
fn shows(statement: &Stmt) -> bool {
    let tokens = flatten(statement.to_token_stream());
    tokens.windows(2).any(|pair| matches!((&*pair[0].0, &*pair[1].0), ("show", "(") | ("println", "!")))
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
        // A formula is no carriage return, nor is what a comment says.
        assert_eq!(cell("// print!(\"\\r\") Instant::now()\nprintln!(\"$\\\\rho$\");"), []);
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
            ("let a = 1;\nlet b = 2; let c = 3;\nprintln!(\"b\");", 2, "two `let`"),
            ("let a = 1; let b = 2;\nprintln!(\"b\");", 1, "two `let`"),
            ("let (a, b) = (1, 2);\nprintln!(\"b\");", 1, "pattern"),
            ("let a = &b;\nprintln!(\"b\");", 1, "reference"),
            ("let f = |x: f64| x;\nprintln!(\"b\");", 1, "closure"),
            ("let v = a.view();\nprintln!(\"b\");", 1, "view"),
            ("let v = a.slice(s![.., 0]);\nprintln!(\"b\");", 1, "view"),
            ("let v = a\n    .row(f(0));\nprintln!(\"b\");", 1, "view"),
            ("println!(\"b\");\n\nlet a = 1;", 3, "something shown"),
            ("static A: u8 = 1;\nprintln!(\"b\");", 1, "static"),
            ("thread_local! { static A: u8 = 1; }\nprintln!(\"b\");", 1, "static"),
            ("println!(\"{:?}\", start.elapsed());", 1, "timing"),
            (":timing\nprintln!(\"b\");", 1, "timing"),
            ("println!(\"b\");\nlet y = ;", 2, "not Rust"),
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
