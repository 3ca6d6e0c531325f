//! Flow models.

crate::lesson::lesson! {
    slug: "flow-models",
    title: ["Flow models", "流模型"],
    notes: "2.1.3",
}
