//! Diffusion models.

crate::lesson::lesson! {
    slug: "diffusion-models",
    title: ["Diffusion models", "扩散模型"],
    notes: "2.2.3",
}
