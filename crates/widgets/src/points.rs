//! Points of a drawing as text that an address can hold: four letters a point, twelve bits a coordinate.

use crate::Fault;

/// The 64 letters that an address need not escape.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// The coordinates run from -1 to 1 in this many steps.
const STEPS: f64 = 4095.0;

/// Points in [-1, 1]² as text.
///
/// ```
/// let text = widgets::pack(&[[0.25, -1.0], [1.0, 0.0]]);
/// let back = widgets::unpack(&text).unwrap();
/// // half a step of 2/4095
/// assert!((back[0][0] - 0.25).abs() <= 1.0 / 4095.0 && back[1][0] == 1.0);
/// ```
pub fn pack(points: &[[f64; 2]]) -> String {
    let letters = |x: f64| {
        let bits = ((x.clamp(-1.0, 1.0) + 1.0) / 2.0 * STEPS).round() as usize;
        [bits >> 6, bits & 63].map(|bits| char::from(LETTERS[bits]))
    };
    points.iter().flatten().flat_map(|x| letters(*x)).collect()
}

/// The points of a text.
///
/// # Errors
/// The text is none of [`pack`]'s.
pub fn unpack(text: &str) -> Result<Vec<[f64; 2]>, Fault> {
    let wrong = || Fault::new("the drawing in the address is damaged: draw anew", "地址中的图已损坏：请重新画");
    let bits: Option<Vec<usize>> =
        text.bytes().map(|letter| LETTERS.iter().position(|known| *known == letter)).collect();
    let bits = bits.ok_or_else(wrong)?;
    if !bits.len().is_multiple_of(4) {
        return Err(wrong());
    }
    let coordinate = |high: usize, low: usize| (high << 6 | low) as f64 / STEPS * 2.0 - 1.0;
    Ok(bits.chunks_exact(4).map(|b| [coordinate(b[0], b[1]), coordinate(b[2], b[3])]).collect())
}
