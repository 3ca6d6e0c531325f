//! The studio: its canvases, readings and form, as a page holds them before a reader starts it.

use flowlab::Lang;
use flowlab::lang::Text;
use studio::{CHOICES, Choice, REACH};

use super::Writer;
use crate::html::escape;
use crate::words;

/// What a reader without scripts is told.
const WITHOUT: Text = Text::new(
    "The studio computes in your browser, and for that it needs scripts. The text below can be read without.",
    "工作室在浏览器里计算，需要启用脚本。下面的文字不用脚本也能读。",
);
const SCENE: Text = Text::new(
    "The plane: law, field and particles. Draw here with a finger or the mouse; or by keys: the arrow keys move a cross, \
     Enter sets a point, Backspace takes the last one back",
    "平面上的分布、向量场与粒子。用手指或鼠标在这里画；也可以用键盘：方向键移动十字，回车放一个点，退格键撤回最后一个点",
);
const CHART: Text = Text::new(
    "The losses along the training; their last values stand in the table below",
    "训练过程中的损失；最新的数值见下表",
);
const HINT: Text = Text::new("Draw here, or press Train.", "在这里画，或者按“训练”。");
const NOISE: Text = Text::new("noise", "噪声");
const DATA: Text = Text::new("data", "数据");
const TIME: Text = Text::new("time t", "时刻 t");
const TRAIN: Text = Text::new("Train", "训练");
const PAUSE: Text = Text::new("Pause", "暂停");
const AGAIN: Text = Text::new("From the start", "从头训练");
const LEARN: Text = Text::new("What is learned", "学什么");
const MOVE: Text = Text::new("How the particles move", "粒子怎样走");
const SHOW: Text = Text::new("What is shown", "显示什么");
const SHARE: Text = Text::new("Copy the address", "复制地址");
const PICTURE: Text = Text::new("Save the picture", "保存图片");
const WEIGHTS: Text = Text::new("Take the weights home", "下载权重");

/// What the script says, by the name under which it finds it.
const SAYINGS: [(&str, Text); 8] = [
    ("loading", Text::new("Loading the program …", "正在载入程序……")),
    ("training", Text::new("It learns.", "正在训练……")),
    ("paused", Text::new("Paused after {n} steps.", "已暂停，训练了 {n} 步。")),
    ("finished", Text::new("Done, after {n} steps.", "训练完毕，共 {n} 步。")),
    ("found", Text::new("Done, after {n} steps; learned by step {m}.", "训练完毕，共 {n} 步；第 {m} 步已学会。")),
    (
        "learned",
        Text::new(
            "Learned by step {n}: the energy distance is at most twice that between true samples.",
            "第 {n} 步已学会：能量距离不超过真实样本之间的两倍。",
        ),
    ),
    (
        "copied",
        Text::new(
            "The address is copied; it holds all settings and the drawing.",
            "地址已复制，其中包含全部设置和你画的图。",
        ),
    ),
    ("address", Text::new("The address with all settings", "包含全部设置的地址")),
];
const FAILED: Text = Text::new(
    "This browser cannot run the studio: it needs WebAssembly with SIMD, as all of today have.",
    "这个浏览器无法运行工作室：需要支持 SIMD 的 WebAssembly，目前的主流浏览器都支持。",
);

/// The layers of the picture, and whether they are shown at the start.
const LAYERS: [(&str, Text, bool); 4] = [
    ("law", Text::new("law", "分布"), true),
    ("particles", Text::new("particles", "粒子"), true),
    ("field", Text::new("field", "向量场"), false),
    ("ways", Text::new("20 trajectories", "20 条轨迹"), false),
];

