//! What a reader does: searches, changes language and theme, opens the contents, stops what moves, and reads without
//! scripts.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use flowlab::Lang;
use serde_json::{Value, json};

use super::{WIDTHS, Window};

/// How long the page may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages and titles that the search knows, and for Chinese a few characters from the middle of a sentence of each page.
const KNOWN: &str = "courseWords.map(([file, parts]) => { \
    const runs = parts.flatMap(part => part[2].match(/[\\u4e00-\\u9fff]{6,}/g) || []); \
    const run = runs.sort((a, b) => b.length - a.length)[0] || ''; \
    return [file, parts[0][1], run.slice(1, 7)]; })";
const FOUND: &str =
    "[...document.querySelectorAll('#search li a')].map(link => link.getAttribute('href').split('#')[0])";
/// What is marked in each place that the search finds, in heading and excerpt.
const MARKED: &str = "[...document.querySelectorAll('#search li')].map(item => \
    [...item.querySelectorAll('mark')].map(mark => mark.textContent))";
/// What readers type, the start of the file that comes first, and what is marked there: accents or none, small letters or
/// capitals, traditional characters, words that are still being typed, terms that overviews list and a lesson explains.
const QUERIES: &[(Lang, &str, &str, &str)] = &[
    (Lang::En, "ito", "11-", "Itô"),
    (Lang::En, "Itô", "11-", "Itô"),
    (Lang::En, "ITO\u{302}", "11-", "Itô"),
    (Lang::En, "Itô's formula", "11-", "formula"),
    (Lang::En, "brownian", "10-", "Brownian"),
    (Lang::En, "Brownian moti", "10-", "moti"),
    (Lang::En, "eul", "08-", "Eul"),
    (Lang::En, "euler maruyama", "11-", "Maruyama"),
    (Lang::En, "Ornstein-Uhlenbeck", "12-", "Uhlenbeck"),
    (Lang::En, "diffusion", "15-", "Diffusion"),
    (Lang::En, "flow matching", "14-", "Flow"),
    (Lang::En, "sampling", "02-", "Sampling"),
    (Lang::En, "vector field", "05-", "vector"),
    (Lang::En, "trajectory", "05-", "Trajectories"),
    (Lang::En, "quadratic variation", "10-", "quadratic"),
    (Lang::En, "Fokker-Planck", "13-", "Fokker"),
    (Lang::En, "langevin", "12-", "Langevin"),
    (Lang::En, "Lipschitz", "05-", "Lipschitz"),
    (Lang::En, "Bayes", "04-", "Bayes"),
    (Lang::En, "glossary", "glossary", "Glossary"),
    (Lang::En, "borrow of moved value", "when-a-cell-complains", "moved"),
    (Lang::En, "擴散", "reading-", "扩散"),
    (Lang::Zh, "擴散", "15-", "扩散"),
    (Lang::Zh, "扩散模型", "15-", "扩散模型"),
    (Lang::Zh, "隨機微分方程", "11-", "随机微分方程"),
    (Lang::Zh, "布朗運動", "10-", "布朗运动"),
    (Lang::Zh, "軌跡", "05-", "轨迹"),
    (Lang::Zh, "採樣", "02-", "采样"),
    (Lang::Zh, "數據集", "03-", "数据集"),
    (Lang::Zh, "歐拉方法", "08-", "欧拉方法"),
    (Lang::Zh, "向量場", "05-", "向量场"),
    (Lang::Zh, "線性常微分方程", "07-", "线性常微分方程"),
    (Lang::Zh, "流匹配", "14-", "流匹配"),
    (Lang::Zh, "流", "06-", "流"),
    (Lang::Zh, "伊藤公式", "11-", "伊藤公式"),
    (Lang::Zh, "ito", "11-", "Itô"),
    (Lang::Zh, "朗之万", "12-", "朗之万"),
    (Lang::Zh, "條件生成", "04-", "条件生成"),
    (Lang::Zh, "单元格一直不结束", "when-a-cell-complains", "单元格一直不结束"),
    (Lang::Zh, "術語", "glossary", "术语"),
    (Lang::Zh, "選擇求解器", "choose-", "选择求解器"),
];

