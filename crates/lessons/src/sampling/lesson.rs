//! Sampling.

crate::lesson::lesson! {
    slug: "sampling",
    title: ["Sampling", "采样"],
    notes: "1.2",
}
