//! Autoencoders and architectures.

crate::lesson::lesson! {
    slug: "latents",
    title: ["Autoencoders and architectures", "潜变量：自编码器与网络结构"],
    notes: "",
}
