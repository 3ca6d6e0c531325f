//! The plotters backend: records into a [`Scene`], on a grid of eight points to a unit, with our own type.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform, text_anchor::HPos, text_anchor::VPos,
};
use tiny_skia::{PathBuilder, Transform};

use super::colour::{Colour, ink};
use super::scene::{Mark, Scene, way};
use super::style::Style;
use super::text::{self, Weight};
use crate::{Error, Result};

/// Points of plotters' grid in a unit of the scene.
const FINE: f32 = 8.0;

/// The name of the font family that is set off from what lies below by a rim in the colour of the ground.
pub(super) const HALO: &str = "halo";

/// A length in CSS pixels in plotters' grid.
pub fn px(length: f64) -> u32 {
    (length * f64::from(FINE)).round().max(0.0) as u32
}

/// A drawing area of plotters on a [`Scene`].
pub type Area = DrawingArea<SceneBackend, Shift>;

/// Records what plotters draws.
#[derive(Debug)]
pub struct SceneBackend {
    scene: Rc<RefCell<Scene>>,
}

impl Scene {
    /// Records a drawing of plotters on a ground of the style.
    ///
    /// # Errors
    /// Those of `draw`; [`Error::MissingGlyph`] for a character that no embedded font has.
    pub fn draw(width: u32, height: u32, style: &Style, draw: impl FnOnce(&Area) -> Result<()>) -> Result<Scene> {
        let scene = Rc::new(RefCell::new(Scene::new(width, height, ink::ground(style))));
        draw(&SceneBackend { scene: scene.clone() }.into_drawing_area())?;
        let scene = scene.take();
        Ok(scene)
    }
}

impl Default for Scene {
    fn default() -> Scene {
        Scene::new(1, 1, Colour::hex(0xFFFFFF))
    }
}

/// The cause of a failed drawing, without plotters' wrapping.
pub(super) fn cause(error: DrawingAreaErrorKind<Error>) -> Error {
    match error {
        DrawingAreaErrorKind::BackendError(DrawingErrorKind::DrawingError(error)) => error,
        other => Error::Encode(other.to_string()),
    }
}

type Done = std::result::Result<(), DrawingErrorKind<Error>>;

impl SceneBackend {
    fn push(&mut self, mark: Option<Mark>) -> Done {
        self.scene.borrow_mut().marks.extend(mark);
        Ok(())
    }
}

fn ink_of(colour: BackendColor) -> Colour {
    let (r, g, b) = colour.rgb;
    Colour { rgb: [r, g, b], alpha: colour.alpha as f32 }
}

fn place((x, y): BackendCoord) -> (f32, f32) {
    (x as f32 / FINE, y as f32 / FINE)
}

fn weight(style: &impl BackendTextStyle) -> Weight {
    if matches!(style.style(), FontStyle::Bold) { Weight::Semibold } else { Weight::Regular }
}

impl DrawingBackend for SceneBackend {
    type ErrorType = Error;

    fn get_size(&self) -> (u32, u32) {
        let scene = self.scene.borrow();
        (scene.width * FINE as u32, scene.height * FINE as u32)
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done {
        let (x, y) = place(point);
        let side = 1.0 / FINE;
        self.push(Some(Mark::Tile { sides: [x, y, x + side, y + side], colour: ink_of(color) }))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Done {
        let ((left, top), (right, bottom)) = (place(from), place(to));
        if fill {
            let colour = ink_of(style.color());
            return self.push(Some(Mark::Tile { sides: [left, top, right, bottom], colour }));
        }
        let corners = [from, (to.0, from.1), to, (from.0, to.1), from];
        self.draw_path(corners, style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        let colour = ink_of(style.color());
        let width = style.stroke_width() as f32 / FINE;
        let line = way(path.into_iter().map(place), false).map(|path| Mark::Line { path, colour, width });
        self.push(line.filter(|_| colour.alpha > 0.0 && width > 0.0))
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Done {
        let ((x, y), radius, colour) = (place(center), radius as f32 / FINE, ink_of(style.color()));
        if fill {
            return self.push(Some(Mark::Disc { x, y, radius, colour }));
        }
        let width = style.stroke_width() as f32 / FINE;
        self.push(PathBuilder::from_circle(x, y, radius).map(|path| Mark::Line { path, colour, width }))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Done {
        let colour = ink_of(style.color());
        self.push(way(vert.into_iter().map(place), true).map(|path| Mark::Fill { path, colour }))
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Done {
        let size = style.size() as f32 / FINE;
        let line = text::set(text, size, weight(style)).map_err(DrawingErrorKind::DrawingError)?;
        let anchor = style.anchor();
        let right = match anchor.h_pos {
            HPos::Left => 0.0,
            HPos::Center => -line.width / 2.0,
            HPos::Right => -line.width,
        };
        let down = match anchor.v_pos {
            VPos::Top => text::ASCENT * size,
            VPos::Center => text::MIDDLE * size,
            VPos::Bottom => -text::DESCENT * size,
        };
        let turn = match style.transform() {
            FontTransform::None => 0.0,
            FontTransform::Rotate90 => 90.0,
            FontTransform::Rotate180 => 180.0,
            FontTransform::Rotate270 => 270.0,
        };
        let (x, y) = place(pos);
        let transform = Transform::from_translate(right, down).post_rotate(turn).post_translate(x, y);
        let colour = ink_of(style.color());
        let outlines: Vec<_> = line.outlines.into_iter().filter_map(|path| path.transform(transform)).collect();
        if style.family().as_str() == HALO {
            let ground = self.scene.borrow().ground;
            for path in outlines.iter().cloned() {
                self.push(Some(Mark::Line { path, colour: ground.alpha(0.8), width: 0.22 * size }))?;
            }
        }
        for path in outlines {
            self.push(Some(Mark::Fill { path, colour }))?;
        }
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> std::result::Result<(u32, u32), DrawingErrorKind<Error>> {
        let size = style.size() as f32 / FINE;
        let line = text::set(text, size, weight(style)).map_err(DrawingErrorKind::DrawingError)?;
        let fine = |length: f32| (length * FINE).ceil() as u32;
        Ok((fine(line.width), fine((text::ASCENT + text::DESCENT) * size)))
    }
}
