//! Lesson 01: how long the vectors of images, videos and molecules are, and what another order of the atoms changes.

use flowlab::distribution::{Cats, Portrait};
use flowlab::ndarray::{Array1, Array2, Array4, Axis};
use flowlab::rand::seq::SliceRandom;
use flowlab::{Seed, Text};

use crate::Digits::Decimals;
use crate::claim::{Claim, at_most, exact, greatest, near};

/// Bond lengths of benzene in ångström, a regular hexagon: Esselman and others, *Precise Equilibrium Structure of
/// Benzene* (2023).
const CARBON_CARBON: f64 = 1.3913;
const CARBON_HYDROGEN: f64 = 1.0809;
/// Bond length of water in ångström, and its angle in degrees: Benedict, Gailar and Plyler (1956).
const OXYGEN_HYDROGEN: f64 = 0.9572;
const HYDROGEN_OXYGEN_HYDROGEN: f64 = 104.52;

pub(super) fn claims() -> Vec<Claim> {
    // Each carbon moves to the place of its neighbour, on a hexagon whose side is its radius, and so does each hydrogen.
    let moved = (6.0 * (CARBON_CARBON.powi(2) + (CARBON_CARBON + CARBON_HYDROGEN).powi(2))).sqrt();
    let counted = Text::new("A count: it is exact.", "这是计数，没有误差。");
    vec![
        Claim::new(
            "objects-grey-dimension",
            "Length of the vector of a grey image of 28 × 28 pixels; in theory 28 · 28.",
            "28 × 28 像素的灰度图像所对应的向量的长度；理论值为 28 · 28。",
            exact(784.0),
            counted.en,
            counted.zh,
            Decimals(0).of(|seed| Ok(encode(&grey(seed)).len() as f64)),
        ),
        Claim::new(
            "objects-colour-dimension",
            "Length of the vector of a colour image of 256 × 256 pixels; in theory 256 · 256 · 3.",
            "256 × 256 像素的彩色图像所对应的向量的长度；理论值为 256 · 256 · 3。",
            exact(196_608.0),
            counted.en,
            counted.zh,
            Decimals(0).of(|seed| Ok(encode(&video(seed, 1)).len() as f64)),
        ),
        Claim::new(
            "objects-video-dimension",
            "Length of the vector of a video of 16 colour images of 256 × 256 pixels; in theory 16 · 256 · 256 · 3.",
            "由 16 帧 256 × 256 像素的彩色图像组成的视频所对应的向量的长度；理论值为 16 · 256 · 256 · 3。",
            exact(3_145_728.0),
            counted.en,
            counted.zh,
            Decimals(0).of(|seed| Ok(encode(&video(seed, 16)).len() as f64)),
        ),
        Claim::new(
            "objects-decode-encode",
            "Greatest difference between a number of an object and the same number after encoding and decoding: a grey image, a colour image, a video of 4 images, benzene; in theory 0.",
            "把对象编码成向量再解码，各个数与原来的数之差的最大值；对象有灰度图像、彩色图像、4 帧的视频和苯分子；理论值为 0。",
            at_most(0.0),
            "Encoding and decoding move numbers and compute nothing: not one bit changes.",
            "编码和解码只搬动数，不做运算，所以每一位都不变。",
            Decimals(0).of(|seed| {
                let objects = [grey(seed), video(seed, 1), video(seed, 4), as_object(&benzene())];
                Ok(greatest(objects.iter().flat_map(|z| decode(&encode(z), z.dim()) - z)))
            }),
        ),
        Claim::new(
            "objects-permuted-atoms",
            "Distance, in ångström, between the vector of benzene and the vector in which each atom has the number of its neighbour in the ring; in theory √(6(a² + b²)) with the radii a = 1.3913 and b = 2.4722 of the rings of carbon and hydrogen.",
            "把苯环上每个原子的编号换成相邻原子的编号，前后两个向量之间的距离（单位：埃）；理论值为 √(6(a² + b²))，其中 a = 1.3913、b = 2.4722 分别是碳环与氢环的半径。",
            near(moved, 1e-13),
            "Each of the 12 atoms moves by the side of a regular hexagon, which is its radius. The rest is rounding: some 10⁻¹⁶ of 7.",
            "12 个原子各移动正六边形的一条边，边长等于半径。其余只是舍入误差：约为 7 的 10⁻¹⁶ 倍。",
            Decimals(3).of(|_| {
                let z = benzene();
                let next: Vec<usize> = (0..12).map(|atom| atom / 6 * 6 + (atom + 1) % 6).collect();
                let gap = encode(&as_object(&z)) - encode(&as_object(&z.select(Axis(0), &next)));
                Ok(gap.dot(&gap).sqrt())
            }),
        ),
        Claim::new(
            "objects-sorted-distances",
            "Greatest change of a number in the sorted list of all distances between two atoms when the atoms of water and of benzene are numbered anew, in 100 random orders each; in theory 0.",
            "把水分子和苯分子的原子各按 100 种随机顺序重新编号，排好序的原子间距离表中各数变化的最大值；理论值为 0。",
            at_most(0.0),
            "The list holds the same distances, each computed from the same two atoms: only the sign of a difference that is squared can change.",
            "表中仍是同样的距离，每个距离都由同样两个原子算出：只有差的符号可能改变，而差要平方。",
            Decimals(0).of(|seed| {
                let mut rng = seed.stream(0);
                let mut changes = Vec::new();
                for molecule in [water(), benzene()] {
                    let list = sorted_distances(&molecule);
                    let mut order: Vec<usize> = (0..molecule.nrows()).collect();
                    for _ in 0..100 {
                        order.shuffle(&mut rng);
                        let anew = sorted_distances(&molecule.select(Axis(0), &order));
                        changes.extend(list.iter().zip(anew).map(|(a, b)| a - b));
                    }
                }
                Ok(greatest(changes))
            }),
        ),
        Claim::new(
            "objects-two-shapes",
            "Greatest difference between the sorted lists of distances of two shapes of four atoms in a plane, (0, 0), (0, 1), (0, 2), (1, 3) and (0, 0), (0, 1), (1, 1), (1, 3); in theory 0.",
            "平面上两种四原子形状 (0, 0)、(0, 1)、(0, 2)、(1, 3) 与 (0, 0)、(0, 1)、(1, 1)、(1, 3) 的排好序的距离表中，对应的数之差的最大值；理论值为 0。",
            at_most(0.0),
            "The squares of the distances are 1, 1, 2, 4, 5, 10 in both, whole numbers without rounding, and equal numbers have equal roots.",
            "两者的距离平方都是 1、1、2、4、5、10，都是整数，没有舍入；相等的数开方后也相等。",
            Decimals(0).of(|_| {
                let [a, b] = [[[0.0, 2.0], [1.0, 3.0]], [[1.0, 1.0], [1.0, 3.0]]].map(|[third, fourth]| {
                    sorted_distances(&flowlab::ndarray::array![[0.0, 0.0], [0.0, 1.0], third, fourth])
                });
                Ok(greatest(a.iter().zip(&b).map(|(a, b)| a - b)))
            }),
        ),
    ]
}

