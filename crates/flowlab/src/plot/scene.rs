//! A recorded drawing: vector marks in painter's order, from which bitmaps and SVG are made.

use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Transform};

use super::colour::Colour;
use super::image::Image;
use crate::error::{Error, Result, at_least_one, positive};

/// A mark of a [`Scene`], in the scene's units (one unit is one CSS pixel).
#[derive(Clone, Debug)]
pub enum Mark {
    /// A filled outline.
    Fill {
        /// The outline.
        path: Path,
        /// Its ink.
        colour: Colour,
    },
    /// A line with round caps and joins.
    Line {
        /// The line's way.
        path: Path,
        /// Its ink.
        colour: Colour,
        /// Its width.
        width: f32,
    },
    /// A filled disc; thousands of them are cheap.
    Disc {
        /// Centre, to the right.
        x: f32,
        /// Centre, downwards.
        y: f32,
        /// Radius.
        radius: f32,
        /// Its ink.
        colour: Colour,
    },
    /// A filled rectangle with sides along the axes, without seams to its neighbours.
    Tile {
        /// Left, top, right, bottom.
        sides: [f32; 4],
        /// Its ink.
        colour: Colour,
    },
}

/// A recorded drawing of a given size on an opaque ground.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// The ground.
    pub ground: Colour,
    /// The marks, first drawn first.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// An empty scene.
    pub fn new(width: u32, height: u32, ground: Colour) -> Scene {
        Scene { width, height, ground, marks: Vec::new() }
    }

    /// Draws the scene as a bitmap with `scale` pixels for each unit of length.
    ///
    /// # Panics
    /// If the bitmap would have no pixel, or more than memory holds.
    pub fn rasterise(&self, scale: f32) -> Image {
        self.bitmap(scale).unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`rasterise`](Scene::rasterise), for a caller that can pass the error on.
    pub(super) fn bitmap(&self, scale: f32) -> Result<Image> {
        let (width, height) = self.size(scale)?;
        let n = self.pixels(scale, 1)?;
        let mut pixmap = Pixmap::new(width, height).ok_or(Error::TooMany { what: "pixels", n })?;
        pixmap.fill(colour(self.ground));
        for mark in &self.marks {
            paint(mark, &mut pixmap, scale);
        }
        let pixels = pixmap.data().as_chunks::<4>().0;
        let mut rgb = vec![0; 3 * pixels.len()];
        rgb.as_chunks_mut::<3>().0.iter_mut().zip(pixels).for_each(|(rgb, [r, g, b, _])| *rgb = [*r, *g, *b]);
        Ok(Image { width, height, rgb })
    }

    /// Width and height in pixels.
    fn size(&self, scale: f32) -> Result<(u32, u32)> {
        positive("scale", scale.into())?;
        let [width, height] = [self.width, self.height].map(|side| (side as f32 * scale).round() as u32);
        at_least_one("pixels", width.min(height) as usize)?;
        Ok((width, height))
    }

    /// The number of pixels of n bitmaps; refuses more than memory holds, at the eight bytes that each takes on its
    /// way.
    pub(super) fn pixels(&self, scale: f32, n: usize) -> Result<usize> {
        let (width, height) = self.size(scale)?;
        let pixels = (width as usize).saturating_mul(height as usize).saturating_mul(n);
        let refused = |_| Error::TooMany { what: "pixels", n: pixels };
        Vec::<u64>::new().try_reserve_exact(pixels).map_err(refused)?;
        Ok(pixels)
    }
}

fn colour(Colour { rgb: [r, g, b], alpha }: Colour) -> tiny_skia::Color {
    let part = |c: u8| f32::from(c) / 255.0;
    tiny_skia::Color::from_rgba(part(r), part(g), part(b), alpha.clamp(0.0, 1.0)).unwrap_or(tiny_skia::Color::BLACK)
}

fn paint(mark: &Mark, pixmap: &mut Pixmap, scale: f32) {
    let ink = |c: Colour| {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color(colour(c));
        paint
    };
    let transform = Transform::from_scale(scale, scale);
    match mark {
        Mark::Fill { path, colour } => pixmap.fill_path(path, &ink(*colour), FillRule::Winding, transform, None),
        Mark::Line { path, colour, width } => {
            let stroke = tiny_skia::Stroke {
                width: *width,
                line_cap: LineCap::Round,
                // A curve's many small bends are mitred, which is cheap; the sharp bends of a rough path are cut off.
                line_join: LineJoin::Miter,
                miter_limit: 2.0,
                ..Default::default()
            };
            pixmap.stroke_path(path, &ink(*colour), &stroke, transform, None);
        }
        Mark::Disc { x, y, radius, colour } => disc(pixmap, [x * scale, y * scale, radius * scale], *colour),
        Mark::Tile { sides, colour } => {
            tile(pixmap, sides.map(|side| (side * scale).round().max(0.0) as usize), *colour);
        }
    }
}

