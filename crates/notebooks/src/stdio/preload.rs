//! Stands between the cells and the kernel, on Linux: loaded before libc into the process that runs the cells.
//!
//! The kernel reads what that process prints line by line, and its own marks, such as "the cell is done", are lines among
//! them. A text that leaves its line open would swallow the next mark, and the kernel would wait for it for ever: so a
//! line is ended before each mark, whoever wrote it. The standard input of that process brings the kernel's orders: a
//! cell that reads it would wait for ever too. So it gets the line for which the kernel then asks the user.
//!
//! ```text
//! cells ── standard output ──> pipe ──> a process that ends the lines ──> kernel
//! cells <── what `read` gives ──────────── orders and answers <────────── kernel
//! ```
#![allow(unsafe_code)] // these are the calls of the C library themselves
#![cfg_attr(test, allow(dead_code))] // and no test may take their names

use std::ffi::{c_int, c_void};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, IntoRawFd};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed};
use std::{env, slice};

unsafe extern "C" {
    fn dup2(old: c_int, new: c_int) -> c_int;
    fn fork() -> c_int;
    fn _exit(status: c_int) -> !;
    // As `read` and `write`, whose names are taken here.
    fn readv(fd: c_int, parts: *const Part, count: c_int) -> isize;
    fn writev(fd: c_int, parts: *const Part, count: c_int) -> isize;
}

/// C's `iovec`.
#[repr(C)]
struct Part(*const c_void, usize);

const DONE: &[u8] = b"EVCXR_EXECUTION_COMPLETE\n";
const ASK: &[u8] = b"EVCXR_INPUT_REQUEST";
/// How the kernel's marks begin; those that are a whole line, with its end.
const MARKS: [&[u8]; 7] = [
    DONE,
    ASK,
    b"EVCXR_PANIC_NOTIFICATION\n",
    b"EVCXR_ERROR_OCCURRED\n",
    b"EVCXR_VARIABLE_CHANGED_TYPE:",
    b"EVCXR_BEGIN_CONTENT ",
    b"EVCXR_END_CONTENT\n",
];

/// Where the kernel's orders and answers come from; -1 in every other process, where nothing is changed.
static ORDERS: AtomicI32 = AtomicI32::new(-1);
/// A cell is running: its order has come, and it is not done.
static RUNS: AtomicBool = AtomicBool::new(false);
/// The kernel was asked for a line, and what came of it so far does not end it.
static ASKED: AtomicBool = AtomicBool::new(false);
/// What was last written to the standard error does not end its line.
static ERROR_OPEN: AtomicBool = AtomicBool::new(false);

/// Runs when the process is loaded, before anything else.
#[cfg(not(test))]
#[used]
#[unsafe(link_section = ".init_array")]
static AT_START: extern "C" fn() = at_start;

extern "C" fn at_start() {
    // The kernel says so to the process in which it runs the cells. Programs that a cell starts must be left alone.
    if env::var_os("EVCXR_IS_RUNTIME").is_some() {
        let preload = env::var("LD_PRELOAD").unwrap_or_default();
        let others = preload.split_once([':', ' ']).map_or("", |(_, others)| others);
        // SAFETY: there is no other thread yet.
        unsafe { env::set_var("LD_PRELOAD", others) };
        // Where this fails, the cells run as without it.
        let _ = stand_between();
    }
}

/// Puts a pipe in the place of the standard output, with a process of its own behind it, and an empty file in that of
/// the standard input.
fn stand_between() -> io::Result<()> {
    let orders = io::stdin().as_fd().try_clone_to_owned()?;
    let empty = File::open("/dev/null")?;
    let (from, to) = io::pipe()?;
    // SAFETY: there is no other thread yet, so the child may do all that a process may. It owns its descriptors 0 to 2.
    unsafe {
        match fork() {
            -1 => return Err(io::Error::last_os_error()),
            0 => {
                drop((orders, to, File::from_raw_fd(0), File::from_raw_fd(2)));
                let _ = pass_on(from, &mut File::from_raw_fd(1));
                _exit(0)
            }
            _ => {
                dup2(to.as_raw_fd(), 1);
                dup2(empty.as_raw_fd(), 0);
            }
        }
    }
    ORDERS.store(orders.into_raw_fd(), Relaxed);
    Ok(())
}

