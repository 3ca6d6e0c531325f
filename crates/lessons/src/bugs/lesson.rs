//! A museum of bugs.

crate::lesson::lesson! {
    slug: "bugs",
    title: ["A museum of bugs", "错误博物馆"],
    notes: "",
}
