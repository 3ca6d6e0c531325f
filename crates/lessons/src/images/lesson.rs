//! Images.

crate::lesson::lesson! {
    slug: "images",
    title: ["Images", "图像"],
    notes: "",
}