/// Copies whole lines, each of the kernel's marks at the start of one.
fn pass_on(from: impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        if let Some(mark @ 1..) = mark_in(&line) {
            line.insert(mark, b'\n');
        }
        to.write_all(&line)?;
        line.clear();
    }
    Ok(())
}

/// Where a mark begins in a line.
fn mark_in(line: &[u8]) -> Option<usize> {
    (0..line.len()).find(|at| line[*at] == b'E' && MARKS.iter().any(|mark| line[*at..].starts_with(mark)))
}

/// Writes as the C library does.
fn put(fd: c_int, text: &[u8]) -> isize {
    // SAFETY: the text outlives the call.
    unsafe { writev(fd, &Part(text.as_ptr().cast(), text.len()), 1) }
}

/// The C library's `write`, which ends what a cell left open when the cell is done.
///
/// # Safety
/// That of the C library's.
#[cfg_attr(not(test), unsafe(no_mangle))]
unsafe extern "C" fn write(fd: c_int, data: *const c_void, length: usize) -> isize {
    if ORDERS.load(Relaxed) >= 0 && length > 0 {
        // SAFETY: the caller says so.
        let text = unsafe { slice::from_raw_parts(data.cast::<u8>(), length) };
        match fd {
            1 if text.starts_with(DONE) => {
                RUNS.store(false, Relaxed);
                let _ = io::stdout().flush();
                if ERROR_OPEN.swap(false, Relaxed) {
                    put(2, b"\n");
                }
            }
            // A cell may ask by itself, with the crate evcxr_input.
            1 if text.windows(ASK.len()).any(|part| part == ASK) => ASKED.store(true, Relaxed),
            2 => ERROR_OPEN.store(!text.ends_with(b"\n"), Relaxed),
            _ => {}
        }
    }
    // SAFETY: the caller says so.
    unsafe { writev(fd, &Part(data, length), 1) }
}

/// The C library's `read`; when a cell reads the standard input, the kernel is asked for a line. One without text is
/// the end of the input.
///
/// # Safety
/// That of the C library's.
#[cfg_attr(not(test), unsafe(no_mangle))]
unsafe extern "C" fn read(fd: c_int, data: *mut c_void, length: usize) -> isize {
    let orders = ORDERS.load(Relaxed);
    if fd != 0 || orders < 0 || length == 0 {
        // SAFETY: the caller says so.
        return unsafe { readv(fd, &Part(data, length), 1) };
    }
    let asks = RUNS.load(Relaxed) && !ASKED.swap(true, Relaxed);
    if asks {
        let _ = io::stdout().flush();
        put(1, &[ASK, b":\n"].concat());
    }
    // SAFETY: the caller says so.
    let count = unsafe { readv(orders, &Part(data, length), 1) };
    let Ok(got @ 1..) = usize::try_from(count) else { return count };
    // SAFETY: so much has just been written there.
    let text = unsafe { slice::from_raw_parts(data.cast::<u8>(), got) };
    if text.ends_with(b"\n") {
        // The end of an answer, or of the order to run a cell.
        ASKED.store(false, Relaxed);
        RUNS.store(true, Relaxed);
    }
    if asks && text == b"\n" { 0 } else { count }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed_on(text: &str) -> String {
        let mut out = Vec::new();
        pass_on(text.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_is_ended_before_each_mark_of_the_kernel() {
        for mark in [
            "EVCXR_EXECUTION_COMPLETE",
            "EVCXR_PANIC_NOTIFICATION",
            "EVCXR_ERROR_OCCURRED",
            "EVCXR_VARIABLE_CHANGED_TYPE:x",
            "EVCXR_BEGIN_CONTENT text/plain",
            "EVCXR_END_CONTENT",
            "EVCXR_INPUT_REQUEST:name",
            "EVCXR_INPUT_REQUEST_PASSWORD:name",
        ] {
            assert_eq!(passed_on(&format!("0 1 2 {mark}\nnext\n")), format!("0 1 2 \n{mark}\nnext\n"));
            assert_eq!(passed_on(&format!("0 1 2\n{mark}\n")), format!("0 1 2\n{mark}\n"));
        }
    }

    #[test]
    fn all_else_is_passed_on_as_it_is() {
        for text in ["", "a", "a\nb", "\n\n", "EVCXR_ and EVCXR_EXECUTION_COMPLETE too\n", "\r50 %\r100 %\n"] {
            assert_eq!(passed_on(text), text);
        }
    }
}
