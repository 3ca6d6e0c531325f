//! Cells and exercises: code in colours, what it showed, and the fold-out with the solution.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use notebooks::Output;

use super::Composer;
use crate::markdown::escape;
use crate::{assets, highlight, words};

/// A block of code as HTML on one line, in which Markdown finds nothing to read.
pub(super) fn block(code: &str, is_rust: bool) -> String {
    let html = if is_rust { highlight::rust(code) } else { escape(code) };
    format!("<pre class=\"code\"><code>{}</code></pre>", one_line(&html))
}

/// Line ends as entities: an empty line would end the HTML for Markdown.
fn one_line(html: &str) -> String {
    html.replace('\n', "&#10;")
}

impl Composer<'_> {
    /// A cell above what it showed.
    pub(super) fn cell(&mut self, name: &str, line: usize) -> String {
        let Some(material) = &self.chapter.material else { return self.only_in_lessons("cell", name, line) };
        let Some(cell) = material.cells.iter().find(|cell| cell.name == name) else {
            let known = material.cells.iter().map(|cell| cell.name.as_str());
            let what = unknown("cell", name, known.collect());
            self.fault(line, what);
            return String::new();
        };
        let code = block(&cell.code, true);
        format!("<div class=\"cell\" id=\"cell-{name}\">\n{code}\n{}</div>", self.outputs(name, line))
    }

    /// The stub with what its check said, and the fold-out with the solution.
    pub(super) fn exercise(&mut self, name: &str, line: usize) -> (String, String) {
        let Some(material) = &self.chapter.material else {
            return (self.only_in_lessons("exercise", name, line), String::new());
        };
        let Some(exercise) = material.exercises.iter().find(|exercise| exercise.name == name) else {
            let known = material.exercises.iter().map(|exercise| exercise.name.as_str());
            let what = unknown("exercise", name, known.collect());
            self.fault(line, what);
            return Default::default();
        };
        let (stub, solution) = (block(&exercise.stub, true), block(&exercise.solution, true));
        let outputs = self.outputs(name, line);
        let word = words::SOLUTION.get(self.lang);
        (
            format!("<div class=\"cell exercise\" id=\"exercise-{name}\">\n{stub}\n{outputs}</div>"),
            format!("<details class=\"solution\">\n<summary>{word}</summary>\n{solution}\n</details>\n\n"),
        )
    }

    fn only_in_lessons(&mut self, kind: &str, name: &str, line: usize) -> String {
        self.fault(
            line,
            format!("`{{{{#{kind} {name}}}}}` stands in a page that is no lesson: move it to a lesson's chapter"),
        );
        String::new()
    }

    /// What a cell showed, from the executed notebook.
    fn outputs(&mut self, name: &str, line: usize) -> String {
        let Some(material) = &self.chapter.material else { return String::new() };
        let lesson = material.lesson;
        let Some(outputs) = material.outputs.get(name).cloned() else {
            let stem = lesson.file_stem();
            self.fault(
                line,
                format!("the notebook {stem}.ipynb has no cell `{name}`: run `cargo run --bin notebooks`"),
            );
            return String::new();
        };
        let mut shown = String::new();
        for (number, output) in outputs.iter().enumerate() {
            let file = format!("outputs/{}/{name}-{}", lesson.slug, number + 1);
            match self.output(output, &file) {
                Ok(html) => shown.push_str(&html),
                Err(error) => self.fault(line, format!("an output of the cell `{name}` cannot be read: {error:#}")),
            }
        }
        if shown.is_empty() {
            let stem = lesson.file_stem();
            self.fault(
                line,
                format!("the cell `{name}` shows nothing in {stem}.ipynb: run `cargo run --bin notebooks`"),
            );
        }
        format!(
            "<div class=\"output\" role=\"group\" aria-label=\"{}\">\n{shown}</div>\n",
            words::OUTPUT.get(self.lang)
        )
    }

    /// The richest form of an output that a page can show: picture, table, text.
    fn output(&self, output: &Output, file: &str) -> anyhow::Result<String> {
        let text = output.text.as_deref().map(str::trim_end).filter(|text| !text.is_empty());
        if let Some(base64) = &output.png_base64 {
            let bytes = STANDARD.decode(base64.split_whitespace().collect::<String>())?;
            let (width, height) = assets::size(&bytes).ok_or_else(|| anyhow::anyhow!("not a PNG picture"))?;
            let said = text.map(|text| text.split_once(']').map_or(text, |(_, said)| said).trim());
            // A plot says what it shows. It stands on white, and the stylesheet may turn it for the dark theme; any
            // other picture is shown as it is.
            let (class, alt) = match said.filter(|said| !said.is_empty()) {
                Some(said) => ("plot", said),
                None => ("picture", words::OUTPUT_PICTURE.get(self.lang)),
            };
            let href = self.course.assets.place(&format!("{file}.png"), bytes);
            let (width, height) = (width / 2, height / 2);
            let alt = escape(&alt.replace('\n', " "));
            return Ok(format!(
                "<img class=\"{class}\" src=\"{href}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">\n"
            ));
        }
        if let Some(html) = &output.html {
            let lines: Vec<&str> = html.lines().filter(|line| !line.trim().is_empty()).collect();
            return Ok(format!("<div class=\"table-wrapper\">\n{}\n</div>\n", lines.join("\n")));
        }
        let printed = |text: &str| format!("<pre class=\"printed\"><samp>{}</samp></pre>\n", one_line(&escape(text)));
        Ok(text.map(printed).unwrap_or_default())
    }
}

fn unknown(kind: &str, name: &str, known: Vec<&str>) -> String {
    format!("no {kind} `{name}` in the lesson's module; it has {}", known.join(", "))
}
