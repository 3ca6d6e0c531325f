//! SDEs and the Euler–Maruyama method.

crate::lesson::lesson! {
    slug: "sde-euler-maruyama",
    title: ["SDEs and the Euler–Maruyama method", "随机微分方程与欧拉-丸山方法"],
    notes: "2.2.2",
}
