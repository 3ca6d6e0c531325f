//! Cells and exercises: code in colours, what it showed, and the fold-out with the solution.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lessons::Lesson;
use notebooks::Output;

use super::Writer;
use crate::html::escape;
use crate::{highlight, words};

/// A block of code.
pub(super) fn block(code: &str, is_rust: bool) -> String {
    let html = if is_rust { highlight::rust(code) } else { escape(code) };
    format!("<pre class=\"code\"><code>{html}</code></pre>")
}

/// What makes the outputs of a lesson, for the end of a message.
fn run_it(lesson: &Lesson) -> String {
    format!(": run `cargo run --bin notebooks -- run {}`", lesson.slug)
}

impl Writer<'_> {
    /// A cell above what it showed.
    pub(super) fn cell(&mut self, name: &str, line: usize) {
        let Some(material) = &self.material else { return self.only_in_lessons("cell", name, line) };
        let Some(cell) = material.cells.iter().find(|cell| cell.name == name) else {
            let what = unknown("cell", name, material.cells.iter().map(|cell| cell.name.as_str()));
            return self.fault(line, what);
        };
        let code = block(&cell.code, true);
        let outputs = self.outputs(name, line);
        self.push(format!("<div class=\"cell\" id=\"cell-{name}\">\n{code}\n{outputs}</div>\n"));
    }

    /// The stub with what its check said.
    pub(super) fn exercise(&mut self, name: &str, line: usize) {
        let Some(material) = &self.material else { return self.only_in_lessons("exercise", name, line) };
        let Some(exercise) = material.exercises.iter().find(|exercise| exercise.name == name) else {
            let what = unknown("exercise", name, material.exercises.iter().map(|exercise| exercise.name.as_str()));
            return self.fault(line, what);
        };
        let stub = block(&exercise.stub, true);
        let outputs = self.outputs(name, line);
        self.push(format!("<div class=\"cell exercise\" id=\"exercise-{name}\">\n{stub}\n{outputs}</div>\n"));
    }

    /// The fold-out with the solution of an exercise.
    pub(super) fn solution(&mut self, name: &str) {
        let mut exercises = self.material.iter().flat_map(|material| &material.exercises);
        if let Some(exercise) = exercises.find(|exercise| exercise.name == name) {
            let (word, code) = (words::SOLUTION.get(self.lang), block(&exercise.solution, true));
            self.push(format!("<details class=\"solution\">\n<summary>{word}</summary>\n{code}\n</details>\n"));
        }
    }

    fn only_in_lessons(&mut self, kind: &str, name: &str, line: usize) {
        let what =
            format!("`{{{{#{kind} {name}}}}}` stands in a page that is no lesson: move it to a lesson's chapter");
        self.fault(line, what);
    }

    /// What a cell showed, from the executed notebook.
    fn outputs(&mut self, name: &str, line: usize) -> String {
        let Some(material) = &self.material else { return String::new() };
        let lesson = material.lesson;
        let stem = lesson.file_stem();
        let Some(outputs) = material.outputs.get(name).cloned() else {
            let what = format!("the notebook {stem}.ipynb has no cell `{name}`{}", run_it(lesson));
            self.fault(line, what);
            return String::new();
        };
        let mut shown = String::new();
        for (number, output) in outputs.iter().enumerate() {
            let file = format!("outputs/{}/{name}-{}.png", lesson.slug, number + 1);
            match self.output(output, &file) {
                Ok(html) => shown.push_str(&html),
                Err(error) => self.fault(line, format!("an output of the cell `{name}` cannot be read: {error:#}")),
            }
        }
        if shown.is_empty() {
            let what = format!("the cell `{name}` shows nothing in {stem}.ipynb{}", run_it(lesson));
            self.fault(line, what);
        }
        let label = words::OUTPUT.get(self.lang);
        format!("<div class=\"output\" role=\"group\" aria-label=\"{label}\">\n{shown}</div>\n")
    }

    /// The richest form of an output that a page can show: picture, table, text.
    fn output(&mut self, output: &Output, file: &str) -> anyhow::Result<String> {
        let text = output.text.as_deref().map(str::trim_end).filter(|text| !text.is_empty());
        if let Some(base64) = &output.png_base64 {
            let bytes = STANDARD.decode(base64.split_whitespace().collect::<String>())?;
            let size = imagesize::blob_size(&bytes)?;
            let said = text.map(|text| text.split_once(']').map_or(text, |(_, said)| said).trim());
            // A plot says what it shows. It stands on white, and the stylesheet may turn it for the dark theme; any
            // other picture is shown as it is.
            let (class, alt) = match said.filter(|said| !said.is_empty()) {
                Some(said) => ("plot", said),
                None => ("picture", words::OUTPUT_PICTURE.get(self.lang)),
            };
            let href = self.place(file, bytes);
            let (width, height, alt) = (size.width / 2, size.height / 2, escape(&alt.replace('\n', " ")));
            return Ok(format!(
                "<img class=\"{class}\" src=\"{href}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">\n"
            ));
        }
        if let Some(html) = &output.html {
            return Ok(format!("<div class=\"table-wrapper\">\n{}\n</div>\n", html.trim()));
        }
        let printed = |text: &str| format!("<pre class=\"printed\"><samp>{}</samp></pre>\n", escape(text));
        Ok(text.map(printed).unwrap_or_default())
    }
}

fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    format!("no {kind} `{name}` in the lesson's module; it has {}", known.collect::<Vec<_>>().join(", "))
}
