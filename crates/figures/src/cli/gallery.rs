//! `figures/README.md`: every picture with its caption, its lesson and its source.

use std::fmt::Write;

use figures::{Figure, mark};
use flowlab::Lang;
use lessons::Lesson;

/// Name of the gallery in the folder of the pictures.
pub const FILE: &str = "README.md";

/// The gallery of these figures, with this program's mark.
pub fn page(figures: &[&'static Figure]) -> Vec<u8> {
    let mut page = String::from(
        "# Figures\n\n\
         Every file here is drawn by `cargo run --bin figures` from the root, this page too: change the source, not the\n\
         file. `cargo run --bin figures -- ID` draws one again, `-- --check` tells which are out of date.\n\n\
         这里的每个文件（包括本页）都由 `cargo run --bin figures` 生成：请修改源文件，不要修改生成的文件。\n\n\
         | Picture 图 | What it shows 说明 | Lesson 课 | Source 源文件 |\n|---|---|---|---|\n",
    );
    for figure in figures {
        let picture = format!("<img src=\"{}\" width=\"300\" alt=\"{}\">", figure.file(), attribute(figure.alt.en));
        let caption = format!("{}<br>{}", cell(figure.caption.en), cell(figure.caption.zh));
        let source = source(figure);
        // Writing to a String does not fail.
        let _ = writeln!(page, "| {picture} | {caption} | {} | [`{}`](../{source}) |", lesson(figure), figure.id);
    }
    mark::seal(page.as_bytes())
}

/// The figure's source file, below the root.
fn source(figure: &Figure) -> String {
    let folder = lessons::of_figure(figure.id).map(Lesson::folder).unwrap_or_default();
    format!("{folder}/figures/{}.rs", figure.id.to_lowercase())
}

/// The figure's lesson: its title in both languages, linked once it is written.
fn lesson(figure: &Figure) -> String {
    let Some(lesson) = lessons::of_figure(figure.id) else { return String::new() };
    let title = |lang: Lang| {
        let text = cell(lesson.title.get(lang));
        match lesson.chapter(lang).strip_prefix(repo::root()) {
            Ok(chapter) => format!("[{text}](../{})", chapter.display()),
            _ => text,
        }
    };
    format!("{:02} {}<br>{}", lesson.number, title(Lang::En), title(Lang::Zh))
}

/// Text for a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Text for an attribute in a cell.
fn attribute(text: &str) -> String {
    cell(text).replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_leads_to_a_source_and_a_written_lesson_leads_to_its_chapters() {
        let all: Vec<&Figure> = figures::figures().collect();
        let page = String::from_utf8(page(&all)).unwrap();
        assert_eq!(page.lines().filter(|line| line.starts_with("| <img ")).count(), all.len());
        for figure in all {
            assert!(repo::root().join(source(figure)).is_file(), "{} has no file {}", figure.id, source(figure));
        }
        for link in page.split("](../").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(link.starts_with("book/") || repo::root().join(link).is_file(), "{link}");
        }
    }
}
