//! Time grids and Brownian paths.

use flowlab::{BrownianPath, TimeGrid};

use crate::input::Input;
use crate::promise::{answer, finite};

/// A grid between any two times.
pub fn grid(input: &mut Input<'_>) {
    let (t0, t1, n_steps) = (input.number(), input.number(), input.wild_size(255));
    let times = t0.is_finite() && t1.is_finite() && (t1 - t0).is_finite() && t0 != t1;
    let made = TimeGrid::uniform(t0, t1, n_steps);
    let Some(grid) = answer(made, times && (1..256).contains(&n_steps)) else { return };
    assert_eq!((grid.n_steps(), grid.knots().len()), (n_steps, n_steps + 1));
    assert_eq!((grid.t0(), grid.t1(), grid.h()), (t0, t1, (t1 - t0) / n_steps as f64));
    assert!(grid.knots().windows(2).all(|knots| if t0 < t1 { knots[0] <= knots[1] } else { knots[0] >= knots[1] }));
    for i in 0..n_steps {
        let step = grid.step(i);
        assert_eq!((step.t, step.t_next, step.h), (grid.t(i), grid.t(i + 1), grid.h()));
    }
}

/// A path on any grid, coarsened, refined, and refined and coarsened again.
pub fn path(input: &mut Input<'_>) {
    let Some(grid) = input.grid(24) else { return };
    let (n, d) = (input.size(4), input.size(3));
    let drawn = BrownianPath::sample(input.seed(), &grid, n, d);
    let Some(path) = answer(drawn, grid.t0() < grid.t1() && n > 0 && d > 0) else { return };
    assert_eq!(path.values().dim(), (grid.n_steps() + 1, n, d));
    assert_eq!(path.increments().dim(), (grid.n_steps(), n, d));
    assert!(path.state(0).iter().all(|w| *w == 0.0) && finite(path.values()));

    let k = input.wild_size(25);
    if let Some(coarse) = answer(path.coarsen(k), k > 0 && grid.n_steps() % k == 0) {
        assert_eq!((coarse.grid().n_steps() * k, coarse.last()), (grid.n_steps(), path.last()));
    }
    let k = input.wild_size(9);
    if let Some(fine) = answer(path.refine(k, input.seed()), (1..10).contains(&k)) {
        assert!(finite(fine.values()));
        assert_eq!(fine.coarsen(k), Ok(path));
    }
}

/// A path of any size.
pub fn size(input: &mut Input<'_>) {
    let Ok(grid) = TimeGrid::uniform(0.0, 1.0, 1) else { return };
    let (n, d) = (input.wild_size(3), input.wild_size(3));
    answer(BrownianPath::sample(input.seed(), &grid, n, d), (1..4).contains(&n) && (1..4).contains(&d));
}
