//! The rules of the house: the library knows no lesson; numbers and pictures need no cell; nothing below imports what is
//! above. Read from the sources with syn, so a rule that is broken names its file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use syn::{Item, UseTree};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).unwrap().to_path_buf()
}

/// The Rust files below a folder, in order; none where there is no folder, as of `course`, whose root stands in `lessons`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if !folder.exists() {
        return files;
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// The crates of the workspace that each of them is built with, by name.
fn workspace() -> BTreeMap<String, BTreeSet<String>> {
    let arguments = ["metadata", "--format-version", "1", "--no-deps", "--offline"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(crates()).output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let name = |package: &Value| package["name"].as_str().unwrap().to_string();
    let packages = metadata["packages"].as_array().unwrap();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let imports = |package: &Value| {
        let built = package["dependencies"].as_array().unwrap().iter().filter(|needed| needed["kind"] != "dev");
        built.map(name).filter(|name| members.contains(name)).collect()
    };
    packages.iter().map(|package| (name(package), imports(package))).collect()
}

#[test]
fn the_library_knows_no_lesson() {
    let workspace = workspace();
    assert_eq!(workspace["flowlab"], BTreeSet::new(), "flowlab stands on the ground");
    // An address of a page may stand in its documentation; the number of a lesson goes stale.
    let mut named = Vec::new();
    for file in sources(&crates().join("flowlab/src")) {
        for (line, text) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let text = text.to_lowercase();
            let said =
                ["lesson 0", "lesson 1", "lesson 2", "lessons 0", "lessons 1", "lessons 2", "course::", "lessons::"];
            if said.iter().any(|words| text.contains(words)) {
                named.push(format!("{}:{}", file.display(), line + 1));
            }
        }
    }
    assert_eq!(named, Vec::<String>::new());
}

#[test]
fn numbers_and_pictures_need_no_cell() {
    // Only the crate `cells` compiles the cells, and it is a bin: no crate is built with it.
    for file in sources(&crates()) {
        let declares = fs::read_to_string(&file).unwrap().contains(concat!("mod ", "cells;"));
        assert_eq!(declares, file.ends_with("cells/src/main.rs"), "{}", file.display());
    }
    let workspace = workspace();
    for name in ["figures", "claims"] {
        let expected = ["lessons", "flowlab", "repo"].map(String::from).into();
        assert!(workspace[name].is_subset(&expected), "{name} is built with {:?}", workspace[name]);
    }
}

#[test]
fn nothing_below_imports_what_is_above() {
    let mut circles = Vec::new();
    for name in workspace().keys() {
        let source = crates().join(name).join("src");
        let mut folders: BTreeSet<PathBuf> =
            sources(&source).iter().map(|file| file.parent().unwrap().into()).collect();
        folders.remove(&source.join("bin"));
        for folder in folders {
            let imports = imports_of_siblings(&source, &folder);
            if let Some(circle) = circle(&imports) {
                circles.push(format!("{}: {}", folder.display(), circle.join(" -> ")));
            }
        }
    }
    assert_eq!(circles, Vec::<String>::new());
}

/// For each module of a folder (a file or a folder in it), the siblings that it imports.
fn imports_of_siblings(source: &Path, folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let here = names_of(source, folder);
    let mut modules: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in sources(folder) {
        let first = file.strip_prefix(folder).unwrap().components().next().unwrap();
        let name = Path::new(&first).file_stem().unwrap().to_str().unwrap().to_string();
        if !["lib", "main", "mod", "bin"].contains(&name.as_str()) {
            modules.entry(name).or_default().push(file);
        }
    }
    let reexported = ["lib.rs", "main.rs", "mod.rs"].iter().map(|name| folder.join(name));
    let reexported: BTreeMap<String, String> =
        reexported.filter(|file| file.is_file()).flat_map(|f| reexports(&f)).collect();
    let mut imports = BTreeMap::new();
    for (module, files) in &modules {
        let mut targets = BTreeSet::new();
        for file in files {
            let at = names_of(source, file);
            for path in used(file) {
                let path = absolute(&at, &path);
                let Some(next) = path.strip_prefix(here.as_slice()).and_then(|rest| rest.first()) else { continue };
                let target = if modules.contains_key(next) { Some(next) } else { reexported.get(next) };
                targets.extend(target.filter(|target| *target != module && modules.contains_key(*target)).cloned());
            }
        }
        imports.insert(module.clone(), targets);
    }
    imports
}

