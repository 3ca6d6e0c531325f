//! Where a site's generator looks for the pictures of a page, if not beside it.

use std::path::{Component, Path, PathBuf};

use flowlab::Lang;

use super::pages::PageFile;

/// What to know of a page whose pictures are not looked for beside it.
pub fn note(page: &PageFile) -> Option<String> {
    if page.page.drawings().all(|drawing| drawing.from_root) {
        return None;
    }
    let folder = page.folder.canonicalize().ok()?;
    let (stem, _) = page.name.rsplit_once('.')?;
    let stem = stem.rsplit_once('.').filter(|(_, code)| Lang::from_code(code).is_some()).map_or(stem, |(stem, _)| stem);
    let names: Vec<&str> = folder.components().filter_map(name).collect();
    let last = *names.last()?;
    let shown = page.below.join(&page.name);
    if last == "_posts" {
        return Some(format!(
            "note     {}: Jekyll publishes no pictures from _posts, and Hexo looks in _posts/{stem}; --out writes them \
             elsewhere",
            shown.display()
        ));
    }
    let content = names.iter().rposition(|name| *name == "content");
    let is_site = content.is_some() || ["posts", "post", "blog"].contains(&last);
    if ["index", "_index", "README"].contains(&stem) || !(is_site || page.page.is_hugo) {
        return None;
    }
    let section = match content {
        Some(at) => &names[at + 1..],
        None if is_site => &names[names.len() - 1..],
        None => &[],
    };
    let section: PathBuf = section.iter().chain([&stem]).collect();
    Some(format!(
        "note     {} is no page bundle: Hugo looks for its pictures in static/{section}, or beside it once it is \
         {section}/index.md; --out static/{section} writes them there",
        shown.display(),
        section = section.display(),
    ))
}

/// What to know of an image with an absolute path, by the path below the site's root.
pub fn absolute(file: &str) -> String {
    format!(
        "an absolute path; --out static writes it to static/{file}, where Hugo looks; elsewhere --out is the site's root"
    )
}

/// The site's root that a folder belongs to: the folder `static` that it lies in, else itself.
pub fn root(folder: &Path) -> &Path {
    folder.ancestors().find(|above| above.file_name().is_some_and(|name| name == "static")).unwrap_or(folder)
}

fn name<'a>(component: Component<'a>) -> Option<&'a str> {
    match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    }
}