/// Everything that goes wrong, on the pages of the book.
pub fn faults(window: &mut Window, pages: &[String]) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    window.set_viewport(WIDTHS[1])?;
    window.emulate_media("light", false)?;
    for lang in Lang::ALL {
        let start = format!("{}/index.html", lang.code());
        let own: Vec<&String> = pages.iter().filter(|page| page.starts_with(&format!("{}/", lang.code()))).collect();
        if !pages.contains(&start) {
            continue;
        }
        faults.extend(search(window, &start).with_context(|| format!("searching from {start}"))?);
        for page in &own {
            faults.extend(languages(window, page).with_context(|| format!("changing the language of {page}"))?);
        }
        faults.extend(theme(window, &start).with_context(|| format!("changing the theme of {start}"))?);
        faults.extend(contents(window, &start).with_context(|| format!("opening the contents of {start}"))?);
        for page in &own {
            faults.extend(motion(window, page).with_context(|| format!("stopping what moves on {page}"))?);
            faults.extend(without_scripts(window, page).with_context(|| format!("{page} without scripts"))?);
        }
    }
    Ok(faults)
}

/// Waits until an expression is true.
pub(super) fn wait_until(window: &mut Window, expression: &str) -> anyhow::Result<()> {
    let start = Instant::now();
    while window.chromium.evaluate(expression).ok() != Some(json!(true)) {
        if start.elapsed() > PATIENCE {
            bail!("this does not become true: {expression}");
        }
        thread::sleep(Duration::from_millis(15));
    }
    Ok(())
}

/// Every page is found first by its title, a Chinese one by characters from inside a sentence, and what readers type.
fn search(window: &mut Window, start: &str) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    window.open_page(start)?;
    window.chromium.press("/")?;
    wait_until(window, "document.querySelector('#search').open && typeof courseWords !== 'undefined'")?;
    let known = window.chromium.evaluate(KNOWN)?;
    for page in known.as_array().into_iter().flatten() {
        let [file, title, inside] = [0, 1, 2].map(|k| page[k].as_str().unwrap_or_default());
        let found = results(window, title)?;
        if found.first().map(String::as_str) != Some(file) {
            faults.push(format!("{start}: the search for `{title}` finds {found:?}, not {file} first"));
        }
        if !inside.is_empty() && !results(window, inside)?.iter().any(|found| found == file) {
            faults.push(format!("{start}: the search for `{inside}`, from {file}, does not find it"));
        }
    }
    faults.extend(queries(window, start)?);
    let first = known[0].clone();
    results(window, first[1].as_str().unwrap_or_default())?;
    window.chromium.press("ArrowDown")?;
    wait_until(window, "document.activeElement.matches('#search li a')")?;
    window.chromium.press("Escape")?;
    wait_until(window, "!document.querySelector('#search').open")?;
    window.chromium.press("/")?;
    results(window, first[1].as_str().unwrap_or_default())?;
    window.chromium.press("Enter")?;
    let file = first[0].as_str().unwrap_or_default();
    wait_until(window, &format!("location.pathname.endsWith({})", json!(file)))?;
    Ok(faults)
}

/// What readers type is found where it is explained, and marked in all that is found.
fn queries(window: &mut Window, start: &str) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for (_, query, file, marked) in QUERIES.iter().filter(|(lang, ..)| start.starts_with(lang.code())) {
        let found = results(window, query)?;
        let marks: Vec<Vec<String>> = serde_json::from_value(window.chromium.evaluate(MARKED)?)?;
        let (first, words) = (found.first().cloned().unwrap_or_default(), marks.first().cloned().unwrap_or_default());
        if !first.starts_with(file) || !words.iter().any(|word| word == marked) {
            let expected = format!("not {file} with `{marked}`");
            faults.push(format!("{start}: the search for `{query}` finds {first} first, marks {words:?}, {expected}"));
        }
        if let Some((page, _)) = found.iter().zip(&marks).find(|(_, marks)| marks.is_empty()) {
            faults.push(format!("{start}: the search for `{query}` marks nothing in what it finds on {page}"));
        }
    }
    Ok(faults)
}

/// The pages that the open search finds.
fn results(window: &mut Window, query: &str) -> anyhow::Result<Vec<String>> {
    window.chromium.evaluate("document.querySelector('#search input').value = ''")?;
    window.chromium.call("Input.insertText", json!({ "text": query }))?;
    let found = window.chromium.evaluate(FOUND)?;
    Ok(found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect())
}

