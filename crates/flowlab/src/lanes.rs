//! What the kernels need of a number: vectors of it, and its exponential function.

use ndarray::NdFloat;
use pulp::Simd;

/// A number of which the machine has vectors. Not for use outside the crate.
pub trait Lanes: NdFloat {
    /// As many numbers as a register of the machine holds.
    type Vector<S: Simd>: Copy;

    /// The nearest number of this type.
    fn from_f64(value: f64) -> Self;

    /// The same number in f64.
    fn into_f64(self) -> f64;

    /// eˣ, to a few last bits, for each x up to where it is too large or too small for a number, and the value there
    /// beyond; written so that the compiler can do many at once.
    fn exponentials<const FUSED: bool, const N: usize>(x: [Self; N]) -> [Self; N];

    /// eˣ of one number.
    #[inline(always)]
    fn exponential<const FUSED: bool>(self) -> Self {
        let [exp] = Self::exponentials::<FUSED, 1>([self]);
        exp
    }

    /// 1/(1 + e^(−x)), as exact.
    #[inline(always)]
    fn sigmoids<const FUSED: bool, const N: usize>(x: [Self; N]) -> [Self; N] {
        let exp = Self::exponentials::<FUSED, N>(each(x, |x| -x));
        let sum = each(exp, |exp| Self::one() + exp);
        each(sum, |sum| Self::one() / sum)
    }

    /// A vector of equal numbers.
    fn splat<S: Simd>(simd: S, value: Self) -> Self::Vector<S>;

    /// a·b + c.
    fn fused<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>, c: Self::Vector<S>) -> Self::Vector<S>;

    /// a·b.
    fn times<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// The sum of the numbers of a vector.
    fn sum<S: Simd>(simd: S, vector: Self::Vector<S>) -> Self;

    /// The whole vectors of a slice.
    fn vectors<S: Simd>(slice: &[Self]) -> &[Self::Vector<S>];

    /// The whole vectors of a slice, to be written.
    fn vectors_mut<S: Simd>(slice: &mut [Self]) -> &mut [Self::Vector<S>];

    /// The numbers of all tensors as little-endian bytes, and back.
    fn to_bytes(slice: &[Self]) -> Vec<u8>;

    /// The numbers in these bytes.
    fn from_bytes(bytes: &[u8]) -> Vec<Self>;

    /// How safetensors calls the type.
    const DTYPE: safetensors::Dtype;
}

/// Whether vectors of this kind come with an instruction for a·b + c: all do but those of a browser.
#[inline(always)]
pub(crate) const fn is_fused<S: Simd>() -> bool {
    !S::IS_SCALAR && !cfg!(target_family = "wasm")
}

/// a·b + c: `FUSED` where the machine has an instruction for it, which rounds once.
#[inline(always)]
pub(crate) fn mul_add<T: NdFloat, const FUSED: bool>(a: T, b: T, c: T) -> T {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// A function of each number. A formula is written as stages, each for all numbers: while one number waits for the result
/// of its last operation, there are others to go on with.
#[inline(always)]
pub(crate) fn each<T: NdFloat, const N: usize>(x: [T; N], function: impl Fn(T) -> T) -> [T; N] {
    both(x, x, |x, _| function(x))
}

/// A function of the numbers in the same places.
#[inline(always)]
pub(crate) fn both<T: NdFloat, const N: usize>(x: [T; N], y: [T; N], function: impl Fn(T, T) -> T) -> [T; N] {
    let mut all = [T::zero(); N];
    for ((all, x), y) in all.iter_mut().zip(&x).zip(&y) {
        *all = function(*x, *y);
    }
    all
}

/// c₀ + c₁·x + c₂·x² + … of each number, by Horner's rule.
#[inline(always)]
fn polynomials<T: NdFloat, const FUSED: bool, const K: usize, const N: usize>(c: &[T; K], x: [T; N]) -> [T; N] {
    let mut sum = [c[K - 1]; N];
    for k in (0..K - 1).rev() {
        sum = both(sum, x, |sum, x| mul_add::<_, FUSED>(sum, x, c[k]));
    }
    sum
}

/// The same of one number.
#[inline(always)]
pub(crate) fn polynomial<T: NdFloat, const FUSED: bool, const K: usize>(c: &[T; K], x: T) -> T {
    polynomials::<T, FUSED, K, 1>(c, [x])[0]
}

/// eˣ = 2^k·e^r: k is the whole number nearest to x·log₂ e, added to the exponent's bits, and e^r with |r| ≤ ln(2)/2
/// is Taylor's polynomial. `$magic` is so large that adding it rounds to a whole number, which then stands in the last
/// bits. `$limit` keeps 2^k in range.
macro_rules! lanes {
    ($type:ident: $dtype:ident, $terms:expr, $mantissa:literal, $magic:literal, $limit:literal,
     ln_2 = $high:literal + $low:literal, $vector:ident, $splat:ident, $mul_add:ident, $mul:ident, $sum:ident, $vectors:ident, $vectors_mut:ident) => {
        impl Lanes for $type {
            type Vector<S: Simd> = S::$vector;
            const DTYPE: safetensors::Dtype = safetensors::Dtype::$dtype;

            #[inline(always)]
            fn from_f64(value: f64) -> $type {
                value as $type
            }

            #[inline(always)]
            fn into_f64(self) -> f64 {
                f64::from(self)
            }

            #[inline(always)]
            fn exponentials<const FUSED: bool, const N: usize>(x: [$type; N]) -> [$type; N] {
                let x = each(x, |x| x.clamp(-$limit, $limit));
                let rounded = each(x, |x| mul_add::<_, FUSED>(x, std::$type::consts::LOG2_E, $magic));
                let k = each(rounded, |rounded| rounded - $magic);
                let r = both(k, x, |k, x| mul_add::<_, FUSED>(k, -$high, x));
                let r = both(k, r, |k, r| mul_add::<_, FUSED>(k, -$low, r));
                let exp_r = polynomials::<_, FUSED, _, _>(&$terms, r);
                both(exp_r, rounded, |exp_r, rounded| {
                    $type::from_bits(exp_r.to_bits().wrapping_add(rounded.to_bits() << $mantissa))
                })
            }

            #[inline(always)]
            fn splat<S: Simd>(simd: S, value: $type) -> S::$vector {
                simd.$splat(value)
            }

            #[inline(always)]
            fn fused<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                simd.$mul_add(a, b, c)
            }

            #[inline(always)]
            fn times<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$mul(a, b)
            }

            #[inline(always)]
            fn sum<S: Simd>(simd: S, vector: S::$vector) -> $type {
                simd.$sum(vector)
            }

            #[inline(always)]
            fn vectors<S: Simd>(slice: &[$type]) -> &[S::$vector] {
                S::$vectors(slice).0
            }

            #[inline(always)]
            fn vectors_mut<S: Simd>(slice: &mut [$type]) -> &mut [S::$vector] {
                S::$vectors_mut(slice).0
            }

            fn to_bytes(slice: &[$type]) -> Vec<u8> {
                slice.iter().flat_map(|x| x.to_le_bytes()).collect()
            }

            fn from_bytes(bytes: &[u8]) -> Vec<$type> {
                let (numbers, _) = bytes.as_chunks();
                numbers.iter().map(|bytes| $type::from_le_bytes(*bytes)).collect()
            }
        }
    };
}

