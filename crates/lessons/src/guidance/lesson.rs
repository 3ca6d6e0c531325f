//! Guidance.

crate::lesson::lesson! {
    slug: "guidance",
    title: ["Guidance", "引导"],
    notes: "",
}
