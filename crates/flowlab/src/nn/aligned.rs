//! Numbers that start where a line of the cache does.

use std::ops::{Deref, DerefMut};

/// Numbers whose first lies at a multiple of 64 bytes, as a slice. A vector of 64 bytes that begins elsewhere lies in two
/// lines of the cache, and costs two visits.
#[derive(Debug)]
pub(super) struct Aligned<T> {
    room: Vec<T>,
    start: usize,
    n: usize,
}

/// Bytes of a line of the cache, and of the widest vector.
const LINE: usize = 64;

impl<T: Clone> Aligned<T> {
    /// n times this number.
    pub fn repeated(number: T, n: usize) -> Aligned<T> {
        let spare = LINE / size_of::<T>() - 1;
        let room = vec![number; n + spare];
        let start = room.as_ptr().align_offset(LINE).min(spare);
        Aligned { room, start, n }
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.room[self.start..][..self.n]
    }
}

impl<T> DerefMut for Aligned<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.room[self.start..][..self.n]
    }
}

impl<T: Clone> Clone for Aligned<T> {
    fn clone(&self) -> Aligned<T> {
        let mut copy = Aligned::repeated(self.room[0].clone(), self.n);
        copy.clone_from_slice(self);
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_start_at_a_line_and_so_do_copies() {
        for n in [0, 1, 5, 1000] {
            let numbers = Aligned::repeated(2.0_f32, n);
            let copy = numbers.clone();
            assert_eq!(copy[..], vec![2.0; n]);
            for at in [&numbers, &copy].map(|numbers| numbers.as_ptr() as usize) {
                assert_eq!(at % LINE, 0);
            }
        }
    }
}
