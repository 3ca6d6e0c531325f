//! The perceptual space OKLab, where equal steps look equal.
//!
//! Source: B. Ottosson, "A perceptual color space for image processing" (2020).

use ndarray::NdFloat;

/// The sRGB colour, channels in [0, 1], of lightness, green-red a and blue-yellow b; what sRGB does not hold is cut off.
pub(crate) fn to_srgb<T: NdFloat>([lightness, a, b]: [T; 3]) -> [T; 3] {
    let l = (lightness + number::<T>(0.3963377774) * a + number::<T>(0.2158037573) * b).powi(3);
    let m = (lightness - number::<T>(0.1055613458) * a - number::<T>(0.0638541728) * b).powi(3);
    let s = (lightness - number::<T>(0.0894841775) * a - number::<T>(1.2914855480) * b).powi(3);
    let linear = [
        number::<T>(4.0767416621) * l - number::<T>(3.3077115913) * m + number::<T>(0.2309699292) * s,
        number::<T>(-1.2684380046) * l + number::<T>(2.6097574011) * m - number::<T>(0.3413193965) * s,
        number::<T>(-0.0041960863) * l - number::<T>(0.7034186147) * m + number::<T>(1.7076147010) * s,
    ];
    linear.map(|linear| {
        let v = linear.max(T::zero()).min(T::one());
        if v <= number(0.0031308) {
            number::<T>(12.92) * v
        } else {
            number::<T>(1.055) * v.powf(T::one() / number(2.4)) - number(0.055)
        }
    })
}

/// Lightness, a and b of an sRGB colour, channels in [0, 1].
#[cfg(feature = "plot")]
pub(crate) fn from_srgb<T: NdFloat>(rgb: [T; 3]) -> [T; 3] {
    let [r, g, b] = rgb.map(|c| {
        if c <= number(0.04045) { c / number(12.92) } else { ((c + number(0.055)) / number(1.055)).powf(number(2.4)) }
    });
    let l = (number::<T>(0.4122214708) * r + number::<T>(0.5363325363) * g + number::<T>(0.0514459929) * b).cbrt();
    let m = (number::<T>(0.2119034982) * r + number::<T>(0.6806995451) * g + number::<T>(0.1073969566) * b).cbrt();
    let s = (number::<T>(0.0883024619) * r + number::<T>(0.2817188376) * g + number::<T>(0.6299787005) * b).cbrt();
    [
        number::<T>(0.2104542553) * l + number::<T>(0.7936177850) * m - number::<T>(0.0040720468) * s,
        number::<T>(1.9779984951) * l - number::<T>(2.4285922050) * m + number::<T>(0.4505937099) * s,
        number::<T>(0.0259040371) * l + number::<T>(0.7827717662) * m - number::<T>(0.8086757660) * s,
    ]
}

fn number<T: NdFloat>(x: f64) -> T {
    T::from(x).unwrap_or_else(T::nan)
}

#[cfg(all(test, feature = "plot"))]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_colour() {
        for rgb in [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.2, 0.7, 0.4], [0.9, 0.1, 0.0]] {
            let back = to_srgb(from_srgb(rgb));
            // The matrices and their inverses have ten digits; near black the curve of sRGB is steep.
            assert!(back.iter().zip(rgb).all(|(x, y): (&f64, f64)| (x - y).abs() < 1e-5), "{rgb:?} {back:?}");
        }
        assert!((from_srgb([1.0_f64; 3])[0] - 1.0).abs() < 1e-6, "white has lightness 1");
    }
}
