//! The linear ODE.

crate::lesson::lesson! {
    slug: "linear-ode",
    title: ["The linear ODE", "线性常微分方程"],
    notes: "2.1.2",
}
