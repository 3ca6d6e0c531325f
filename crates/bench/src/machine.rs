//! What the machine can do at most: the measure of how much of it a work uses.

use std::fmt;
use std::hint::black_box;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Instant;

use flowlab::{Normals, Seed};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// What bounds a work from below, whoever does it.
#[derive(Clone, Copy)]
pub enum Bound {
    /// So many multiplications and additions in f32.
    Flops(f64),
    /// So many normal numbers.
    Normals(f64),
    /// So many bytes, each written once.
    Bytes(f64),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Bound::Flops(_) => "multiplication",
            Bound::Normals(_) => "drawing normal numbers",
            Bound::Bytes(_) => "memory",
        })
    }
}

/// The machine, with all its threads.
pub struct Machine {
    /// Floating-point operations a second, f32, in registers.
    flops: f64,
    /// Normal numbers a second, drawn and dropped.
    normals: f64,
    /// Bytes written a second, to memory too large for the cache.
    bytes: f64,
}

impl Machine {
    /// The best of some tries of each.
    pub fn measure() -> Machine {
        let best = |work: fn() -> f64| {
            let a_second = |_| {
                let start = Instant::now();
                work() / start.elapsed().as_secs_f64()
            };
            (0..9).map(a_second).fold(0.0, f64::max)
        };
        Machine { flops: best(multiply), normals: best(draw), bytes: best(write) }
    }

    /// The share of the seconds that the bound alone takes.
    pub fn share(&self, bound: Bound, seconds: f64) -> f64 {
        let least = match bound {
            Bound::Flops(n) => n / self.flops,
            Bound::Normals(n) => n / self.normals,
            Bound::Bytes(n) => n / self.bytes,
        };
        least / seconds
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine { flops, normals, bytes } = self;
        let threads = rayon::current_num_threads();
        write!(
            f,
            "{}, {threads} threads: {:.0} GFLOP/s in f32, {:.0} million normal numbers/s, {:.1} GB/s written",
            processor(),
            flops / 1e9,
            normals / 1e6,
            bytes / 1e9
        )
    }
}

/// The processor's name, and its widest vectors.
fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let vectors = format!("{:?}", Arch::new()); // V3(V3 { avx2: Avx2, … for AVX2, V4 for AVX-512
    let vectors = vectors.split('(').next().unwrap_or_default();
    format!("{} ({vectors})", name.map_or("processor of unknown name", |(_, name)| name))
}

/// Multiplications and additions that wait for nothing but each other; gives their number.
fn multiply() -> f64 {
    const ROUNDS: usize = 2_000_000;
    const SUMS: usize = 24;
    struct Multiply;
    impl WithSimd for Multiply {
        type Output = f64;
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> f64 {
            simd.vectorize(
                #[inline(always)]
                || {
                    let (factor, mut sums) = (simd.splat_f32s(black_box(0.5)), [simd.splat_f32s(1.0); SUMS]);
                    for _ in 0..ROUNDS {
                        sums.iter_mut().for_each(|sum| *sum = simd.mul_add_e_f32s(*sum, factor, factor));
                    }
                    black_box(sums.iter().map(|sum| simd.reduce_sum_f32s(*sum)).sum::<f32>());
                    (2 * ROUNDS * SUMS * S::F32_LANES) as f64
                },
            )
        }
    }
    on_all_threads(|_| Arch::new().dispatch(Multiply))
}

/// Normal numbers into a buffer that stays in the cache; gives their number.
fn draw() -> f64 {
    on_all_threads(|k| {
        let (mut normals, mut buffer) = (Normals::new(Seed(1), k), [0.0; 512]);
        for _ in 0..20_000 {
            normals.fill(&mut buffer);
            black_box(&mut buffer);
        }
        20_000.0 * 512.0
    })
}

/// Memory that is the process's already, written over; gives the bytes.
fn write() -> f64 {
    static NUMBERS: LazyLock<Mutex<Vec<f64>>> = LazyLock::new(|| Mutex::new(vec![1.0; 20_000_000]));
    let mut numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
    numbers.par_chunks_mut(512).for_each(|few| {
        few.fill(black_box(2.0));
        black_box(few);
    });
    8.0 * numbers.len() as f64
}

/// The sum of what the work gives on each thread.
fn on_all_threads(work: impl Fn(u64) -> f64 + Sync + Send) -> f64 {
    (0..rayon::current_num_threads() as u64).into_par_iter().map(work).sum()
}
