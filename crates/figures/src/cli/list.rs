//! `--list`: the figures with their files, lessons and captions.

use figures::Figure;
use flowlab::Lang;
use serde_json::{Value, json};

/// A line for each figure, in columns.
pub fn lines(figures: &[&'static Figure], lang: Lang) -> Vec<String> {
    let row =
        |figure: &&Figure| [figure.id.into(), figure.file(), lesson(figure).into(), figure.caption.get(lang).into()];
    let rows: Vec<[String; 4]> = figures.iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (id, file, lesson) = (width(0), width(1), width(2));
    rows.iter().map(|row| format!("{:id$}  {:file$}  {:lesson$}  {}", row[0], row[1], row[2], row[3])).collect()
}

/// The same as a JSON array of objects.
pub fn json(figures: &[&'static Figure], lang: Lang) -> String {
    let object = |figure: &&Figure| json!({ "id": figure.id, "file": figure.file(), "lesson": lesson(figure), "caption": figure.caption.get(lang) });
    format!("{:#}", Value::Array(figures.iter().map(object).collect()))
}

fn lesson(figure: &Figure) -> &'static str {
    lessons::of_figure(figure.id).map_or("", |lesson| lesson.slug)
}
