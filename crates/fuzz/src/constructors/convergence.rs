//! Orders of convergence.

use flowlab::convergence;
use flowlab::ndarray::aview1;

use crate::input::Input;
use crate::promise::{answer, finite};

/// The order of any errors at any steps.
pub fn orders(input: &mut Input<'_>) {
    let (n, m) = (input.size(6), if input.flag() { 0 } else { input.size(6) });
    let (mut h, mut errors) = (input.numbers(n), input.numbers(if m == 0 { n } else { m }));
    if input.flag() {
        h.iter_mut().chain(&mut errors).for_each(|x| *x = x.abs());
    }
    let numbers = h.len() == errors.len() && n > 1 && h.iter().chain(&errors).all(|x| x.is_finite() && *x > 0.0);
    let logs_differ = |i: usize, j: usize| h[i].ln() != h[j].ln();
    if let Some(order) = answer(convergence::order(&h, &errors), numbers && (1..n).any(|i| logs_differ(0, i))) {
        assert!(order.is_finite());
    }
    if let Some(orders) = answer(convergence::orders(&h, &errors), numbers && (1..n).all(|i| logs_differ(i - 1, i))) {
        assert!(orders.len() == n - 1 && finite(&aview1(&orders)));
    }
}
