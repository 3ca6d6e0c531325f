//! The numbers that a network computes with: f32 for speed, f64 where gradients are checked.

use super::product::{Rows, RowsMut, Start, Strided, narrow, product};
use crate::lanes::Lanes;

/// `f32` or `f64`.
pub trait Real: Lanes {
    /// c (m, n) = (start + a (m, k)·b (k, n)) ⊙ factors, as [`product`] has it: compiled here, once for each type, and not
    /// again in every crate and cell that trains a network.
    #[doc(hidden)]
    fn product(
        size: [usize; 3],
        c: RowsMut<'_, Self>,
        start: Start<'_, Self>,
        a: Strided<'_, Self>,
        b: Rows<'_, Self>,
        factors: Option<&[Self]>,
    );

    /// c (m, n) = start + a (m, k)·wᵀ with w (n, k), as [`narrow`] has it.
    #[doc(hidden)]
    fn narrow(size: [usize; 3], c: RowsMut<'_, Self>, start: &[Self], a: Rows<'_, Self>, w: Rows<'_, Self>);
}

macro_rules! real {
    ($type:ident) => {
        impl Real for $type {
            fn product(
                size: [usize; 3],
                c: RowsMut<'_, $type>,
                start: Start<'_, $type>,
                a: Strided<'_, $type>,
                b: Rows<'_, $type>,
                factors: Option<&[$type]>,
            ) {
                product(size, c, start, a, b, factors);
            }

            fn narrow(
                size: [usize; 3],
                c: RowsMut<'_, $type>,
                start: &[$type],
                a: Rows<'_, $type>,
                w: Rows<'_, $type>,
            ) {
                narrow(size, c, start, a, w);
            }
        }
    };
}
real!(f32);
real!(f64);
