//! Brownian motion.

crate::lesson::lesson! {
    slug: "brownian-motion",
    title: ["Brownian motion", "布朗运动"],
    notes: "2.2, 2.2.1",
}
