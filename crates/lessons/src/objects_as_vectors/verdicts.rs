//! Lesson 01, objects as vectors.

use flowlab::ndarray::{Array1, Array2, Axis, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes the width of a picture, a row i, a column j and a channel c (0 red, 1 green, 2 blue), all
    /// counted from 0, and returns the place of that number in the picture's vector: 3·(width·i + j) + c.
    fn place_in_vector(width: usize, i: usize, j: usize, c: usize) -> usize, let &[width, i, j, c] = input;

    /// A function that takes the vector of a grey picture and the picture's width, and returns the picture: the number
    /// of row i and column j of the result is z\[width·i + j\].
    fn grey_picture(z: &Array1<f64>, width: usize) -> Array2<f64>, let &(ref z, width) = input;

    /// A function that takes two vectors a and b and a number t, and returns the point (1 − t)·a + t·b of the straight
    /// line from a at t = 0 to b at t = 1.
    fn straight_line(a: &Array1<f64>, b: &Array1<f64>, t: f64) -> Array1<f64>, let &(ref a, ref b, t) = input;

    /// A function that takes the places of N atoms (N, 3) and returns the N(N − 1)/2 distances of two atoms in
    /// ascending order, each pair once.
    fn sorted_distances(atoms: &Array2<f64>) -> Array1<f64>, let atoms = input;

    /// A function that takes n vectors, the rows of a batch (n, d), and returns the vector m (d) for which the mean of
    /// |zᵢ − m|² over the rows zᵢ is least.
    fn best_guess(z: &Array2<f64>) -> Array1<f64>, let z = input;
}

fn place_in_vector() -> Check<[usize; 4], usize> {
    Check {
        shown: |[width, i, j, c]| {
            [
                format!("width {width}, row {i}, column {j}, channel {c}"),
                format!("宽 {width}、行 {i}、列 {j}、通道 {c}"),
            ]
        },
        inputs: vec![[4, 1, 2, 1], [5, 0, 3, 2], [3, 2, 0, 1], [28, 14, 12, 2]],
        mistakes: mistakes! {
            |[width, i, j, c]| width * i + j + c,
                "this counts one number a pixel: each pixel before this one takes three places",
                "这里每个像素只算了一个数：前面的每个像素都占三个位置";
            |[width, i, j, c]| 3 * width * i + j + c,
                "the pixels to the left in the same row take three places each too: multiply j by 3 as well",
                "同一行左边的像素也各占三个位置：j 也要乘 3";
            |[width, i, j, c]| 3 * (width * j + i) + c,
                "rows and columns are exchanged: it is the row i that is preceded by i full rows",
                "行和列弄反了：在第 i 行之前有 i 个整行";
            |[width, i, j, _]| 3 * (width * i + j),
                "this is the place of red: add the channel c",
                "这是红色通道的位置：还要加上通道 c";
            |[width, i, j, c]| 3 * (width * i + j) + c + 1,
                "places are counted from 0: do not add 1",
                "位置从 0 开始数：不要加 1";
            |[_, i, j, c]| 3 * (i + j) + c,
                "each row above holds as many pixels as the picture is wide: multiply i by the width",
                "上面每一行的像素数都等于图像的宽：i 要乘以宽";
        },
    }
}

