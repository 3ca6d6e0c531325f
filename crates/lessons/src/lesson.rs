//! What a lesson is.

use std::path::PathBuf;

use flowlab::{Lang, Seed, Text};

use crate::{Claim, Figure, LESSONS};

/// One lesson: everything that is named after it is found from here.
#[derive(Clone, Copy, Debug)]
pub struct Lesson {
    /// Number, by which a reader's files sort: its place in [`LESSONS`].
    pub number: u8,
    /// Name in addresses, such as `brownian-motion`: that of its folder, with dashes.
    pub slug: &'static str,
    /// Title in both languages.
    pub title: Text,
    /// Sections of the notes that the lesson covers.
    pub notes: &'static str,
    /// The lesson's figures.
    pub figures: Figures,
    /// The claims that its prose states.
    pub claims: fn() -> Vec<Claim>,
    /// Source text of its cells.
    pub cells: &'static str,
    /// Source text of its solutions: the exercises, solved.
    pub solutions: &'static str,
}

/// Makes the constant `LESSON` in a lesson's `lesson.rs`: what is not said here is found in the files beside it.
macro_rules! lesson {
    (slug: $slug:literal, title: [$en:literal, $zh:literal], notes: $notes:literal $(,)?) => {
        /// The lesson.
        pub const LESSON: crate::Lesson = crate::Lesson {
            number: 0,
            slug: $slug,
            title: flowlab::Text::new($en, $zh),
            notes: $notes,
            figures: crate::Figures { of_the_notes: super::figures::OF_THE_NOTES, own: super::figures::OWN },
            claims: super::claims::claims,
            cells: include_str!("cells.rs"),
            solutions: include_str!("solutions.rs"),
        };
    };
}
pub(crate) use lesson;

/// The figures of a lesson.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Those of the notes.
    pub of_the_notes: &'static [Figure],
    /// The others.
    pub own: &'static [Figure],
}

impl Figures {
    /// All of them, those of the notes first.
    pub fn all(self) -> impl Iterator<Item = &'static Figure> {
        self.of_the_notes.iter().chain(self.own)
    }
}

impl Lesson {
    /// `10-brownian-motion`: the name of the chapter and of the notebook, without ending.
    pub fn file_stem(&self) -> String {
        format!("{:02}-{}", self.number, self.slug)
    }

    /// `brownian_motion`: the name of the module.
    pub fn module(&self) -> String {
        self.slug.replace('-', "_")
    }

    /// `book/en/src/10-brownian-motion.md`: its chapter.
    pub fn chapter(&self, lang: Lang) -> PathBuf {
        repo::root().join("book").join(lang.code()).join("src").join(self.file_stem() + ".md")
    }

    /// `notebooks/en/10-brownian-motion.ipynb`: its notebook.
    pub fn notebook(&self, lang: Lang) -> PathBuf {
        repo::root().join("notebooks").join(lang.code()).join(self.file_stem() + ".ipynb")
    }

    /// `crates/lessons/src/brownian_motion`: its folder, below the root.
    pub fn folder(&self) -> String {
        format!("crates/lessons/src/{}", self.module())
    }
}

/// The lessons with their numbers, from 1.
pub(crate) const fn numbered<const N: usize>(mut lessons: [Lesson; N]) -> [Lesson; N] {
    let mut k = 0;
    while k < N {
        lessons[k].number = k as u8 + 1;
        k += 1;
    }
    lessons
}

/// Every claim, in the order of the lessons, each with its lesson and its seed.
///
/// Those without a seed of their own get 10 000 times the lesson's number plus 1, 2, … in order: a new claim goes to the
/// end of its lesson, or has a seed of its own, lest the numbers after it change.
pub fn claims() -> Vec<Claim> {
    let of_lesson = |lesson: &'static Lesson| {
        let mut seeds = (10_000 * u64::from(lesson.number) + 1..).map(Seed);
        (lesson.claims)().into_iter().map(move |claim| claim.placed(lesson.slug, &mut seeds))
    };
    LESSONS.iter().flat_map(of_lesson).collect()
}

/// The lesson with this slug.
pub fn by_slug(slug: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.slug == slug)
}

/// The lesson to which a figure belongs.
pub fn of_figure(id: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.figures.all().any(|figure| figure.id == id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_is_called_after_its_folder() {
        macro_rules! names {
            ($($lesson:ident),* $(,)?) => { [$(stringify!($lesson)),*] };
        }
        let names = crate::for_each_lesson!(names);
        assert!(LESSONS.iter().map(Lesson::module).eq(names));
    }

    #[test]
    fn both_readmes_list_every_lesson() {
        for readme in ["README.md", "README.zh-CN.md"] {
            let text = std::fs::read_to_string(repo::root().join(readme)).unwrap();
            for lesson in LESSONS {
                assert!(text.contains(&lesson.file_stem()), "{readme} does not list {}", lesson.file_stem());
            }
        }
    }
}
