//! `continuous_flow_matching.png`: path, field and loss in space, for one data point and on average.

use flowlab::lang::Text;

use super::diagram::{self, Entry};
use crate::{Figure, Make};

pub const FIGURE: Figure = Figure {
    id: "continuous_flow_matching",
    caption: Text::new(
        "Flow matching in $\\mathbb{R}^d$ on the straight path, with independent noise. Above: for one data point $z$ all is known. Below: the averages that are wanted. A network that is trained on single pairs learns the field below, since a square is least at the conditional mean.",
        "$\\mathbb{R}^d$ 中的流匹配，直线路径，噪声独立。上：对单个数据点 $z$，一切都是已知的。下：取平均以后的，才是真正想要的。网络只用单个的点对训练，学到的却是下面的向量场，因为平方误差的平均在条件均值处最小。",
    ),
    alt: Text::new(
        "Six boxes in two rows, for path, field and loss. An arrow leads from each box of the upper row to the one below it.",
        "六个方框排成两行，依次是路径、向量场和损失。上面一行的每个方框都有箭头指向下面一个。",
    ),
    make: Make::Still(|style| {
        let columns = [
            (
                Text::new("path", "路径"),
                [
                    Entry {
                        formula: "$X_t = t z + (1 - t)\\,x_0$",
                        words: Text::new("a noise moves to $z$", "噪声走向 $z$"),
                    },
                    Entry {
                        formula: "$p_t(x) = \\int p_t(x\\,|\\,z)\\,p(z)\\,dz$",
                        words: Text::new("the marginal law", "边缘分布"),
                    },
                ],
            ),
            (
                Text::new("field", "向量场"),
                [
                    Entry {
                        formula: "$u_t(x\\,|\\,z) = \\frac{z - x}{1 - t}$",
                        words: Text::new("straight to $z$", "直奔 $z$"),
                    },
                    Entry {
                        formula: "$u_t(x) = \\frac{\\mathbb{E}[z\\,|\\,X_t = x] - x}{1 - t}$",
                        words: Text::new("posterior mean", "后验均值"),
                    },
                ],
            ),
            (
                Text::new("loss", "损失"),
                [
                    Entry {
                        formula: "$|\\hat u_t(X_t) - u_t(X_t\\,|\\,z)|^2$",
                        words: Text::new("square, for single pairs", "单个点对的平方误差"),
                    },
                    Entry {
                        formula: "$\\hat u_t(x) = u_t(x)$", words: Text::new("the marginal field", "边缘向量场")
                    },
                ],
            ),
        ];
        diagram::draw(&columns, style)
    }),
};