fn grey_picture() -> Check<(Array1<f64>, usize), Array2<f64>> {
    /// The picture of this many rows and columns whose number at (i, j) stands at `place(i, j)` in the vector.
    fn read(z: &Array1<f64>, shape: [usize; 2], place: impl Fn(usize, usize) -> usize) -> Array2<f64> {
        Array2::from_shape_fn(shape, |(i, j)| z[place(i, j)])
    }
    fn height((z, width): &(Array1<f64>, usize)) -> usize {
        z.len() / width
    }
    let ramp = Array1::from_shape_fn(8 * 5, |k| (k * k % 41) as f64 / 41.0);
    Check {
        shown: |(z, width)| [format!("the vector {z:.4} and the width {width}"), format!("向量 {z:.4} 和宽 {width}")],
        inputs: vec![(array![0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 3), (array![0.9, 0.7, 0.5, 0.2, 0.1, 0.0], 2), (ramp, 5)],
        mistakes: mistakes! {
            |input| read(&input.0, [height(input), input.1], |i, j| height(input) * j + i),
                "this fills the picture column by column: the vector holds it row by row",
                "这是逐列填入：向量是逐行排列的";
            |input| read(&input.0, [input.1, height(input)], |i, j| height(input) * i + j),
                "height and width are exchanged: the result has z.len() / width rows and width columns",
                "高和宽弄反了：结果应有 z.len() / width 行、width 列";
            |input| read(&input.0, [input.1, height(input)], |i, j| input.1 * j + i),
                "this is the picture with rows and columns exchanged: the first index is the row",
                "这是行列互换之后的图像：第一个下标应当是行";
            |input| read(&input.0, [height(input), input.1], |i, j| input.1 * (height(input) - 1 - i) + j),
                "the picture stands on its head: row 0 is the top row, and the vector starts with it",
                "图像上下颠倒了：第 0 行是最上面一行，向量从它开始";
            |input| read(&input.0, [height(input), input.1], |i, j| input.1 * i + (input.1 - 1 - j)),
                "left and right are exchanged: column 0 comes first in each row",
                "左右颠倒了：每一行都从第 0 列开始";
            |input| read(&input.0, [height(input), input.1], |i, j| i + j),
                "each row must start where the row above it ends: multiply the row's number by the width",
                "每一行都从上一行结束的地方开始：行号要乘以宽";
        },
    }
}

fn straight_line() -> Check<(Array1<f64>, Array1<f64>, f64), Array1<f64>> {
    let (a, b) = (array![0.0, 1.0, -2.0], array![4.0, 1.5, 0.5]);
    Check {
        shown: |(a, b, t)| both(format!("a = {a}, b = {b}, t = {t}")),
        inputs: [0.25, 0.0, 1.0, 0.5, 0.9].map(|t| (a.clone(), b.clone(), t)).to_vec(),
        mistakes: mistakes! {
            |(a, b, t)| *t * a + (1.0 - t) * b,
                "this runs from b to a: at t = 0 the point is a",
                "这是从 b 走到 a：t = 0 时应当在 a";
            |(a, b, t)| a + *t * b,
                "this ends at a + b: what moves the point is the difference b - a",
                "这样会停在 a + b：推动它的应当是差 b - a";
            |(a, b, t)| *t * (b - a),
                "this is the way gone so far: add the start a",
                "这只是已经走过的位移：还要加上起点 a";
            |(a, b, t)| b + *t * (b - a),
                "this starts at b: the start is a",
                "这是从 b 出发的：起点应当是 a";
            |(a, b, _)| 0.5 * (a + b),
                "this is the middle, whatever t is: let the weights depend on t",
                "这总是中点，与 t 无关：权重应当随 t 变化";
            |(a, b, t)| (1.0 - t * t) * a + t * t * b,
                "this runs along the right line, but not evenly: the weight of b is t itself",
                "路线对了，快慢不对：b 的权重就是 t 本身";
        },
    }
}

fn sorted_distances() -> Check<Array2<f64>, Array1<f64>> {
    /// `measure` of the differences of the atoms of each of the pairs, in the order of the pairs.
    fn each(
        atoms: &Array2<f64>,
        pairs: impl IntoIterator<Item = (usize, usize)>,
        measure: fn(&Array1<f64>) -> f64,
    ) -> Array1<f64> {
        pairs.into_iter().map(|(i, j)| measure(&(&atoms.row(i) - &atoms.row(j)))).collect()
    }
    fn once(n: usize) -> impl Iterator<Item = (usize, usize)> {
        (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
    }
    fn all(n: usize) -> impl Iterator<Item = (usize, usize)> {
        (0..n * n).map(move |k| (k / n, k % n))
    }
    fn length(gap: &Array1<f64>) -> f64 {
        gap.dot(gap).sqrt()
    }
    fn sorted(distances: Array1<f64>) -> Array1<f64> {
        let mut distances = distances.to_vec();
        distances.sort_by(f64::total_cmp);
        Array1::from(distances)
    }
    let line = array![[0.0, 0.0, 0.0], [7.0, 0.0, 0.0], [3.0, 4.0, 0.0]];
    let four = array![[1.0, 0.0, 0.5], [0.0, -1.0, 2.0], [0.3, 0.3, 0.3], [-2.0, 1.0, 0.0]];
    // two equal distances, and no distance at all
    let bend = array![[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 2.0, 0.0], [1.0, 3.0, 0.0]];
    let alone = array![[1.0, 2.0, 2.0]];
    Check {
        shown: |atoms| [format!("the atoms {atoms}"), format!("原子 {atoms}")],
        inputs: vec![line, four, bend, alone],
        mistakes: mistakes! {
            |atoms| each(atoms, once(atoms.nrows()), length),
                "the distances are right but not sorted: their order still depends on how the atoms are numbered",
                "距离都对，但没有排序：它们的顺序仍取决于原子的编号";
            |atoms| sorted(each(atoms, all(atoms.nrows()).filter(|(i, j)| i != j), length)),
                "each pair is counted twice: let j run only over the atoms below i",
                "每一对都算了两次：让 j 只取小于 i 的原子";
            |atoms| sorted(each(atoms, all(atoms.nrows()), length)),
                "this counts each pair twice, and the distance of each atom to itself: let j run only over the atoms below i",
                "每一对都算了两次，还算了每个原子到自己的距离：让 j 只取小于 i 的原子";
            |atoms| sorted(each(atoms, once(atoms.nrows()), |gap| gap.dot(gap))),
                "these are the squares of the distances: take the root of each",
                "这些是距离的平方：请各自开方";
            |atoms| sorted(each(atoms, once(atoms.nrows()), |gap| gap.abs().sum())),
                "this adds the three differences: square them, add, and take the root",
                "这是三个坐标差的绝对值之和：应当先平方，再相加，再开方";
            |atoms| sorted(each(atoms, once(atoms.nrows()), length)).iter().rev().copied().collect(),
                "the greatest comes first: sort in ascending order",
                "最大的排在了前面：请按从小到大排序";
            |atoms| sorted(atoms.rows().into_iter().map(|atom| length(&atom.to_owned())).collect()),
                "these are the distances to the origin: take the distances between two atoms",
                "这些是到原点的距离：要的是两个原子之间的距离";
            |atoms| sorted(each(atoms, (1..atoms.nrows()).map(|i| (i, i - 1)), length)),
                "only neighbours in the list are compared: take every pair",
                "只比较了列表中相邻的原子：要取每一对";
        },
    }
}

fn best_guess() -> Check<Array2<f64>, Array1<f64>> {
    fn sum(z: &Array2<f64>) -> Array1<f64> {
        z.sum_axis(Axis(0))
    }
    fn of_columns(z: &Array2<f64>, value: fn(&[f64]) -> f64) -> Array1<f64> {
        let sorted = z.columns().into_iter().map(|column| {
            let mut column = column.to_vec();
            column.sort_by(f64::total_cmp);
            column
        });
        sorted.map(|column| value(&column)).collect()
    }
    Check {
        shown: |z| [format!("the rows {z}"), format!("各行 {z}")],
        inputs: vec![
            array![[0.0, 1.0], [0.0, 4.0], [3.0, 4.0]],
            array![[1.0, 0.0, 2.0], [2.0, 8.0, 0.5], [3.0, 0.0, 0.5], [10.0, 1.0, 0.5], [4.0, 1.5, 0.0]],
        ],
        mistakes: mistakes! {
            sum,
                "this is the sum of the rows, n times the answer: divide by n",
                "这是各行之和，是答案的 n 倍：还要除以 n";
            |z| z.sum_axis(Axis(1)) / z.ncols() as f64,
                "this gives one number for each vector: average over the rows, for each of the d places",
                "这是给每个向量算出一个数：应当对 d 个位置中的每一个，在各行之间取平均";
            |z| Array1::from_elem(z.ncols(), z.sum() / z.len() as f64),
                "all places get the same number: each place has a best value of its own",
                "每个位置都是同一个数：每个位置各有自己的最佳值";
            |z| of_columns(z, |column| column[column.len() / 2]),
                "this is the median of each place: it makes the sum of the absolute differences least, not that of their squares",
                "这是每个位置上的中位数：它使差的绝对值之和最小，而不是差的平方和";
            |z| of_columns(z, |column| 0.5 * (column[0] + column[column.len() - 1])),
                "this is the middle between the least and the greatest value of each place: all rows count",
                "这是每个位置上最小值与最大值的中点：各行都应当算进去";
            |z| z.row(0).to_owned(),
                "this is the first of the vectors: m need not be one of them",
                "这是其中的第一个向量：m 不一定是它们中的一个";
            |z| sum(z) / (z.nrows() - 1) as f64,
                "this divides by n - 1, as an estimate of a variance does: divide by n",
                "这里除以了 n - 1，那是估计方差时的做法：请除以 n";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use flowlab::Lang;

    #[test]
    fn another_way_to_a_right_answer_is_solved() {
        assert_eq!(check::straight_line(|a, b, t| a + t * (b - a)), Verdict::Solved);
        assert_eq!(check::place_in_vector(|width, i, j, c| c + 3 * j + 3 * width * i), Verdict::Solved);
        let reshaped = |z: &Array1<f64>, width| z.to_shape((z.len() / width, width)).unwrap().to_owned();
        assert_eq!(check::grey_picture(reshaped), Verdict::Solved);
        assert_eq!(check::best_guess(|z| z.mean_axis(Axis(0)).unwrap()), Verdict::Solved);
    }

    #[test]
    fn the_best_guess_beats_any_other() {
        let error = |z: &Array2<f64>, m: &Array1<f64>| (z - m).mapv(|gap| gap * gap).sum();
        for z in &best_guess().inputs {
            let best = solutions::best_guess(z);
            for k in 0..best.len() {
                for step in [-1e-3, 1e-3] {
                    let mut moved = best.clone();
                    moved[k] += step;
                    assert!(error(z, &moved) > error(z, &best));
                }
            }
        }
    }

    #[test]
    fn any_other_wrong_answer_is_shown_beside_the_right_one() {
        let right = |&[width, i, j, c]: &[usize; 4]| solutions::place_in_vector(width, i, j, c);
        let verdict = place_in_vector().judge(|_| 7, right, Lang::En);
        let why = "for width 4, row 1, column 2, channel 1 it gives 7, the right answer is 19";
        assert_eq!(verdict, Verdict::NotYet(why.to_string()));
    }

    #[test]
    fn distances_of_pairs_in_any_order_are_right() {
        let distances = |atoms: &Array2<f64>| {
            let pairs = (0..atoms.nrows()).flat_map(|i| (i + 1..atoms.nrows()).map(move |j| (i, j)));
            let distance = |(i, j)| (0..3).fold(0.0_f64, |sum, k| sum.hypot(atoms[[i, k]] - atoms[[j, k]]));
            let mut distances: Vec<f64> = pairs.map(distance).collect();
            distances.sort_by(f64::total_cmp);
            Array1::from(distances)
        };
        assert_eq!(check::sorted_distances(distances), Verdict::Solved);
    }

    #[test]
    fn two_shapes_can_share_a_list_of_distances() {
        let shape = |third: [f64; 3]| array![[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], third, [1.0, 3.0, 0.0]];
        let lists = [[0.0, 2.0, 0.0], [1.0, 1.0, 0.0]].map(|third| solutions::sorted_distances(&shape(third)));
        assert_eq!(lists[0], lists[1]);
    }
}
