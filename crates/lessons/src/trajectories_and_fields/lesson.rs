//! Trajectories and vector fields.

crate::lesson::lesson! {
    slug: "trajectories-and-fields",
    title: ["Trajectories and vector fields", "轨迹与向量场"],
    notes: "2.1.1",
}