/// The picker leads to the same page in the other language, and to the section that is read.
fn languages(window: &mut Window, page: &str) -> anyhow::Result<Vec<String>> {
    window.open_page(page)?;
    let (lang, file) = page.split_once('/').unwrap_or(("", page));
    let other = if lang == "en" { "zh" } else { "en" };
    let section = window.chromium.evaluate(
        "(async () => { const part = document.querySelectorAll('main > .part')[1]; if (!part) { return ''; } \
         const id = part.querySelector('h2').id; const link = document.querySelector('.bar .language'); \
         const start = Date.now(); \
         while (link.hash.slice(1) !== encodeURIComponent(id) && Date.now() - start < 20000) { \
         part.scrollIntoView({ behavior: 'instant' }); await new Promise(done => setTimeout(done, 20)); } return id; })()",
    )?;
    window.chromium.take_events();
    window.chromium.evaluate("document.querySelector('.bar .language').click()")?;
    window.chromium.wait_for("Page.loadEventFired")?;
    let place = window.chromium.evaluate(
        "[location.pathname, decodeURIComponent(location.hash.slice(1)), document.querySelector(':target') !== null]",
    )?;
    let right = place[0] == json!(format!("/{other}/{file}")) && place[1] == section;
    let exists = section == json!("") || place[2] == json!(true);
    let fault = format!("{page}: the picker leads to {place}, not to /{other}/{file} at `{section}`");
    Ok(if right && exists { Vec::new() } else { vec![fault] })
}

/// The button turns the theme, and the choice is kept on the next page.
fn theme(window: &mut Window, start: &str) -> anyhow::Result<Vec<String>> {
    let ground = "getComputedStyle(document.body).backgroundColor";
    window.open_page(start)?;
    let light = window.chromium.evaluate(ground)?;
    window.chromium.evaluate("document.querySelector('#theme-button').click()")?;
    let dark = window.chromium.evaluate(ground)?;
    window.open_page(start)?;
    let kept = window.chromium.evaluate(ground)?;
    window.chromium.evaluate("document.querySelector('#theme-button').click()")?;
    let back = window.chromium.evaluate(ground)?;
    let right = light != dark && kept == dark && back == light;
    let fault = format!("{start}: the theme goes from {light} to {dark}, is kept as {kept} and goes back to {back}");
    Ok(if right { Vec::new() } else { vec![fault] })
}

/// On a phone the contents open and close by the keyboard.
fn contents(window: &mut Window, start: &str) -> anyhow::Result<Vec<String>> {
    window.set_viewport(WIDTHS[0])?;
    window.open_page(start)?;
    window.chromium.evaluate("document.querySelector('#contents-button').focus()")?;
    window.chromium.press("Enter")?;
    wait_until(window, "document.querySelector('#contents').matches(':popover-open')")?;
    window.chromium.press("Escape")?;
    wait_until(window, "!document.querySelector('#contents').checkVisibility()")?;
    window.set_viewport(WIDTHS[1])?;
    Ok(Vec::new())
}

/// What moves stands still for a reader who wants no motion, and can be stopped by any other.
fn motion(window: &mut Window, page: &str) -> anyhow::Result<Vec<String>> {
    let moving = "[...document.querySelectorAll('img[data-motion]')].filter(image => image.checkVisibility())";
    let runs = format!("{moving}.some(image => image.getAttribute('src') === image.dataset.motion)");
    let show = format!("{moving}[0].scrollIntoView({{ block: 'center', behavior: 'instant' }})");
    if !window.text(page)?.contains("data-motion") {
        return Ok(Vec::new());
    }
    window.emulate_media("light", true)?;
    window.open_page(page)?;
    window.chromium.evaluate(&show)?;
    thread::sleep(Duration::from_millis(300));
    let mut faults = Vec::new();
    if window.chromium.evaluate(&runs)? == json!(true) {
        faults.push(format!("{page}: an animation runs though the reader asked for less motion"));
    }
    window.emulate_media("light", false)?;
    window.open_page(page)?;
    window.chromium.evaluate(&show)?;
    wait_until(window, &runs)?;
    window.chromium.evaluate(&format!("{moving}[0].parentElement.querySelector('button').click()"))?;
    if window.chromium.evaluate(&format!("{moving}[0].getAttribute('src') === {moving}[0].dataset.motion"))?
        == json!(true)
    {
        faults.push(format!("{page}: an animation does not stop"));
    }
    Ok(faults)
}

