//! What of a drawing lies in the window of its axes: plotters itself would move a point from outside onto the frame.

use std::ops::Range;

/// A point in the coordinates of the axes.
type Point = (f64, f64);

/// The part of the plane that the axes show, its edges included.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub x: Range<f64>,
    pub y: Range<f64>,
}

impl Window {
    /// Whether a point is seen.
    pub(super) fn holds(&self, (x, y): Point) -> bool {
        (self.x.start..=self.x.end).contains(&x) && (self.y.start..=self.y.end).contains(&y)
    }

    /// The pieces of a line that are seen. A point that is not finite makes a gap; a point alone is a piece of its own.
    pub(super) fn line(&self, points: impl IntoIterator<Item = Point>) -> Vec<Vec<Point>> {
        let mut pieces = Vec::new();
        let mut piece: Vec<Point> = Vec::new();
        let mut before: Option<Point> = None;
        for point in points {
            if !(point.0.is_finite() && point.1.is_finite()) {
                pieces.push(std::mem::take(&mut piece));
                before = None;
                continue;
            }
            match before {
                None if self.holds(point) => piece.push(point),
                None => {}
                Some(from) => match self.segment(from, point) {
                    Some([start, end]) => {
                        if piece.last() != Some(&start) {
                            pieces.push(std::mem::replace(&mut piece, vec![start]));
                        }
                        piece.push(end);
                    }
                    None => pieces.push(std::mem::take(&mut piece)),
                },
            }
            before = Some(point);
        }
        pieces.push(piece);
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    /// The part of a segment that is seen (Liang and Barsky 1984). An end that is seen stays as it is.
    pub(super) fn segment(&self, from: Point, to: Point) -> Option<[Point; 2]> {
        let (from, to) = ([from.0, from.1], [to.0, to.1]);
        // The share of the way at which it enters and leaves, and the axis and the edge where it does.
        let (mut enter, mut leave) = ((0.0, None), (1.0, None));
        for (axis, range) in [&self.x, &self.y].into_iter().enumerate() {
            // Halves: a difference of two numbers may be too large to write.
            let way = to[axis] / 2.0 - from[axis] / 2.0;
            if way == 0.0 {
                if !(range.start..=range.end).contains(&from[axis]) {
                    return None;
                }
                continue;
            }
            let at = |edge: f64| ((edge / 2.0 - from[axis] / 2.0) / way, Some((axis, edge)));
            let (first, last) = if way > 0.0 { (range.start, range.end) } else { (range.end, range.start) };
            if at(first).0 > enter.0 {
                enter = at(first);
            }
            if at(last).0 < leave.0 {
                leave = at(last);
            }
        }
        if enter.0 > leave.0 {
            return None;
        }
        let point = |(share, edge): (f64, Option<(usize, f64)>), end: [f64; 2]| {
            let Some((axis, edge)) = edge else { return (end[0], end[1]) };
            let other = 1 - axis;
            let range = [&self.x, &self.y][other];
            let mut point = [edge; 2];
            point[other] = (from[other] * (1.0 - share) + to[other] * share).clamp(range.start, range.end);
            (point[0], point[1])
        };
        Some([point(enter, from), point(leave, to)])
    }

    /// The part of a polygon that is seen (Sutherland and Hodgman 1974); empty if none is.
    pub(super) fn polygon(&self, corners: Vec<Point>) -> Vec<Point> {
        if corners.iter().all(|corner| self.holds(*corner)) {
            return corners;
        }
        let turned = |corners: Vec<Point>| corners.into_iter().map(|(x, y)| (y, x)).collect::<Vec<_>>();
        let cut = |corners: Vec<Point>, range: &Range<f64>| half(half(corners, range.start, 1.0), range.end, -1.0);
        turned(cut(turned(cut(corners, &self.x)), &self.y))
    }
}

/// The part of a polygon that lies to the right of an edge (side 1) or to its left (side −1).
fn half(corners: Vec<Point>, edge: f64, side: f64) -> Vec<Point> {
    let inside = |corner: Point| side * corner.0 >= side * edge;
    let mut kept = Vec::with_capacity(corners.len() + 4);
    for (index, &corner) in corners.iter().enumerate() {
        let before = corners[(index + corners.len() - 1) % corners.len()];
        if inside(before) != inside(corner) {
            let share = (edge / 2.0 - before.0 / 2.0) / (corner.0 / 2.0 - before.0 / 2.0);
            kept.push((edge, before.1 * (1.0 - share) + corner.1 * share));
        }
        if inside(corner) {
            kept.push(corner);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { x: 0.0..2.0, y: 0.0..1.0 };

    #[test]
    fn a_line_ends_where_it_leaves_and_comes_back_where_it_enters() {
        let line = [(-1.0, 0.5), (1.0, 0.5), (3.0, 0.5), (3.0, 0.25), (1.0, 0.25)];
        let seen = [vec![(0.0, 0.5), (1.0, 0.5), (2.0, 0.5)], vec![(2.0, 0.25), (1.0, 0.25)]];
        assert_eq!(WINDOW.line(line), seen);
        assert_eq!(WINDOW.line([(-1.0, 0.5), (0.5, 2.5)]), Vec::<Vec<Point>>::new()); // passes the corner outside
        assert_eq!(WINDOW.line([(0.5, -1e300), (0.5, 1e300)]), [vec![(0.5, 0.0), (0.5, 1.0)]]);
    }

    #[test]
    fn what_is_not_finite_is_a_gap_and_a_point_alone_stays() {
        let line = [(0.0, 0.0), (0.5, 0.5), (1.0, f64::NAN), (1.5, 0.5), (1.7, f64::INFINITY), (1.8, 0.1), (2.0, 0.2)];
        let seen = [vec![(0.0, 0.0), (0.5, 0.5)], vec![(1.5, 0.5)], vec![(1.8, 0.1), (2.0, 0.2)]];
        assert_eq!(WINDOW.line(line), seen);
        assert_eq!(WINDOW.line([(1.0, 1.0)]), [vec![(1.0, 1.0)]]);
        assert_eq!(WINDOW.line([(1.0, 1.5)]), Vec::<Vec<Point>>::new());
    }

    #[test]
    fn a_polygon_keeps_the_area_that_is_seen() {
        let area = |corners: &[Point]| {
            let next = corners.iter().cycle().skip(1);
            corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
        };
        let diamond = vec![(1.0, -1.0), (3.0, 1.0), (1.0, 3.0), (-1.0, 1.0)];
        assert_eq!(area(&WINDOW.polygon(diamond)), 2.0); // all of the window lies in it
        assert_eq!(area(&WINDOW.polygon(vec![(1.0, 0.5), (3.0, 0.5), (3.0, 3.0), (1.0, 3.0)])), 0.5);
        assert_eq!(WINDOW.polygon(vec![(3.0, 3.0), (4.0, 3.0), (4.0, 4.0)]), []);
    }
}
