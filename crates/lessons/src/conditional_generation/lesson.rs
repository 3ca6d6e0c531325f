//! Conditional generation.

crate::lesson::lesson! {
    slug: "conditional-generation",
    title: ["Conditional generation", "条件生成"],
    notes: "1.4",
}
