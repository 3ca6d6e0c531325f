//! Euler's method.

crate::lesson::lesson! {
    slug: "euler",
    title: ["Euler's method", "欧拉方法"],
    notes: "2.1.2",
}
