//! Pictures: axes and curves on plotters, type and mathematics from embedded fonts, drawn with real anti-aliasing.
//!
//! A drawing is recorded once as a [`Scene`] of vector marks. plotters works in whole numbers, so it is handed a grid
//! that is 8 times finer than the picture. From the scene come a bitmap at any scale ([`Scene::rasterise`]) and SVG
//! text ([`Scene::to_svg`]); an [`Animation`] is a scene for each frame, encoded as a GIF with one palette.
//!
//! For a plot in a few lines, as in a notebook, use [`Plot`]; for a picture of your own, [`Scene::draw`] and [`Panel`].
//!
//! ```
//! use flowlab::plot::Plot;
//! let plot = Plot::new().x_label("$t$").y_label("$x_t$").line(&[0.0, 0.5, 1.0], &[1.0, 0.6, 0.4]);
//! let image = plot.scene().unwrap().rasterise(2.0);
//! assert_eq!((image.width, image.height), (1120, 720));
//! ```

mod animation;
mod backend;
mod clip;
mod colour;
mod image;
mod layout;
mod panel;
mod quick;
mod scene;
mod style;
mod svg;
mod tex;
mod text;
mod ticks;
mod wrap;

pub use animation::Animation;
pub use backend::{Area, SceneBackend, px};
pub use colour::{Colour, ColourMap, ink};
pub use image::Image;
pub use panel::{Anchor, Panel, PanelBuilder, Stroke, number};
pub use quick::Plot;
pub use scene::{Mark, Scene};
pub use style::{Style, Theme};
