//! The pictures that can be touched: their dials, what to try and their Rust, below the still figure of the same id.

use flowlab::Lang;
use widgets::{Dial, Setting, Widget};

use super::Writer;
use crate::highlight;
use crate::html::escape;
use crate::words;

impl Writer<'_> {
    /// The widget below a figure, if the figure has one and the site has widgets.
    pub(super) fn widget(&mut self, id: &str) {
        if self.course.widgets
            && let Some(widget) = widgets::by_id(id)
        {
            let html = html(widget, self.lang);
            self.push(html);
        }
    }
}

/// A widget as a page holds it before it is touched. Without scripts none of it is seen.
fn html(widget: &Widget, lang: Lang) -> String {
    let Widget { id, says, dials, tries, code, .. } = widget;
    let dials: String = dials.iter().map(|it| dial(it, id, lang)).collect();
    let tries: String = tries
        .iter()
        .map(|it| {
            // an equation stays on one line
            let whole = |text: &str| escape(&text.replace(" = ", "\u{a0}=\u{a0}"));
            let (does, expects) = (whole(it.does.get(lang)), whole(it.expects.get(lang)));
            format!("<li><button type=\"button\" data-sets=\"{}\">{does}</button> {expects}</li>\n", escape(it.sets))
        })
        .collect();
    let [touch, again, try_this, rust] =
        [words::TOUCH, words::RESET, words::TRY_THIS, words::RUST_OF_WIDGET].map(|word| word.get(lang));
    format!(
        "<div class=\"widget\" id=\"widget-{id}\" data-widget=\"{id}\" data-program=\"{program}\">\n\
         <p class=\"start\"><button type=\"button\">{touch}</button> {says}</p>\n\
         <div class=\"board\" hidden>\n<div class=\"panels\"></div>\n\
         <p class=\"fault\" role=\"alert\" hidden></p>\n<dl class=\"readings\" aria-live=\"polite\"></dl>\n\
         <form>\n{dials}<button type=\"button\" data-reset>{again}</button>\n</form>\n\
         <div class=\"tries\">\n<p>{try_this}</p>\n<ol>\n{tries}</ol>\n</div>\n\
         <details>\n<summary>{rust}</summary>\n<pre class=\"code\"><code>{}</code></pre>\n\
         <pre class=\"code\"><code class=\"call\"></code></pre>\n</details>\n</div>\n</div>\n",
        highlight::rust(code.trim_end()),
        program = program(id),
        says = escape(says.get(lang)),
    )
}

/// The name of the program that has this widget.
fn program(id: &str) -> &'static str {
    let holds = |widgets: &[&Widget]| widgets.iter().any(|widget| widget.id == id);
    widgets::PROGRAMS.iter().find(|(_, widgets)| holds(widgets)).map_or("", |(name, _)| name)
}

/// A dial as part of a form.
fn dial(dial: &Dial, id: &str, lang: Lang) -> String {
    let Dial { name, label, .. } = dial;
    let (label, start) = (escape(label.get(lang)), escape(&dial.start()));
    let field = format!("{id}-{name}");
    let output = format!("<output data-of=\"{name}\" for=\"{field}\">{start}</output>");
    let slider = |from: f64, to: f64, step: f64, at: &str, more: &str| {
        format!(
            "<input type=\"range\" id=\"{field}\" name=\"{name}\" min=\"{from}\" max=\"{to}\" step=\"{step}\" \
             value=\"{at}\" data-start=\"{start}\"{more}>"
        )
    };
    let labelled = |inside: &str| format!("<p><label for=\"{field}\">{label}</label> {inside}</p>\n");
    match dial.setting {
        Setting::Number { from, to, step, .. } => labelled(&(slider(from, to, step, &start, "") + &output)),
        Setting::Time { from, to, step, .. } => {
            let play = words::PLAY.get(lang);
            let button = format!(
                "<button type=\"button\" data-play=\"{name}\" aria-pressed=\"false\" aria-label=\"{play}\"></button>"
            );
            labelled(&(button + &slider(from, to, step, &start, "") + &output))
        }
        Setting::Ladder { values, start: first } => {
            let at = values.iter().position(|value| *value == first).unwrap_or_default();
            let last = (values.len() - 1) as f64;
            let list: Vec<String> = values.iter().map(f64::to_string).collect();
            let more = format!(" data-values=\"[{}]\"", list.join(","));
            labelled(&(slider(0.0, last, 1.0, &at.to_string(), &more) + &output))
        }
        Setting::Choice { options, .. } => {
            let options: String = options
                .iter()
                .map(|(value, words)| {
                    let chosen = if *value == start { " selected" } else { "" };
                    format!("<option value=\"{value}\"{chosen}>{}</option>", escape(words.get(lang)))
                })
                .collect();
            labelled(&format!("<select id=\"{field}\" name=\"{name}\" data-start=\"{start}\">{options}</select>"))
        }
        Setting::Seed { .. } => format!(
            "<p><input type=\"hidden\" name=\"{name}\" value=\"{start}\" data-start=\"{start}\">\
             <button type=\"button\" data-next=\"{name}\">{label}</button></p>\n"
        ),
        Setting::Formula { .. } => labelled(&format!(
            "<input type=\"text\" id=\"{field}\" name=\"{name}\" value=\"{start}\" data-start=\"{start}\" \
             maxlength=\"200\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\">"
        )),
        Setting::Drawing { .. } => format!(
            "<p><input type=\"hidden\" name=\"{name}\" value=\"{start}\" data-start=\"{start}\">{label} \
             <button type=\"button\" data-clear=\"{name}\">{}</button></p>\n",
            words::CLEAR.get(lang)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html as reading;

    #[test]
    fn every_widget_stands_under_a_figure_and_is_whole_in_both_languages() {
        for widget in widgets::all() {
            assert!(figures::by_id(widget.id).is_some(), "no figure `{}`", widget.id);
            for lang in Lang::ALL {
                let html = html(widget, lang);
                assert_eq!(reading::read(&html).unbalanced, None, "{html}");
                for dial in widget.dials {
                    assert!(html.contains(&format!("name=\"{}\"", dial.name)), "{html}");
                }
                assert_eq!(html.matches("data-sets=").count(), 3, "{html}");
            }
        }
    }
}
