//! The page of the measured numbers: one entry a claim, by lesson.

use super::{Composer, Section};
use crate::words;

impl Composer<'_> {
    /// The ledger.
    pub(super) fn claims(&mut self) -> String {
        let [expected, measured] = words::CLAIM_COLUMNS.map(|column| column.get(self.lang));
        let mut page = String::new();
        for lesson in course::LESSONS.iter() {
            let (title, id) = (lesson.title.get(self.lang), lesson.slug);
            let heading = format!("[{title}]({}.md)", lesson.file_stem());
            page.push_str(&format!("{}## {heading} {{#{id}}}\n\n", self.new_section()));
            let section =
                Section { level: 2, id: id.into(), heading: title.into(), title: title.into(), ..Section::default() };
            self.sections.push(section);
            let claims = claims::CLAIMS.iter().filter(|claim| claim.lesson == lesson.slug);
            for (claim, entry) in claims.filter_map(|claim| Some(claim).zip(self.course.ledger.entry(claim.id))) {
                let (id, statement) = (claim.id, self.prose(claim.statement.get(self.lang), 1));
                let reason = self.prose(claim.reason.get(self.lang), 1);
                page.push_str(&format!(
                    "<section class=\"ledger\" id=\"claim-{id}\">\n\n**{statement}** `{id}`\n\n\
                     | {expected} | {measured} |\n|---|---|\n| {} | {} |\n\n{reason}\n\n</section>\n\n",
                    claim.law, entry.printed,
                ));
            }
        }
        page
    }
}
