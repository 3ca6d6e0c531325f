//! The field of the flow pictures.

use flowlab::Field;
use flowlab::ndarray::azip;

/// How fast the swirl turns.
const TURN: f64 = 2.4;
/// How fast it is drawn to the circle.
pub const PULL: f64 = 0.75;
/// Radius of the circle to which everything but the origin is drawn.
pub const RADIUS: f64 = 2.0;

/// A swirl that draws every point but the origin to a circle: with r = |x|,
/// u(x) = PULL (1 - r^2 / RADIUS^2) x + TURN (-x_2, x_1). It does not depend on the time.
///
/// Its divergence is 2 PULL (1 - 2 r^2 / RADIUS^2): areas grow where r < RADIUS / sqrt 2, and shrink beyond.
pub fn swirl() -> Field {
    Field::new(2, |_, x, mut out| {
        azip!((mut u in out.rows_mut(), x in x.rows()) {
            let pull = PULL * (1.0 - (x[0] * x[0] + x[1] * x[1]) / (RADIUS * RADIUS));
            u[0] = pull * x[0] - TURN * x[1];
            u[1] = pull * x[1] + TURN * x[0];
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::VectorField;
    use flowlab::ndarray::array;

    #[test]
    fn on_the_circle_the_swirl_only_turns() {
        let u = swirl().at(0.3, &array![[RADIUS, 0.0], [0.0, 0.0]]);
        assert_eq!(u, array![[0.0, TURN * RADIUS], [0.0, 0.0]]);
    }
}
