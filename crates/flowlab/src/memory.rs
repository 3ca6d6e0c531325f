//! Large arrays in large pages.
//!
//! Linux hands out memory 4 KiB at a time, when it is first written: for 80 MB of paths 20 000 times, which takes longer
//! than to draw them. Most distributions give pages of 2 MiB to who asks, as NumPy does for its large arrays; on other
//! systems, and where Linux refuses, nothing changes.

use ndarray::Array3;

/// Asks that memory which nobody has written yet come in large pages; a small array is left alone.
#[cfg(target_os = "linux")]
pub(crate) fn in_large_pages(zeros: &Array3<f64>) {
    const LARGE: usize = 2 << 20;
    let (start, end) = {
        let range = zeros.as_ptr();
        let end = range.wrapping_add(zeros.len());
        ((range as usize).next_multiple_of(LARGE), end as usize / LARGE * LARGE)
    };
    if start < end {
        // SAFETY: the whole pages lie inside the array; the advice changes neither what they hold nor who may use them
        #[expect(unsafe_code, reason = "a call of the system")]
        unsafe {
            libc::madvise(start as *mut libc::c_void, end - start, libc::MADV_HUGEPAGE);
        }
    }
}

/// There is nothing to ask.
#[cfg(not(target_os = "linux"))]
pub(crate) fn in_large_pages(_: &Array3<f64>) {}
