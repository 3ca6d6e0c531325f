//! The Ornstein–Uhlenbeck process.

crate::lesson::lesson! {
    slug: "ornstein-uhlenbeck",
    title: ["The Ornstein–Uhlenbeck process", "奥恩斯坦-乌伦贝克过程"],
    notes: "2.2",
}