/// Formulas, pictures, code and the way to all other pages are there without scripts.
fn without_scripts(window: &mut Window, page: &str) -> anyhow::Result<Vec<String>> {
    window.chromium.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
    window.open_page(page)?;
    let lacking = window.chromium.evaluate(
        "(() => { document.querySelectorAll('.part').forEach(part => { part.style.contentVisibility = 'visible'; }); \
         const all = selector => [...document.querySelectorAll(selector)].filter(element => !element.closest('details')); \
         const size = element => element.getBoundingClientRect().height; \
         return [['formulas', all('.katex-html').some(formula => size(formula) === 0)], \
         ['figures', all('figure').some(figure => ![...figure.querySelectorAll('img')].some(size))], \
         ['code', all('pre').some(block => size(block) === 0)], \
         ['contents', document.querySelectorAll('#contents a').length < 2], \
         ['language', document.querySelectorAll('.bar .language').length !== 1], \
         ['buttons that do nothing', all('.bar button:not([popovertarget])').some(size)], \
        ].filter(([, lacks]) => lacks).map(([what]) => what); })()",
    )?;
    window.chromium.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }))?;
    let lacking = lacking.as_array().into_iter().flatten().filter_map(Value::as_str);
    Ok(lacking.map(|what| format!("{page} without scripts: {what}")).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::page::{Page, Section};
    use crate::{browser, search};

    /// What the search shows of a page with this text, its marks in brackets; nothing if it does not find it.
    fn excerpt(window: &mut Window, text: &str, query: &str) -> Option<String> {
        window.open_page("a.html").unwrap();
        let section = Section { level: 1, title: "T".into(), text: text.into(), ..Section::default() };
        let script = search::script(&[Page { sections: vec![section], ..Page::default() }]).unwrap();
        let shown = "?.excerpt.map(({ text, marked }) => marked ? `[${text}]` : text).join('')";
        let expression = format!("{script}\ncourseSearch({})[0]{shown}", json!(query));
        window.chromium.evaluate(&expression).unwrap().as_str().map(str::to_string)
    }

    #[test]
    fn a_word_is_found_and_marked_however_it_is_written_where_there_is_a_browser() {
        if browser::find().is_err() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.html"), "<script>const zh = false;</script>").unwrap();
        let mut window = Window::open(folder.path()).unwrap();
        for (text, query, shown) in [
            ("The rule of Itô’s.", "ito", "The rule of [Itô]’s."),
            ("The rule of Ito\u{302}’s.", "ITÔ'S", "The rule of [Ito\u{302}]’s."),
            ("é Hölder é", "Ho\u{308}lder", "é [Hölder] é"),
            ("ﬁrst ﬁeld", "fields", "ﬁrst [ﬁeld]"),
            ("ß, groß, größe", "gross", "ß, [groß], [größ]e"),
            ("Øksendal, Łukasz", "lukasz oksendal", "[Øksendal], [Łukasz]"),
            ("many trajectories", "trajectory", "many [trajectories]"),
            ("with a method", "meth", "with a [meth]od"),
            ("with a method", "it", ""),
            ("取 SDE 的解", "ＳＤＥ", "取 [SDE] 的解"),
            ("解随机微分方程。", "隨機微分", "解[随机微分]方程。"),
            ("半群与显著", "半羣", "[半群]与显著"),
            ("半群与显著", "顯著", "半群与[显著]"),
            ("所谓流", "流", "所谓[流]"),
        ] {
            assert_eq!(excerpt(&mut window, text, query).unwrap_or_default(), shown, "{query}");
        }
        let long = format!("{}in the sense of Itô, as said{}", "one word more ".repeat(50), " and on".repeat(50));
        let shown = excerpt(&mut window, &long, "ito").unwrap();
        let words = shown.strip_prefix('…').and_then(|shown| shown.strip_suffix('…')).unwrap().replace(['[', ']'], "");
        assert!(shown.contains(" sense of [Itô], as said and on") && long.contains(&format!(" {words} ")), "{shown}");
        assert!((120..160).contains(&shown.chars().count()), "{shown}");
    }
}