/// The rows of the readings: what is read, what it is to be compared with, and the colour of its line.
type Reading = (&'static str, Text, &'static str, Option<(&'static str, Text)>);
const READINGS: [Reading; 5] = [
    ("steps", Text::new("steps of training", "训练步数"), "", None),
    (
        "loss",
        Text::new("loss, mean of 100 steps", "损失，100 步的平均"),
        "method",
        Some(("points", Text::new("least on the training points", "在训练点上的下限"))),
    ),
    (
        "tested",
        Text::new("loss on held-out points", "在留出数据上的损失"),
        "violet",
        Some(("law", Text::new("least on the law", "在整个分布上的下限"))),
    ),
    (
        "energy",
        Text::new("energy distance", "能量距离"),
        "",
        Some(("null", Text::new("of true samples", "真实样本之间"))),
    ),
    ("copied", Text::new("nearer to a training point than a true sample", "比真实样本更靠近训练点"), "", None),
];
/// What true samples show in the last row.
const HALF: Text = Text::new("true samples: 50 %", "真实样本：50%");

impl Writer<'_> {
    /// The studio, if the site has the program behind it.
    pub(super) fn studio(&mut self) {
        let without = WITHOUT.get(self.lang);
        if self.course.widgets {
            self.push(format!("<p class=\"without\">{without}</p>\n{}", html(self.lang)));
        } else {
            self.push(format!("<p>{without}</p>\n"));
        }
    }
}

/// The studio as a page holds it before it is started. Without scripts none of it is seen.
fn html(lang: Lang) -> String {
    let of = |text: &Text| escape(text.get(lang));
    let act = |name: &str, text: &Text| format!("<button type=\"button\" data-do=\"{name}\">{}</button>\n", of(text));
    let trainer = format!(
        "<button type=\"button\" data-do=\"train\" data-train=\"{train}\" data-pause=\"{}\">{train}</button>\n",
        of(&PAUSE),
        train = of(&TRAIN)
    );
    let sayings: String = SAYINGS.iter().map(|(name, text)| format!(" data-{name}=\"{}\"", of(text))).collect();
    let group = |title: &Text, restarts: bool| {
        let of_group = CHOICES.iter().filter(|choice| choice.restarts == restarts);
        let fields: String = of_group.map(|choice| field(choice, lang)).collect();
        format!("<fieldset>\n<legend>{}</legend>\n{fields}</fieldset>\n", of(title))
    };
    let layers: String = LAYERS
        .iter()
        .map(|(name, label, shown)| {
            let checked = if *shown { " checked" } else { "" };
            let label = of(label);
            format!("<label><input type=\"checkbox\" name=\"show\" value=\"{name}\"{checked}> {label}</label>\n")
        })
        .collect();
    format!(
        "<div class=\"studio\" id=\"studio\" data-reach=\"{REACH}\">\n\
         <div class=\"stage\">\n<div class=\"scene\">\n<canvas class=\"ground\"></canvas>\n\
         <canvas class=\"flight\" role=\"application\" tabindex=\"0\" aria-label=\"{}\"></canvas>\n\
         <p class=\"hint\">{}</p>\n</div>\n\
         <p class=\"time\"><button type=\"button\" data-do=\"play\" aria-pressed=\"false\" aria-label=\"{}\"></button> \
         <span>{}</span> <input type=\"range\" name=\"t\" min=\"0\" max=\"1\" step=\"0.01\" value=\"1\" \
         autocomplete=\"off\" aria-label=\"{}\"> <span>{}</span> <output class=\"clock\">t = 1.00</output></p>\n\
         <fieldset class=\"layers\">\n<legend>{}</legend>\n{layers}</fieldset>\n</div>\n\
         <div class=\"side\">\n<p class=\"acts\">{trainer}{}{}</p>\n\
         <p class=\"status\" role=\"status\"{sayings}></p>\n\
         <p class=\"fault\" role=\"alert\" data-failed=\"{}\" hidden></p>\n\
         <canvas class=\"chart\" role=\"img\" aria-label=\"{}\"></canvas>\n{}</div>\n\
         <form autocomplete=\"off\">\n{}{}</form>\n\
         <p class=\"acts\">{}{}{}</p>\n</div>\n",
        of(&SCENE),
        of(&HINT),
        of(&words::PLAY),
        of(&NOISE),
        of(&TIME),
        of(&DATA),
        of(&SHOW),
        act("again", &AGAIN),
        act("clear", &words::CLEAR),
        of(&FAILED),
        of(&CHART),
        readings(lang),
        group(&LEARN, true),
        group(&MOVE, false),
        act("share", &SHARE),
        act("picture", &PICTURE),
        act("weights", &WEIGHTS),
    )
}

fn readings(lang: Lang) -> String {
    let value = |name: &str| format!("<output data-of=\"{name}\">–</output>");
    let rows = READINGS.iter().map(|(name, label, ink, beside)| {
        let label = escape(label.get(lang));
        let ink = if ink.is_empty() { String::new() } else { format!(" class=\"{ink}\"") };
        let beside = match beside {
            Some((name, label)) => {
                let label = escape(label.get(lang));
                format!(" <span class=\"{name}\" data-row hidden>{label} {}</span>", value(name))
            }
            None if *name == "copied" => format!(" <span>{}</span>", escape(HALF.get(lang))),
            None => String::new(),
        };
        format!("<div data-row hidden><dt{ink}>{label}</dt><dd>{}{beside}</dd></div>\n", value(name))
    });
    format!("<dl class=\"readings\">\n{}</dl>\n", rows.collect::<String>())
}

/// A choice as part of the form.
fn field(choice: &Choice, lang: Lang) -> String {
    let Choice { name, label, options, start, restarts } = choice;
    let options: String = options
        .iter()
        .map(|(value, words)| {
            let selected = if value == start { " selected" } else { "" };
            format!("<option value=\"{value}\"{selected}>{}</option>", escape(words.get(lang)))
        })
        .collect();
    let restarts = if *restarts { " data-restarts" } else { "" };
    let label = escape(label.get(lang));
    format!(
        "<p><label for=\"studio-{name}\">{label}</label> \
         <select id=\"studio-{name}\" name=\"{name}\"{restarts}>{options}</select></p>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html as reading;

    #[test]
    fn the_form_holds_every_choice_and_is_whole_in_both_languages() {
        for lang in Lang::ALL {
            let html = html(lang);
            assert_eq!(reading::read(&html).unbalanced, None, "{html}");
            for choice in &CHOICES {
                assert!(html.contains(&format!("name=\"{}\"", choice.name)), "{html}");
            }
            assert_eq!(html.matches(" selected>").count(), CHOICES.len(), "{html}");
        }
    }

    #[test]
    fn what_the_script_looks_for_is_there() {
        let script = include_str!("../../../../book/theme/studio.js");
        let html = html(Lang::En);
        for (name, _) in SAYINGS {
            assert!(script.contains(&format!("'{name}'")) || script.contains(&format!("dataset.{name}")), "{name}");
        }
        for (name, ..) in READINGS {
            assert!(script.contains(&format!("'{name}'")), "{name}");
        }
        for (name, ..) in LAYERS {
            assert!(script.contains(&format!("shows('{name}')")), "{name}");
        }
        for name in html.split("data-do=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(["() {", ": () =>"].iter().any(|is| script.contains(&format!("{name}{is}"))), "{name}");
        }
    }
}
