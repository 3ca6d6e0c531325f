//! What a page foretells happens, and what it shows can be shown.

use flowlab::Lang;
use widgets::{Settings, Widget};

fn at(widget: &Widget, sets: &str) -> widgets::Picture {
    let settings = Settings::read(widget.dials, sets).unwrap_or_else(|fault| panic!("{}: {sets}: {fault}", widget.id));
    widget.picture(&settings).unwrap_or_else(|fault| panic!("{}: {sets}: {fault}", widget.id))
}

#[test]
fn what_a_page_foretells_happens_and_is_not_so_at_the_start() {
    for widget in widgets::all() {
        let first = at(widget, "");
        for (k, it) in widget.tries.iter().enumerate() {
            let readings = |picture: &widgets::Picture| {
                picture.readings.iter().map(|r| format!("{} {}", r.name, r.value)).collect::<Vec<_>>().join(", ")
            };
            let then = at(widget, it.sets);
            assert!((it.holds)(&then), "{} {k}: {}: {}", widget.id, it.sets, readings(&then));
            assert!(!(it.holds)(&first), "{} {k} holds at the start: {}", widget.id, readings(&first));
        }
    }
}

#[test]
fn every_word_is_there_in_both_languages() {
    for widget in widgets::all() {
        let labels = widget.dials.iter().map(|dial| dial.label);
        let words = labels.chain(widget.tries.iter().flat_map(|it| [it.does, it.expects])).chain([widget.says]);
        for text in words {
            assert!(Lang::ALL.iter().all(|lang| !text.get(*lang).is_empty()), "{}: {text:?}", widget.id);
        }
    }
}

#[test]
fn a_picture_has_finite_axes_and_a_place_for_every_handle() {
    for widget in widgets::all() {
        for sets in [""].into_iter().chain(widget.tries.iter().map(|it| it.sets)) {
            let picture = at(widget, sets);
            assert!(!picture.panels.is_empty() && !picture.readings.is_empty() && !picture.call.is_empty());
            for panel in &picture.panels {
                for axis in [panel.x, panel.y] {
                    assert!(axis.from < axis.to && axis.to.is_finite(), "{}: {axis:?}", widget.id);
                    assert!(!axis.log || axis.from > 0.0, "{}: {axis:?}", widget.id);
                }
            }
        }
    }
}

#[test]
fn the_code_below_a_widget_has_the_function_that_is_called() {
    for widget in widgets::all() {
        let picture = at(widget, "");
        let name = picture.call.split('(').next().unwrap_or_default();
        assert!(widget.code.contains(&format!("pub fn {name}(")), "{}: {}", widget.id, picture.call);
        assert!(!widget.code.contains("crate::"), "{}: its code stands alone", widget.id);
        assert!(
            widget.code.lines().count() <= 45,
            "{}: a reader sees {} lines",
            widget.id,
            widget.code.lines().count()
        );
        assert!(widget.code.lines().all(|line| line.len() <= 120), "{}", widget.id);
    }
}

#[test]
fn a_setting_that_is_none_is_named_with_the_way_out() {
    let widget = widgets::by_id("noise_dial").unwrap();
    let said = |address: &str| Settings::read(widget.dials, address).unwrap_err();
    assert_eq!(said("g=3").get(Lang::En), "`g=3` cannot be set: possible are 0, 0.25, 0.5, 1, 2, 4, 8");
    assert_eq!(said("h=3").get(Lang::Zh), "没有名为 `h` 的旋钮：这幅图有 g, score, n");
    assert!(said("score=left").get(Lang::En).contains("right, missing, wrong"));
}
