//! The few words that stand on every page, in both languages.

use flowlab::Lang;
use flowlab::lang::Text;

/// The address part and the `lang` attribute of a language: `en` and `en`, `zh` and `zh-Hans`.
pub fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-Hans",
    }
}

/// A language as previews of a page call it.
pub fn locale(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en_GB",
        Lang::Zh => "zh_CN",
    }
}

/// A language's own name.
pub fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Zh => "中文",
    }
}

/// The other language of the book.
pub fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    }
}

/// `Lesson 10`
pub fn lesson(number: u8, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Lesson {number}"),
        Lang::Zh => format!("第 {number} 课"),
    }
}

/// `Figure 10.2.`
pub fn figure(lesson: u8, number: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Figure {lesson}.{number}."),
        Lang::Zh => format!("图 {lesson}.{number}　"),
    }
}

/// How a paragraph begins that says what there is to see. Chinese tells a figure from what a cell has shown.
pub fn see(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::En => &["What to see:"],
        Lang::Zh => &["看图：", "看结果：", "可以看到：", "观察："],
    }
}

/// The table of a page's sections.
pub const HERE: Text = Text::new("On this page", "本页内容");
/// Link that leads past the frame.
pub const SKIP: Text = Text::new("Skip to the text", "跳到正文");
/// The contents of the book.
pub const CONTENTS: Text = Text::new("Contents", "目录");
/// Button.
pub const SEARCH: Text = Text::new("Search", "搜索");
/// Button.
pub const THEME: Text = Text::new("Light or dark", "浅色或深色");
/// The links at the end of a page.
pub const NEIGHBOURS: Text = Text::new("Previous and next", "上一页与下一页");
/// Link to the page before.
pub const PREVIOUS: Text = Text::new("Previous", "上一页");
/// Link to the page after.
pub const NEXT: Text = Text::new("Next", "下一页");
/// Where the course comes from, and its licences.
pub const FOOTER: Text = Text::new(
    "After the <a href=\"https://cspaulia.github.io/cspaulia-blog/\">notes of CSPaulia</a>. Text and pictures \
     <a href=\"https://creativecommons.org/licenses/by/4.0/\">CC BY 4.0</a>, code MIT or Apache 2.0.",
    "源自 <a href=\"https://cspaulia.github.io/cspaulia-blog/\">CSPaulia 的笔记</a>。文字与图片采用 \
     <a href=\"https://creativecommons.org/licenses/by/4.0/\">CC BY 4.0</a> 许可，代码可任选 MIT 或 Apache 2.0。",
);
/// Above what a cell printed.
pub const OUTPUT: Text = Text::new("Output", "输出");
/// Alternative text of a picture that a cell shows and does not describe.
pub const OUTPUT_PICTURE: Text = Text::new("Picture drawn by the cell", "该单元格绘制的图");
/// Fold-out with the solution of an exercise.
pub const SOLUTION: Text = Text::new("Solution", "参考解答");
/// Link below a figure.
pub const FIGURE_SOURCE: Text = Text::new("source", "源代码");
/// The button below a picture that can be touched.
pub const TOUCH: Text = Text::new("Touch this picture", "动手调这幅图");
/// The button that sets all dials back.
pub const RESET: Text = Text::new("As at the start", "恢复原状");
/// Before the three things to try.
pub const TRY_THIS: Text = Text::new("Try this", "试一试");
/// What the code below a picture that can be touched is.
pub const RUST_OF_WIDGET: Text = Text::new("The Rust that gives these numbers", "算出这些数的 Rust 代码");
/// The button that lets a dial run.
pub const PLAY: Text = Text::new("Play", "播放");
/// The button that takes away what was drawn.
pub const CLEAR: Text = Text::new("Clear", "清空");
/// Heading above the links at the end of a lesson.
pub const FILES: Text = Text::new("This lesson, elsewhere", "本课的其他形式");
/// Link to the lesson's notebook.
pub const NOTEBOOK: Text = Text::new("Notebook", "笔记本");
/// Link to the lesson's code.
pub const CODE: Text = Text::new("Code of the lesson", "本课代码");
/// Link to the documentation of the lesson's module.
pub const DOCUMENTATION: Text = Text::new("Documentation of its module", "模块的文档");
/// Links to the code of the figures.
pub const FIGURES: Text = Text::new("Code of the figures", "各图的代码");
/// Before the law of a measured number.
pub const MEASURED: Text = Text::new("measured; theory: ", "实测值；理论值：");
/// Columns of the table of claims.
pub const CLAIM_COLUMNS: [Text; 2] = [Text::new("Expected", "理论值"), Text::new("Measured", "实测值")];
