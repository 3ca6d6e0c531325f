//! Which figure a name means: an id, with or without language and theme, or a name that belongs to a page.

use flowlab::Lang;
use flowlab::plot::Theme;
use repo::nearest::hint;
use toml::de::{DeTable, DeValue};

use super::meaning::Meaning;
use super::series::Series;
use crate::{Figure, by_id, figures};

/// The file beside a page that says which figures its names mean: lines `"cover.png" = "traj"`.
pub const FILE: &str = "figures.toml";

/// Names that mean something on a page. Of two equal ones the first counts.
#[derive(Clone, Debug, Default)]
pub struct Names {
    figures: Vec<(String, &'static Figure)>,
    series: Option<&'static Series>,
}

/// A name that means something here.
pub struct Known {
    /// What it means.
    pub meaning: Meaning,
    /// The language that it tells.
    pub lang: Option<Lang>,
    /// The theme that it tells.
    pub theme: Option<Theme>,
}

impl Names {
    /// The names of the page in a folder of this name: those of our series of notes.
    pub fn of_folder(folder: &str) -> Names {
        Names { figures: Vec::new(), series: Series::of_folder(folder) }
    }

    /// These names first, then those.
    #[must_use]
    pub fn then(mut self, others: Names) -> Names {
        self.figures.extend(others.figures);
        Names { figures: self.figures, series: self.series.or(others.series) }
    }

    /// Reads `figures.toml`. A name may go without quotes: TOML reads `cover.png` as `png` in `cover`.
    ///
    /// # Errors
    /// The line, and what is wrong there.
    pub fn read(text: &str) -> Result<Names, (usize, String)> {
        let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let root = DeTable::parse(text).map_err(|error| {
            (line(error.span().map_or(0, |span| span.start)), format!("no TOML: {}", error.message()))
        })?;
        let mut names = Names::default();
        let mut open: Vec<(String, &DeTable)> = vec![(String::new(), root.get_ref())];
        while let Some((before, table)) = open.pop() {
            for (key, value) in table {
                let name = format!("{before}{}", key.get_ref());
                let fault = |why: String| (line(value.span().start), why);
                match value.get_ref() {
                    DeValue::Table(table) => open.push((name + ".", table)),
                    DeValue::String(id) => names.figures.push((name, known(id).map_err(fault)?)),
                    _ => {
                        return Err(fault(format!("`{name}` is no figure's id: write it as \"cover.png\" = \"traj\"")));
                    }
                }
            }
        }
        Ok(names)
    }

    /// What a file's name means, by its path, else by its last name.
    pub fn find(&self, file: &str) -> Option<Known> {
        let name = file.rsplit('/').next().unwrap_or(file);
        let (stem, ending) = name.rsplit_once('.')?;
        if let Some(meaning) = self.get(file).or_else(|| self.get(name)) {
            return Some(Known { meaning, lang: None, theme: None });
        }
        let (stem, theme) = strip(stem, |part| Theme::ALL.into_iter().find(|theme| theme.name() == part));
        let (stem, lang) = strip(stem, Lang::from_code);
        let of_page = self.get(&format!("{stem}.{ending}"));
        let figure = || figures().find(|figure| figure.id.eq_ignore_ascii_case(stem)).map(Meaning::Figure);
        Some(Known { meaning: of_page.or_else(figure)?, lang, theme })
    }

    fn get(&self, name: &str) -> Option<Meaning> {
        let figure = self.figures.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        figure.map(|(_, figure)| Meaning::Figure(figure)).or_else(|| self.series?.meaning(name))
    }
}

impl FromIterator<(String, &'static Figure)> for Names {
    fn from_iter<I: IntoIterator<Item = (String, &'static Figure)>>(names: I) -> Names {
        Names { figures: names.into_iter().collect(), series: None }
    }
}

/// The figure with this id.
///
/// # Errors
/// One line with the nearest ids.
pub fn known(id: &str) -> Result<&'static Figure, String> {
    by_id(id).ok_or_else(|| format!("no figure `{id}`{}", hint(id, figures().map(|figure| figure.id))))
}

/// Takes what a part behind the last dot says off a name.
fn strip<T>(stem: &str, read: impl Fn(&str) -> Option<T>) -> (&str, Option<T>) {
    match stem.rsplit_once('.').and_then(|(before, part)| Some((before, read(part)?))) {
        Some((before, value)) => (before, Some(value)),
        None => (stem, None),
    }
}

#[cfg(test)]
mod tests {
    use flowlab::plot::Style;

    use super::*;

    fn id(names: &Names, file: &str) -> Option<(&'static str, Option<Lang>, Option<Theme>)> {
        let Known { meaning, lang, theme } = names.find(file)?;
        match meaning {
            Meaning::Figure(figure) => Some((figure.id, lang, theme)),
            Meaning::Own => Some(("own", lang, theme)),
        }
    }

    #[test]
    fn every_name_that_figures_writes_means_its_figure_in_its_style() {
        for figure in figures() {
            for theme in Theme::ALL {
                for lang in Lang::ALL {
                    let file = figure.file_name(&Style { theme, lang }, figure.extension());
                    let (found, found_lang, found_theme) = id(&Names::default(), &file).unwrap();
                    assert_eq!(found, figure.id, "{file}");
                    assert_eq!(found_lang.unwrap_or_default(), lang, "{file}");
                    assert_eq!(found_theme.unwrap_or_default(), theme, "{file}");
                }
            }
        }
        for other in ["traj.fr.png", "traj.dark.zh.png", "traj.old.png", "my_traj.png", "traj"] {
            assert_eq!(id(&Names::default(), other), None, "{other}");
        }
    }

    #[test]
    fn a_page_s_own_names_come_first() {
        let names =
            Names::read("\"cover.png\" = \"traj\"\n\"img/ode.png\" = \"flow\"\n[a]\nb.gif = \"flow\"\n").unwrap();
        for (file, expected) in [
            ("cover.png", Some(("traj", None, None))),
            ("img/cover.png", Some(("traj", None, None))),
            ("Cover.zh.dark.png", Some(("traj", Some(Lang::Zh), Some(Theme::Dark)))),
            ("a.b.gif", Some(("flow", None, None))),
            ("img/ode.png", Some(("flow", None, None))),
            ("ode.png", Some(("ode", None, None))),
            ("cover.jpg", None),
        ] {
            assert_eq!(id(&names, file), expected, "{file}");
        }
        let first = Names::from_iter([("cover.png".to_string(), by_id("ode").unwrap())]).then(names);
        assert_eq!(id(&first, "cover.png"), Some(("ode", None, None)));
    }

    #[test]
    fn a_fault_of_the_file_is_named_with_its_line() {
        for (text, line, words) in [
            ("\n\"a.png\" = \"trja\"\n", 2, "no figure `trja`: nearest are traj"),
            ("\"a.png\" = 3\n", 1, "`a.png` is no figure's id"),
            ("\n\na.png traj\n", 3, "no TOML: "),
        ] {
            let (at, why) = Names::read(text).unwrap_err();
            assert!(at == line && why.starts_with(words), "{at}: {why}");
        }
    }
}
