//! The command line of `figures`.

mod check;
mod commands;
mod draw;
mod gallery;
mod list;
mod notes;
mod pages;
mod plan;
mod say;
mod select;
mod site;
mod store;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use figures::page::known;
use figures::{Extension, Figure, by_id};
use flowlab::Lang;
use flowlab::plot::{Style, Theme};

use draw::Order;

/// Draws every picture of the course into figures/, or those of a page of notes beside the page.
#[derive(Parser)]
#[command(name = "figures", version, after_help = EXAMPLES)]
struct Args {
    /// Figures to draw, by id (see --list); all of them if none is named
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Print each figure's id, file, lesson and caption
    #[arg(long, conflicts_with_all = ["check", "out", "notes", "force", "theme", "format", "quick"])]
    list: bool,
    /// Print the list as JSON
    #[arg(long, requires = "list")]
    json: bool,
    /// Compare figures/ (or --out) with what would be drawn, by pixels; write nothing
    #[arg(long, conflicts_with_all = ["notes", "force"])]
    check: bool,
    /// Folder to write to, made if missing [default: figures/ at the root]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Draw what a page shows, or all pages below a folder, under the pages' own names, beside them (or in --out)
    #[arg(long, value_name = "PAGE.md|DIR", conflicts_with_all = ["ids", "format"])]
    notes: Option<PathBuf>,
    /// With --notes: a name on the pages that means this figure; as often as needed
    #[arg(long = "as", value_name = "NAME=ID", requires = "notes", value_parser = named)]
    names: Vec<(String, &'static Figure)>,
    /// Move a file that figures did not make to NAME.orig instead of keeping it
    #[arg(long)]
    force: bool,
    /// Ground of the pictures
    #[arg(long, default_value = "light", value_parser = theme())]
    theme: Theme,
    /// Language of the words in the pictures [default: the page's with --notes, else en]
    #[arg(long, value_parser = lang())]
    lang: Option<Lang>,
    /// Kinds of file; an animation is a GIF, and its poster is of these kinds
    #[arg(long, value_delimiter = ',', default_value = "png", value_parser = format())]
    format: Vec<Extension>,
    /// Draw small and fast, for tests
    #[arg(long)]
    quick: bool,
}

const EXAMPLES: &str = "\
Examples:
  figures                                     draw all pictures into figures/
  figures traj flow                           draw two of them again
  figures --check                             name what is out of date in figures/; exit 1 if there is any
  figures --notes notes.zh.md                 draw the pictures of a page, beside the page
  figures --notes content/posts               draw those of all pages below a folder, in one run
  figures --notes page.md --as cover.png=ode  draw ode as the page's cover.png
  figures --notes posts/flow.md --out static/posts/flow
                                              draw those of a page that is no bundle, where Hugo looks for them

Names on a page: an id with .png, .svg, .gif or .jpg, such as traj.png; traj.zh.png, traj.dark.png and traj.zh.dark.png
are it in that language and on that ground; others by --as, or by a file figures.toml beside the page with lines
\"cover.png\" = \"ode\". An address /img/ode.png is drawn with --out DIR alone: below the folder static to which DIR
belongs, else below DIR.
What is not drawn is listed with its line: skipped (code, addresses), own (a file of the page), undrawn (missing), named
(in the text, but not as an image).

A file that figures did not make, or that somebody changed since, is kept as it is unless --force is given.
Exit: 0 done: every image is drawn, kept, skipped or the page's own; 1 an image is undrawn, a page cannot be read, a
file is out of date or cannot be drawn or written; 2 the call is wrong.";

/// `NAME=ID`, as `--as` takes it.
fn named(text: &str) -> Result<(String, &'static Figure), String> {
    let Some((name, id)) = text.rsplit_once('=').filter(|(name, _)| !name.is_empty()) else {
        return Err("write it as cover.png=traj".to_string());
    };
    Ok((name.to_string(), known(id)?))
}

fn theme() -> impl TypedValueParser<Value = Theme> {
    let named = |name: String| Theme::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default();
    PossibleValuesParser::new(Theme::ALL.map(Theme::name)).map(named)
}

fn lang() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::ALL.map(Lang::code)).map(|code| Lang::from_code(&code).unwrap_or_default())
}

fn format() -> impl TypedValueParser<Value = Extension> {
    let still = [Extension::Png, Extension::Svg];
    PossibleValuesParser::new(still.map(Extension::name))
        .map(|name| Extension::from_name(&name).unwrap_or(Extension::Png))
}

/// Reads the arguments, does what they say, and answers with the exit code.
pub fn run() -> ExitCode {
    let mut args = Args::parse();
    args.format.sort();
    args.format.dedup();
    let ids = match select::select(&args.ids, figures::figures().map(|figure| figure.id)) {
        Ok(ids) => ids,
        Err(unknown) => {
            say::error(unknown);
            return ExitCode::from(2);
        }
    };
    let figures: Vec<&'static Figure> = ids.into_iter().filter_map(by_id).collect();
    let done = match &args.notes {
        Some(path) => notes::notes(&args, path),
        None if args.list => commands::list(&args, &figures),
        None if args.check => commands::check(&args, &figures),
        None => commands::draw(&args, &figures),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(format_args!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

impl Args {
    fn style(&self, default: Lang) -> Style {
        Style { theme: self.theme, lang: self.lang.unwrap_or(default) }
    }

    fn folder(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| repo::root().join("figures"))
    }

    fn orders(&self, figures: &[&'static Figure]) -> Vec<Order> {
        figures.iter().map(|figure| Order::standard(figure, &self.style(Lang::En), &self.format)).collect()
    }

    /// Whether this is the run that the repository keeps: all figures, light and English, PNG, into figures/.
    fn is_committed_run(&self) -> bool {
        let plain = self.style(Lang::En) == Style::default() && self.format == [Extension::Png] && !self.quick;
        plain && self.ids.is_empty() && self.out.is_none()
    }
}
