#!/usr/bin/env bash
# plotters 0.3.7: a line that leaves the ranges of its axes is not clipped but bent onto the frame.
#
# Guess before running: the line through (0, 0) and (2, 2) on axes from 0 to 1 ends in the upper right corner, and the one
# through (0, 0) and (1, 4) leaves through the upper edge at a quarter of the width.
# Seen: the second ends in the upper right corner too, as if its end were (1, 1).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
cat >> Cargo.toml <<'TOML'
plotters = { version = "=0.3.7", default-features = false, features = ["svg_backend", "line_series"] }
TOML
cat > src/main.rs <<'RUST'
use plotters::prelude::*;

fn main() {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (100, 100)).into_drawing_area();
        let mut chart = ChartBuilder::on(&area).build_cartesian_2d(0.0..1.0, 0.0..1.0).unwrap();
        chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 4.0)], &BLACK)).unwrap();
        area.present().unwrap();
    }
    let line = svg.lines().find(|line| line.contains("<polyline")).unwrap();
    println!("{line}");
    let points = line.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
    let end = points.split_whitespace().last().unwrap();
    println!("the line from (0, 0) to (1, 4) ends at {end} of a picture of 100 by 100");
    let x: i32 = end.split(',').next().unwrap().parse().unwrap();
    assert!(x > 90, "it is clipped now: it leaves at a quarter of the width");
}
RUST
cargo run --quiet