/// All numbers of an object, one after the other, the last index the fastest.
fn encode(object: &Array4<f64>) -> Array1<f64> {
    object.iter().copied().collect()
}

/// The object of this shape whose vector is `z`: entry (W·(H·f + i) + j)·C + c is channel c in row i and column j of
/// frame f.
fn decode(z: &Array1<f64>, shape: (usize, usize, usize, usize)) -> Array4<f64> {
    let (_, height, width, channels) = shape;
    Array4::from_shape_fn(shape, |(f, i, j, c)| z[(width * (height * f + i) + j) * channels + c])
}

/// A cat that tilts its head: (frames, 256, 256, 3).
fn video(seed: Seed, frames: usize) -> Array4<f64> {
    let mut video = Array4::zeros((frames, 256, 256, 3));
    for cat in Cats::portraits(seed, 1) {
        for (f, mut image) in video.outer_iter_mut().enumerate() {
            image.assign(&Portrait { tilt: cat.tilt + 0.02 * f as f64, ..cat }.render(256, 256));
        }
    }
    video
}

/// The mean of the three channels of a cat: (1, 28, 28, 1).
fn grey(seed: Seed) -> Array4<f64> {
    let mut image = Array4::zeros((1, 28, 28, 1));
    for cat in Cats::portraits(seed, 1) {
        let colours = cat.render(28, 28);
        image.indexed_iter_mut().for_each(|((_, i, j, _), grey)| {
            *grey = (0..3).map(|c| colours[[i, j, c]]).sum::<f64>() / 3.0;
        });
    }
    image
}

/// The places of the atoms (n, 3) as an image with a row for each atom and three channels.
fn as_object(molecule: &Array2<f64>) -> Array4<f64> {
    molecule.clone().insert_axis(Axis(1)).insert_axis(Axis(0))
}

/// Places of oxygen and the two hydrogens: (3, 3).
fn water() -> Array2<f64> {
    let (sin, cos) = (0.5 * HYDROGEN_OXYGEN_HYDROGEN).to_radians().sin_cos();
    let (x, y) = (OXYGEN_HYDROGEN * sin, OXYGEN_HYDROGEN * cos);
    flowlab::ndarray::array![[0.0, 0.0, 0.0], [x, y, 0.0], [-x, y, 0.0]]
}

/// Places of the six carbons, then of the six hydrogens, each ring in order: (12, 3).
fn benzene() -> Array2<f64> {
    Array2::from_shape_fn((12, 3), |(atom, axis)| {
        let radius = if atom < 6 { CARBON_CARBON } else { CARBON_CARBON + CARBON_HYDROGEN };
        let (sin, cos) = (60.0 * (atom % 6) as f64).to_radians().sin_cos();
        radius * [cos, sin, 0.0][axis]
    })
}

/// The distances of each two atoms in ascending order: what does not depend on the order of the atoms.
fn sorted_distances(molecule: &Array2<f64>) -> Vec<f64> {
    let mut distances = Vec::new();
    for (i, a) in molecule.outer_iter().enumerate() {
        for b in molecule.outer_iter().take(i) {
            distances.push((&a - &b).mapv(|gap| gap * gap).sum().sqrt());
        }
    }
    distances.sort_unstable_by(f64::total_cmp);
    distances
}
