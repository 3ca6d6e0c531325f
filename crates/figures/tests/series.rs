//! The pages of the series of notes, as skeletons in both languages, drawn in one call.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{files, run};
use tempfile::{TempDir, tempdir};

/// The pictures that each page shows and figures draw; the first two pages show no others.
const DRAWN: [(&str, &[&str]); 5] = [
    (
        "flow_and_diffusion_models",
        &[
            "Bao.jpg",
            "brownian_motion.png",
            "flow.gif",
            "flow_distribution.gif",
            "flow_process.png",
            "linear_ode_trajectories.png",
            "linear_sde_euler_trajectories.png",
            "ode.png",
            "stochastic_traj.png",
            "traj.png",
            "vector_field.png",
        ],
    ),
    (
        "flow_matching",
        &[
            "conditional_vector_field_2d.gif",
            "continuity_equation.png",
            "cover.png",
            "cvf_mvf_visualization.png",
            "denoise.png",
            "distribution_variance.png",
            "marginal_probability_path.png",
            "straight_line_schedule.png",
        ],
    ),
    (
        "classifier_free_guidance",
        &[
            "classifier_free_guidance_page30.png",
            "classifier_free_guidance_page31.png",
            "classifier_free_guidance_page34.png",
            "classifier_free_guidance_page37.png",
            "classifier_guidance_intuition.png",
            "classifier_guidance_scale.png",
        ],
    ),
    (
        "discrete_diffusion",
        &[
            "conditional_rate_explosion.png",
            "continuous_flow_matching.png",
            "ctmc_neighbors_example.png",
            "ctmc_sample_path.png",
            "ctmc_two_state_convergence.png",
            "discrete_flow_matching_matrix.png",
            "factorized_mixture_scheduler.png",
            "factorized_vs_general_ctmc.png",
            "masked_lm_generation.gif",
            "mdlm_sampling.gif",
        ],
    ),
    ("latent_spaces", &["autoencoder_architecture.png", "bad_latent_space.png", "kl_divergence_k.png", "patchify.png"]),
];

/// How many pictures of each of the other pages are its own.
const LISTED: [(&str, usize); 3] = [("classifier_free_guidance", 2), ("discrete_diffusion", 2), ("latent_spaces", 2)];

/// A copy of the pages.
fn pages() -> TempDir {
    let copy = tempdir().unwrap();
    let series = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/series");
    for folder in fs::read_dir(series).unwrap().map(Result::unwrap) {
        let to = copy.path().join(folder.file_name());
        fs::create_dir(&to).unwrap();
        files(&folder.path()).iter().for_each(|(name, bytes)| fs::write(to.join(name), bytes).unwrap());
    }
    copy
}

fn pictures(folder: &Path) -> Vec<String> {
    files(folder).into_keys().filter(|name| !name.ends_with(".md")).collect()
}

#[test]
fn a_folder_of_them_is_drawn_in_one_call_and_nothing_is_left_unlisted() {
    let series = pages();
    let (code, out, err) = run(series.path(), &["--notes", ".", "--quick"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    for (page, drawn) in DRAWN {
        assert_eq!(pictures(&series.path().join(page)), drawn);
    }
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    let mut page = "";
    for line in out.lines() {
        let (word, rest) = line.split_at(9);
        match word.trim() {
            "page" => page = rest,
            word => *told.entry(format!("{page} {word}")).or_default() += 1,
        }
    }
    for (folder, own) in LISTED {
        for page in ["index.md", "index.en.md"] {
            let count = |word: &str| told.get(&format!("{folder}/{page} {word}")).copied().unwrap_or(0);
            assert_eq!((count("undrawn"), count("own")), (0, own), "{folder}/{page}: {out}");
        }
    }
    for (folder, drawn) in DRAWN {
        let more = drawn.len() - 1;
        let shared = format!("{} and {more} more: shown by {folder}/index.md (zh) and {folder}/index.en.md", drawn[0]);
        assert!(out.contains(&shared), "{shared}: {out}");
    }
    let n_drawn: usize = DRAWN.iter().map(|(_, drawn)| drawn.len()).sum();
    assert!(out.contains(&format!("{n_drawn} files written in ")) && out.contains(" for 10 pages; 6 images"), "{out}");
}

#[test]
fn each_page_of_the_first_two_lectures_alone_is_whole() {
    let series = pages();
    for (folder, drawn) in &DRAWN[..2] {
        for page in ["index.md", "index.en.md"] {
            let path = format!("{folder}/{page}");
            let (code, out, err) = run(series.path(), &["--notes", &path, "--quick"]);
            assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
            assert!(out.contains(&format!("{} files written", drawn.len())), "{out}");
            let is_listed = |line: &str| !line.starts_with("wrote") && !line.starts_with("shared");
            assert_eq!(out.lines().filter(|line| is_listed(line)).count(), 1, "the last line alone: {out}");
        }
    }
}

#[test]
fn the_names_of_the_third_lecture_mean_figures_of_the_lesson_on_guidance() {
    let series = pages();
    let folder = series.path().join("classifier_free_guidance");
    assert_eq!(run(&folder, &["--notes", "index.md", "--quick"]).0, Some(0));
    for (name, id) in [("page30", "classifier_free_guidance"), ("page31", "classifier_free_guidance_scale")] {
        assert_eq!(run(&folder, &[id, "--lang", "zh", "--quick", "--out", "alone"]).0, Some(0));
        let of_page = fs::read(folder.join(format!("classifier_free_guidance_{name}.png"))).unwrap();
        assert!(of_page == files(&folder.join("alone"))[&format!("{id}.zh.png")], "{name}");
    }
}

#[test]
fn the_cover_of_the_second_lecture_is_a_path_from_a_gaussian_to_a_mixture() {
    let series = pages();
    let folder = series.path().join("flow_matching");
    assert_eq!(run(&folder, &["--notes", "index.md", "--quick"]).0, Some(0));
    let alone = ["gaussian_to_mixture", "--lang", "zh", "--quick", "--out", "alone"];
    assert_eq!(run(&folder, &alone).0, Some(0));
    assert!(fs::read(folder.join("cover.png")).unwrap() == files(&folder.join("alone"))["gaussian_to_mixture.zh.png"]);
}
