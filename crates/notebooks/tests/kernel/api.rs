//! What flowlab's public functions return, read from its source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{GenericArgument, GenericParam, Generics, Item, PathArguments, ReturnType, Signature, Type, UseTree};
use syn::{ImplItem, TraitItem, Visibility};

/// The types of all values that a public function or method returns and that a variable can own: what `?` leaves of a
/// `Result`, `_` for a type that the caller chooses. Nothing for references, views and `impl Trait`.
pub fn return_types(crate_folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    module(&crate_folder.join("src"), &crate_folder.join("src/lib.rs"), None, &mut found);
    found
}

/// Reads a module; of a private one only the names that its parent exports.
fn module(folder: &Path, file: &Path, exported: Option<&BTreeSet<String>>, found: &mut BTreeSet<String>) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let items = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())).items;
    let public = |name: &str| exported.is_none_or(|names| names.contains(name));
    let mut uses = Vec::new();
    for item in &items {
        if let Item::Use(item) = item
            && matches!(item.vis, Visibility::Public(_))
        {
            names(&item.tree, &mut Vec::new(), &mut uses);
        }
    }
    for item in &items {
        match item {
            Item::Fn(item) if is_public(&item.vis) && public(&item.sig.ident.to_string()) => {
                found.extend(owned(&item.sig, &Generics::default(), None));
            }
            Item::Trait(item) if is_public(&item.vis) && public(&item.ident.to_string()) => {
                for method in &item.items {
                    if let TraitItem::Fn(method) = method {
                        found.extend(owned(&method.sig, &item.generics, None));
                    }
                }
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let Type::Path(of) = &*item.self_ty else { continue };
                let Some(name) = of.path.segments.last().map(|segment| segment.ident.to_string()) else { continue };
                if !public(&name) && !foreign(&items, &name) {
                    continue;
                }
                for method in &item.items {
                    if let ImplItem::Fn(method) = method
                        && is_public(&method.vis)
                    {
                        found.extend(owned(&method.sig, &item.generics, Some(&item.self_ty)));
                    }
                }
            }
            Item::Mod(item) if item.content.is_none() => {
                let name = item.ident.to_string();
                let of_child: BTreeSet<String> =
                    uses.iter().filter(|path| path[0] == name).filter_map(|path| path.last().cloned()).collect();
                let (folder, file) = place(folder, &name);
                module(&folder, &file, (!is_public(&item.vis)).then_some(&of_child), found);
            }
            _ => {}
        }
    }
}

/// Whether a type of this name comes from another module: its methods here are public wherever they stand.
fn foreign(items: &[Item], name: &str) -> bool {
    !items.iter().any(|item| match item {
        Item::Struct(item) => item.ident == name,
        Item::Enum(item) => item.ident == name,
        _ => false,
    })
}

fn place(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let inside = folder.join(name);
    let file = folder.join(format!("{name}.rs"));
    if file.exists() { (inside, file) } else { (inside.clone(), inside.join("mod.rs")) }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The paths that a `use` brings in, each a list of names.
fn names(tree: &UseTree, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            names(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => found.push(before.iter().cloned().chain([name.ident.to_string()]).collect()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| names(tree, before, found)),
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

/// The type that a function returns, if a variable can own it.
fn owned(signature: &Signature, outer: &Generics, this: Option<&Type>) -> Option<String> {
    let ReturnType::Type(_, returned) = &signature.output else { return None };
    let free: BTreeSet<String> = [outer, &signature.generics].into_iter().flat_map(parameters).collect();
    let text = in_words(returned, &free, this)?;
    let trivial = ["()", "_", "Option<_>"].contains(&text.as_str());
    (!trivial).then_some(text)
}

fn parameters(generics: &Generics) -> Vec<String> {
    let name = |parameter: &GenericParam| match parameter {
        GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
        _ => None,
    };
    generics.params.iter().filter_map(name).collect()
}

/// A type as it is written, without spaces and without its path; `None` if it borrows or has no name.
fn in_words(ty: &Type, free: &BTreeSet<String>, this: Option<&Type>) -> Option<String> {
    match ty {
        Type::Tuple(tuple) => {
            let parts: Option<Vec<String>> = tuple.elems.iter().map(|part| in_words(part, free, this)).collect();
            Some(format!("({})", parts?.join(", ")))
        }
        Type::Array(array) => {
            let (of, length) = (in_words(&array.elem, free, this)?, array.len.to_token_stream());
            Some(format!("[{of}; {length}]"))
        }
        Type::Path(path) if path.qself.is_none() => {
            let segment = path.path.segments.last()?;
            let name = segment.ident.to_string();
            if name == "Self" {
                return in_words(this?, free, None);
            }
            if free.contains(&name) {
                return Some("_".into());
            }
            let arguments: Vec<String> = match &segment.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    let part = |argument: &GenericArgument| match argument {
                        GenericArgument::Type(ty) => in_words(ty, free, this),
                        _ => None,
                    };
                    arguments.args.iter().map(part).collect::<Option<_>>()?
                }
                PathArguments::None => Vec::new(),
                PathArguments::Parenthesized(_) => return None,
            };
            match (name.as_str(), &arguments[..]) {
                ("Result", [value, ..]) => Some(value.clone()),
                (name, _) if name.contains("View") => None,
                (_, []) => Some(name),
                _ => Some(format!("{name}<{}>", arguments.join(", "))),
            }
        }
        _ => None,
    }
}
