//! Flow matching.

crate::lesson::lesson! {
    slug: "flow-matching",
    title: ["Flow matching", "流匹配"],
    notes: "2.1.3",
}
