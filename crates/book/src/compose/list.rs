//! The list of the lessons, where a page says `<!-- lessons -->`.

use super::Composer;
use crate::course::Entry;
use crate::markdown::escape;
use crate::words;

/// What a page says where the list is to stand.
pub(super) const MARK: &str = "<!-- lessons -->";

impl Composer<'_> {
    /// The parts of the course with their lessons, on one line of HTML.
    pub(super) fn lessons(&self) -> String {
        let outline = self.course.outline.borrow();
        let parts = outline.contents.iter().take_while(|entry| !matches!(entry, Entry::Separator));
        let mut html = String::from("<div class=\"lessons\">");
        let mut open = false;
        for entry in parts {
            match entry {
                Entry::Part(title) => {
                    let close = if std::mem::replace(&mut open, true) { "</ul></div>" } else { "" };
                    html.push_str(&format!("{close}<div><p>{}</p><ul>", escape(title)));
                }
                Entry::Page { title, number: Some(number), stem } => {
                    let (title, number) = (escape(title), format!("<span class=\"digits\">{number}</span>"));
                    html.push_str(&match stem {
                        Some(stem) => format!("<li><a href=\"{stem}.html\">{number}{title}</a></li>"),
                        None => {
                            let planned = words::PLANNED.get(self.lang);
                            format!("<li>{number}{title} <small>{planned}</small></li>")
                        }
                    });
                }
                _ => {}
            }
        }
        html + if open { "</ul></div></div>" } else { "</div>" }
    }
}
