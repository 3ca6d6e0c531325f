//! Diffusion from the data's side.

crate::lesson::lesson! {
    slug: "data-side",
    title: ["Diffusion from the data's side", "从数据一侧看扩散"],
    notes: "",
}