/// The module path of a file or folder below the crate's root.
fn names_of(source: &Path, place: &Path) -> Vec<String> {
    let inside = place.strip_prefix(source).unwrap().with_extension("");
    let names = inside.components().map(|part| part.as_os_str().to_str().unwrap().to_string());
    names.filter(|name| !["lib", "main", "mod"].contains(&name.as_str())).collect()
}

/// A used path as one from the crate's root; empty where it leads to another crate.
fn absolute(at: &[String], path: &[String]) -> Vec<String> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("self") => at.iter().chain(&path[1..]).cloned().collect(),
        Some("super") if supers <= at.len() => at[..at.len() - supers].iter().chain(&path[supers..]).cloned().collect(),
        _ => Vec::new(),
    }
}

/// The paths that a file uses, tests apart.
fn used(file: &Path) -> Vec<Vec<String>> {
    let parsed = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
    let mut paths = Vec::new();
    for item in &parsed.items {
        if let Item::Use(item) = item {
            leaves(&item.tree, &mut Vec::new(), &mut paths);
        }
    }
    paths
}

/// What a module's own file hands on from its children: name, and the child.
fn reexports(file: &Path) -> Vec<(String, String)> {
    let parsed = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
    let mut paths = Vec::new();
    for item in &parsed.items {
        if let Item::Use(item) = item
            && !matches!(item.vis, syn::Visibility::Inherited)
        {
            leaves(&item.tree, &mut Vec::new(), &mut paths);
        }
    }
    let inner =
        paths.into_iter().map(|path| path.into_iter().filter(|name| name != "self" && name != "crate").collect());
    inner
        .filter(|path: &Vec<String>| path.len() > 1)
        .map(|path| (path[path.len() - 1].clone(), path[0].clone()))
        .collect()
}

fn leaves(tree: &UseTree, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let with = |name: String| before.iter().cloned().chain([name]).collect();
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, paths);
            before.pop();
        }
        UseTree::Name(name) => paths.push(with(name.ident.to_string())),
        UseTree::Rename(name) => paths.push(with(name.ident.to_string())),
        UseTree::Glob(_) => paths.push(before.clone()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, paths)),
    }
}

/// Modules that import one another in a circle.
fn circle(imports: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn walk(
        name: &str,
        imports: &BTreeMap<String, BTreeSet<String>>,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> bool {
        if let Some(start) = way.iter().position(|seen| seen == name) {
            way.drain(..start);
            way.push(name.to_string());
            return true;
        }
        if !done.insert(name.to_string()) {
            return false;
        }
        way.push(name.to_string());
        let found = imports[name].iter().any(|next| walk(next, imports, way, done));
        if !found {
            way.pop();
        }
        found
    }
    let mut done = BTreeSet::new();
    imports.keys().find_map(|name| {
        let mut way = Vec::new();
        walk(name, imports, &mut way, &mut done).then_some(way)
    })
}

#[test]
fn a_circle_is_found_and_a_ladder_is_none() {
    let of = |pairs: &[(&str, &[&str])]| {
        pairs.iter().map(|(name, all)| (name.to_string(), all.iter().map(|n| n.to_string()).collect())).collect()
    };
    assert_eq!(circle(&of(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])), None);
    let found = circle(&of(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"])])).unwrap();
    assert_eq!(found, ["b", "c", "b"]);
}
