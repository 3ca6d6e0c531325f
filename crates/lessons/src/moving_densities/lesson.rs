//! Moving densities.

crate::lesson::lesson! {
    slug: "moving-densities",
    title: ["Moving densities", "随时间变化的密度"],
    notes: "",
}
