//! Objects as vectors.

crate::lesson::lesson! {
    slug: "objects-as-vectors",
    title: ["Objects as vectors", "把对象表示成向量"],
    notes: "1.1",
}
