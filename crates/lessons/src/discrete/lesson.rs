//! Flow matching on words.

crate::lesson::lesson! {
    slug: "discrete",
    title: ["Flow matching on words", "离散流匹配：词与符号"],
    notes: "",
}