/// 1/k! for k = 0, 1, …: enough for 23 bits with the first 7, for 53 bits with all 14.
const TAYLOR: [f64; 14] = {
    let mut terms = [1.0; 14];
    let mut k = 1;
    while k < 14 {
        terms[k] = terms[k - 1] / k as f64;
        k += 1;
    }
    terms
};

const TAYLOR_F32: [f32; 7] = {
    let mut terms = [1.0; 7];
    let mut k = 0;
    while k < 7 {
        terms[k] = TAYLOR[k] as f32;
        k += 1;
    }
    terms
};

// ln 2 in two parts, the first with so few bits that k times it is exact (Cody and Waite, 1980)
lanes! {
    f32: F32, TAYLOR_F32, 23, 12_582_912.0, 87.0, ln_2 = 0.693_359_4 + -2.121_944_4e-4,
    f32s, splat_f32s, mul_add_e_f32s, mul_f32s, reduce_sum_f32s, as_simd_f32s, as_mut_simd_f32s
}
lanes! {
    f64: F64, TAYLOR, 52, 6_755_399_441_055_744.0, 708.0, ln_2 = 0.693_147_180_369_123_8 + 1.908_214_929_270_587_7e-10,
    f64s, splat_f64s, mul_add_e_f64s, mul_f64s, reduce_sum_f64s, as_simd_f64s, as_mut_simd_f64s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sigmoid_is_exact_to_a_few_last_bits() {
        for i in -8000..=8000 {
            let x = f64::from(i) / 100.0;
            let exact = 1.0 / (1.0 + (-x).exp());
            for [near] in [f64::sigmoids::<false, 1>([x]), f64::sigmoids::<true, 1>([x])] {
                assert!((near / exact - 1.0).abs() < 4.0 * f64::EPSILON, "{x} {near} {exact}");
            }
            let exact = 1.0 / (1.0 + (-f64::from(x as f32)).exp());
            for [near] in [f32::sigmoids::<false, 1>([x as f32]), f32::sigmoids::<true, 1>([x as f32])] {
                assert!((f64::from(near) / exact - 1.0).abs() < 4.0 * f64::from(f32::EPSILON), "{x} {near} {exact}");
            }
        }
    }

    #[test]
    fn far_out_the_sigmoid_is_0_or_1() {
        for x in [100.0, 1e4, f32::MAX, f32::INFINITY] {
            let [high, low] = f32::sigmoids::<true, 2>([x, -x]);
            assert!(high == 1.0 && low < 1e-37);
        }
        for x in [800.0, 1e300, f64::INFINITY] {
            let [high, low] = f64::sigmoids::<false, 2>([x, -x]);
            assert!(high == 1.0 && low < 1e-300);
        }
    }

    #[test]
    fn numbers_survive_their_bytes() {
        let numbers = [0.0_f32, -1.5, f32::MIN_POSITIVE, 3.4e38];
        assert_eq!(f32::from_bytes(&f32::to_bytes(&numbers)), numbers);
    }
}