/// Covers each pixel by how far its centre lies inside the disc, at most one pixel's worth.
fn disc(pixmap: &mut Pixmap, [x, y, radius]: [f32; 3], colour: Colour) {
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let span = |centre: f32, side: usize| {
        let from = (centre - radius - 1.0).floor().max(0.0) as usize;
        from..((centre + radius + 1.0).ceil().max(0.0) as usize).min(side)
    };
    let data = pixmap.data_mut();
    for row in span(y, height) {
        for column in span(x, width) {
            let distance = (column as f32 + 0.5 - x).hypot(row as f32 + 0.5 - y);
            let cover = (radius - distance + 0.5).clamp(0.0, 1.0) * colour.alpha;
            if cover > 0.0 {
                blend(&mut data[4 * (row * width + column)..][..3], colour.rgb, cover);
            }
        }
    }
}

/// Covers whole pixels.
fn tile(pixmap: &mut Pixmap, [left, top, right, bottom]: [usize; 4], colour: Colour) {
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let (right, bottom) = (right.min(width), bottom.min(height));
    let data = pixmap.data_mut();
    for row in top..bottom {
        for column in left..right {
            blend(&mut data[4 * (row * width + column)..][..3], colour.rgb, colour.alpha);
        }
    }
}

/// Lays a colour over the pixel of an opaque picture.
fn blend(pixel: &mut [u8], colour: [u8; 3], cover: f32) {
    for (old, new) in pixel.iter_mut().zip(colour) {
        *old = (f32::from(*old) + (f32::from(new) - f32::from(*old)) * cover).round() as u8;
    }
}

/// The open way through some points; `None` for fewer than two.
pub(super) fn way(points: impl IntoIterator<Item = (f32, f32)>, closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let mut points = points.into_iter();
    let (x, y) = points.next()?;
    builder.move_to(x, y);
    points.for_each(|(x, y)| builder.line_to(x, y));
    if closed {
        builder.close();
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_covers_its_area() {
        let mut scene = Scene::new(20, 20, Colour::hex(0));
        scene.marks.push(Mark::Disc { x: 10.2, y: 9.7, radius: 6.0, colour: Colour::hex(0xFFFFFF) });
        let image = scene.rasterise(4.0);
        let area = image.rgb.iter().step_by(3).map(|v| f64::from(*v) / 255.0).sum::<f64>() / 16.0;
        // One pixel of smoothing on an edge of 2 pi r: the error of its mean is far below a hundredth of the area.
        assert!((area / (std::f64::consts::PI * 36.0) - 1.0).abs() < 0.005, "{area}");
    }

    #[test]
    fn bitmaps_without_pixels_or_with_too_many_are_refused() {
        let message = |width, scale| Scene::new(width, 20, Colour::hex(0)).bitmap(scale).unwrap_err().to_string();
        assert_eq!(message(20, 0.0), "scale = 0: give a number above zero");
        assert_eq!(message(20, f32::NAN), "scale = NaN: give a finite number");
        assert_eq!(message(20, 0.01), "no pixels: give at least one");
        assert_eq!(message(0, 1.0), "no pixels: give at least one");
        assert!(
            message(u32::MAX, 1e9).contains("18446744065119617025 pixels do not fit"),
            "{}",
            message(u32::MAX, 1e9)
        );
    }

    #[test]
    #[should_panic(expected = "pixels do not fit in memory")]
    fn a_bitmap_that_memory_does_not_hold_panics_in_words() {
        Scene::new(20, 20, Colour::hex(0)).rasterise(1e30);
    }

    #[test]
    fn tiles_that_touch_leave_no_seam() {
        let mut scene = Scene::new(9, 1, Colour::hex(0));
        for k in 0..9 {
            let edge = |i: i32| i as f32 * 0.97;
            scene.marks.push(Mark::Tile { sides: [edge(k), 0.0, edge(k + 1), 1.0], colour: Colour::hex(0xFFFFFF) });
        }
        let image = scene.rasterise(1.3);
        assert!(image.rgb[..3 * 11].iter().all(|v| *v == 255));
    }
}
