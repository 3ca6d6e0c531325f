//! What a check does with panics. Alone in its process: it replaces the process's panic hook.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use course::check;

static REPORTED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn a_panic_inside_a_check_is_not_reported_and_any_other_is() {
    panic::set_hook(Box::new(|_| {
        REPORTED.fetch_add(1, Ordering::SeqCst);
    }));
    let verdict = check::quadratic_variation(|_| todo!());
    assert_ne!(verdict, check::Verdict::Solved);
    assert_eq!(REPORTED.load(Ordering::SeqCst), 0);
    assert!(panic::catch_unwind(|| panic!("heard")).is_err());
    assert_eq!(REPORTED.load(Ordering::SeqCst), 1);
}
