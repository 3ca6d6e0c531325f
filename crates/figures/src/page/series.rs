//! The names of the pictures in our series of notes, as far as they are no ids: each page's are found by its folder.

use super::meaning::Meaning;
use crate::by_id;

/// A page of the series.
#[derive(Debug)]
pub struct Series {
    /// The name of its folder.
    folder: &'static str,
    /// Names that mean a figure here.
    figures: &'static [(&'static str, &'static str)],
    /// Photographs, screenshots and slides, by a part of their names.
    own: &'static [&'static str],
}

static SERIES: [Series; 4] = [
    Series { folder: "flow_matching", figures: &[("cover.png", "gaussian_to_mixture")], own: &[] },
    Series {
        folder: "classifier_free_guidance",
        figures: &[
            ("classifier_free_guidance_page30.png", "classifier_free_guidance"),
            ("classifier_free_guidance_page31.png", "classifier_free_guidance_scale"),
            ("classifier_free_guidance_page37.png", "guidance_leaves_the_data"),
        ],
        own: &["guided_generation_examples.png", "vanilla_guidance_suboptimal_results.png"],
    },
    Series { folder: "latent_spaces", figures: &[], own: &["samples"] },
    Series {
        folder: "discrete_diffusion",
        figures: &[],
        own: &["discrete_diffusion_in_the_news.png", "llada_sampling_process.gif"],
    },
];

impl Series {
    /// The page in the folder of this name.
    pub fn of_folder(folder: &str) -> Option<&'static Series> {
        SERIES.iter().find(|page| page.folder == folder)
    }

    /// What a name means on the page.
    pub fn meaning(&self, name: &str) -> Option<Meaning> {
        if let Some((_, id)) = self.figures.iter().find(|(known, _)| *known == name) {
            return by_id(id).map(Meaning::Figure);
        }
        self.own.iter().any(|part| name.contains(part)).then_some(Meaning::Own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_the_series_are_known() {
        for (name, id) in SERIES.iter().flat_map(|notes| notes.figures) {
            assert!(by_id(id).is_some(), "{name} means {id}, which no figure has for its id");
        }
    }
}
