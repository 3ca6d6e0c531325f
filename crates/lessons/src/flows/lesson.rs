//! Flows.

crate::lesson::lesson! {
    slug: "flows",
    title: ["Flows", "流"],
    notes: "2.1.2",
}
