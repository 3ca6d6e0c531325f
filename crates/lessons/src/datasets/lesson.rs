//! Data sets.

crate::lesson::lesson! {
    slug: "datasets",
    title: ["Data sets", "数据集"],
    notes: "1.3",
}
