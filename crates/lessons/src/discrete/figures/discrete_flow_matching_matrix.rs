//! `discrete_flow_matching_matrix.png`: path, rates and loss on strings, for one sentence and on average.

use flowlab::lang::Text;

use super::diagram::{self, Entry};
use crate::{Figure, Make};

pub const FIGURE: Figure = Figure {
    id: "discrete_flow_matching_matrix",
    caption: Text::new(
        "Flow matching on strings. Above: for one sentence $z$ each letter is opened by itself. Below: the averages over the language. A rate matrix stands for the field, the posterior of each letter for the posterior mean, cross-entropy for the square: it is least at the conditional law.",
        "字符串上的流匹配。上：对一个句子 $z$，每个字符各自揭开。下：对整个语言取平均。速率矩阵代替了向量场，每个字符的后验代替了后验均值，交叉熵代替了平方误差，它的平均在条件分布处最小。",
    ),
    alt: Text::new(
        "Six boxes in two rows, for path, rates and loss. An arrow leads from each box of the upper row to the one below it.",
        "六个方框排成两行，依次是路径、速率和损失。上面一行的每个方框都有箭头指向下面一个。",
    ),
    make: Make::Still(|style| {
        let columns = [
            (
                Text::new("path", "路径"),
                [
                    Entry {
                        formula: "$\\kappa_t\\,1[x_i = z_i] + (1 - \\kappa_t)\\,\\pi(x_i)$",
                        words: Text::new("each letter by itself", "各字符独立"),
                    },
                    Entry {
                        formula: "$p_t(x) = \\sum_z p(z)\\,p_t(x\\,|\\,z)$",
                        words: Text::new("the marginal law", "边缘分布"),
                    },
                ],
            ),
            (
                Text::new("rates", "速率"),
                [
                    Entry {
                        formula: "$\\frac{\\dot\\kappa_t}{1 - \\kappa_t}\\,(1[y = z_i] - 1[y = x_i])$",
                        words: Text::new("jump to $z_i$, and stay", "跳到 $z_i$，就不再动"),
                    },
                    Entry {
                        formula: "$\\frac{\\dot\\kappa_t}{1 - \\kappa_t}\\,(P(z_i = y\\,|\\,x) - 1[y = x_i])$",
                        words: Text::new("posterior of each letter", "每个字符的后验"),
                    },
                ],
            ),
            (
                Text::new("loss", "损失"),
                [
                    Entry {
                        formula: "$-\\ln \\hat p_i(z_i\\,|\\,X_t)$",
                        words: Text::new("cross-entropy, single sentences", "单个句子的交叉熵"),
                    },
                    Entry {
                        formula: "$\\hat p_i(y\\,|\\,x) = P(z_i = y\\,|\\,x)$",
                        words: Text::new("the posterior", "后验"),
                    },
                ],
            ),
        ];
        diagram::draw(&columns, style)
    }),
};
