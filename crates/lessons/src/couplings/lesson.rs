//! Couplings.

crate::lesson::lesson! {
    slug: "couplings",
    title: ["Straighter paths, fewer steps", "更直的路径，更少的步"],
    notes: "",
}
