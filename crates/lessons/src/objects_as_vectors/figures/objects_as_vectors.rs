//! `objects_as_vectors.png`: an image, a video and a molecule, each as one list of numbers and as one point of a space.

use std::f64::consts::TAU;

use flowlab::distribution::{Cats, Portrait, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, Axis, concatenate};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, Theme, ink};
use flowlab::{Result, Seed};

use crate::drawing::principal_coordinates;
use crate::{Figure, Make};

/// Sizes and places are in CSS pixels, right and down from the left upper corner.
const SIZE: (u32, u32) = (680, 500);
const ROWS: [f64; 3] = [40.0, 195.0, 350.0];
const LEFT: f64 = 10.0;
const MIDDLE: f64 = 166.0;
const RIGHT: f64 = 538.0;
/// Side of what stands left and right, and width of what stands between.
const SIDE: f64 = 132.0;
const WIDTH: f64 = 344.0;

/// The image: SHOWN of the cats of SEED, PIXELS high and wide; NUMBERED pixels in a row, from this one, are magnified.
const SEED: Seed = Seed(3);
const SHOWN: usize = 1;
const PIXELS: usize = 16;
const NUMBERED: usize = 4;
const MAGNIFIED: (usize, usize) = (7, 8);
/// The cats among which it stands.
const CATS: usize = 60;
/// The videos: the tilt of the head in each frame.
const TILTS: [f64; 4] = [-0.24, -0.08, 0.08, 0.24];
/// Water: the length of its bonds in angstrom, their angle in degrees; in how many directions it is shown.
const BOND: f64 = 0.9572;
const ANGLE: f64 = 104.52;
const TURNS: usize = 48;

pub const FIGURE: Figure = Figure {
    id: "objects_as_vectors",
    caption: Text::new(
        "Three objects as vectors. Left: the object. Middle: all its numbers in one list $z$, some magnified: red, green and blue of a pixel, or the coordinates of an atom in ångström. Right: the object (ringed) is one point of a space with $d$ axes, here seen along the two directions in which the points spread most, each stretched to fill the square: among other cats, among other videos, and among the same molecule turned in the plane of the drawing.",
        "三个对象的向量表示。左：对象本身。中：它的全部数值排成一列 $z$，其中几个放大显示，即一个像素的红、绿、蓝三个值，或一个原子的坐标（单位：埃）。右：对象（带圆圈）是 $d$ 维空间中的一个点，这里只看各点最分散的两个方向，并各自拉伸到占满方框：周围分别是别的猫、别的视频、在图面内转过不同角度的同一个分子。",
    ),
    alt: Text::new(
        "Three rows. A cat of 16 by 16 pixels, its pixels laid out as a strip, four of them magnified as twelve numbers, and the cat ringed among sixty small cats. Four frames of a cat that tilts its head, their strips joined end to end, the same pixel in each frame magnified, and a ringed dot among sixty. A water molecule, its nine numbers, and a ringed dot on a circle of turned molecules.",
        "三行。第一行：16 乘 16 像素的猫，像素排成一条，其中四个放大成十二个数，右侧是六十只小猫中带圆圈的这一只。第二行：一只猫歪头的四帧，四条首尾相接，每帧同一位置的像素被放大，右侧是六十个点中带圆圈的一个。第三行：水分子、它的九个数，以及由转了方向的分子组成的圆上带圆圈的一个点。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Objects of one kind as vectors (n, d), the one that is shown, and where all lie on the two principal axes: (n, 2).
pub struct Objects {
    pub z: Array2<f64>,
    pub shown: usize,
    pub places: Array2<f64>,
}

impl Objects {
    fn new(z: Array2<f64>, shown: usize) -> Objects {
        let places = principal_coordinates(&z);
        Objects { z: z.as_standard_layout().into_owned(), shown, places }
    }

    /// The vector in row `k`.
    fn vector(&self, k: usize) -> &[f64] {
        self.z.row(k).to_slice().expect("rows in standard layout are contiguous")
    }

    fn shown(&self) -> &[f64] {
        self.vector(self.shown)
    }
}

pub struct Data {
    pub images: Objects,
    pub videos: Objects,
    pub molecules: Objects,
}

pub fn data() -> Result<Data> {
    let cats = Cats::new(PIXELS, PIXELS)?;
    let portraits = Cats::portraits(SEED, CATS);
    let frame = |tilt: f64| {
        let tilted: Vec<_> = portraits.iter().map(|cat| Portrait { tilt, ..*cat }).collect();
        cats.render(&tilted)
    };
    let frames = TILTS.iter().map(|tilt| frame(*tilt)).collect::<Result<Vec<_>>>()?;
    let frames: Vec<_> = frames.iter().map(|frame| frame.view()).collect();
    let videos = concatenate(Axis(1), &frames).expect("all frames have a row for each cat");
    let turned = |k: usize, j: usize| water(TAU * k as f64 / TURNS as f64)[j];
    Ok(Data {
        images: Objects::new(cats.sample(SEED, CATS)?, SHOWN),
        videos: Objects::new(videos, SHOWN),
        molecules: Objects::new(Array2::from_shape_fn((TURNS, 9), |(k, j)| turned(k, j)), 0),
    })
}

/// Places of oxygen and both hydrogens, one after the other, turned in the plane.
fn water(turn: f64) -> [f64; 9] {
    let (down, half) = (0.75 * TAU + turn, (0.5 * ANGLE).to_radians());
    let [(y1, x1), (y2, x2)] = [down - half, down + half].map(f64::sin_cos);
    [0.0, 0.0, 0.0, x1, y1, 0.0, x2, y2, 0.0].map(|v| BOND * v)
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let text = ink::text(style);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let [width, height] = [SIZE.0, SIZE.1].map(f64::from);
        let mut panel =
            Panel::on(area, style).bare().margin(0.0).font(13.0).x(0.0..width, "").y(0.0..height, "").draw()?;
        for (words, left, width) in [
            (Text::new("the object", "对象"), LEFT, SIDE),
            (Text::new("its numbers, one list $z$", "它的数值，一列 $z$"), MIDDLE, WIDTH),
            (Text::new("one point of many", "众多点中的一个"), RIGHT, SIDE),
        ] {
            panel.label(words.get(style.lang), at(left + width / 2.0, 18.0), (0.0, 0.0), Anchor::Centre, text)?;
        }
        image_row(&mut panel, &data.images, style)?;
        video_row(&mut panel, &data.videos, style)?;
        molecule_row(&mut panel, &data.molecules, style)
    })
}

/// A place of the picture, right and down from its left upper corner, in the panel's coordinates.
fn at(right: f64, down: f64) -> (f64, f64) {
    (right, f64::from(SIZE.1) - down)
}

fn image_row(panel: &mut Panel<'_>, cats: &Objects, style: &Style) -> Result<()> {
    let (top, pixel) = (ROWS[0], SIDE / PIXELS as f64);
    image(panel, cats.shown(), (LEFT, top), pixel)?;
    for k in 0..=PIXELS {
        let (edge, stroke) = (k as f64 * pixel, Stroke::new(ink::ground(style).alpha(0.5), 0.5));
        panel.line([at(LEFT + edge, top), at(LEFT + edge, top + SIDE)], stroke)?;
        panel.line([at(LEFT, top + edge), at(LEFT + SIDE, top + edge)], stroke)?;
    }
    let (row, column) = MAGNIFIED;
    let corner = (LEFT + column as f64 * pixel, top + row as f64 * pixel);
    frame(panel, corner, (NUMBERED as f64 * pixel, pixel), style)?;

    name(panel, top, Text::new("image", "图像"), "$d = 16 × 16 × 3 = 768$", style)?;
    strip(panel, cats.shown(), top, (MIDDLE, WIDTH), 1)?;
    let first = PIXELS * row + column;
    let unit = WIDTH / (PIXELS * PIXELS) as f64;
    for k in 0..NUMBERED {
        let z = &cats.shown()[3 * (first + k)..][..3];
        let source = MIDDLE + (first + k) as f64 * unit;
        magnified(panel, top, (k, NUMBERED), z, Some((source, source + unit)), style)?;
    }
    square(panel, top, style)?;
    for (k, place) in places(cats, 18.0).into_iter().enumerate() {
        image(panel, cats.vector(k), corner_of(place, top), 1.0)?;
    }
    let place = places(cats, 18.0)[cats.shown];
    let corner = corner_of(place, top);
    image(panel, cats.shown(), corner, 1.0)?;
    ring(panel, (RIGHT + SIDE / 2.0 + place.0, top + SIDE / 2.0 + place.1), 13.0, style)
}

/// The left upper corner of a small image in the square at the right.
fn corner_of((right, down): (f64, f64), top: f64) -> (f64, f64) {
    let half = (SIDE - PIXELS as f64) / 2.0;
    ((RIGHT + half + right).round(), (top + half + down).round())
}

fn video_row(panel: &mut Panel<'_>, videos: &Objects, style: &Style) -> Result<()> {
    const GAP: f64 = 6.0;
    let (top, side) = (ROWS[1], (SIDE - GAP) / 2.0);
    let (pixel, length) = (side / PIXELS as f64, WIDTH / TILTS.len() as f64);
    let (row, column) = MAGNIFIED;
    let count = 3 * PIXELS * PIXELS;
    name(panel, top, Text::new("video", "视频"), "$d = 4 × 768 = 3072$", style)?;
    for k in 0..TILTS.len() {
        let z = &videos.shown()[k * count..][..count];
        let corner = (LEFT + (k % 2) as f64 * (side + GAP), top + (k / 2) as f64 * (side + GAP));
        image(panel, z, corner, pixel)?;
        frame(panel, (corner.0 + column as f64 * pixel, corner.1 + row as f64 * pixel), (pixel, pixel), style)?;
        let left = MIDDLE + k as f64 * length;
        strip(panel, z, top, (left, length - 1.5), 2)?;
        let unit = length / (PIXELS * PIXELS) as f64;
        let source = left + (PIXELS * row + column) as f64 * unit;
        let pixel = &z[3 * (PIXELS * row + column)..][..3];
        magnified(panel, top, (k, TILTS.len()), pixel, Some((source, source + unit)), style)?;
    }
    square(panel, top, style)?;
    let places: Vec<_> =
        places(videos, 12.0).into_iter().map(|p| (RIGHT + SIDE / 2.0 + p.0, top + SIDE / 2.0 + p.1)).collect();
    panel.dots(places.iter().map(|p| at(p.0, p.1)), 2.6, ink::data(style).alpha(0.6))?;
    let shown = places[videos.shown];
    panel.knob(at(shown.0, shown.1), 3.6, ink::data(style))?;
    ring(panel, shown, 8.0, style)
}

fn molecule_row(panel: &mut Panel<'_>, molecules: &Objects, style: &Style) -> Result<()> {
    let (top, muted) = (ROWS[2], ink::muted(style));
    let centre = (LEFT + SIDE / 2.0, top + 0.4 * SIDE);
    for (end, name, anchor) in [((60.0, 0.0), "$x$", Anchor::Below), ((0.0, -44.0), "$y$", Anchor::Left)] {
        let end = at(centre.0 + end.0, centre.1 + end.1);
        panel.arrow(at(centre.0, centre.1), end, Stroke::new(muted, 1.0))?;
        panel.label(name, end, (-3.0, 3.0), anchor, muted)?;
    }
    molecule(panel, molecules.shown(), centre, 58.0, style)?;
    name(panel, top, Text::new("molecule", "分子"), "$d = 3 × 3 = 9$", style)?;
    for (k, atom) in molecules.shown().chunks(3).enumerate() {
        magnified(panel, top, (k, 3), atom, None, style)?;
    }
    square(panel, top, style)?;
    let middle = (RIGHT + SIDE / 2.0, top + SIDE / 2.0);
    let places = places(molecules, 13.0);
    panel.dots(places.iter().map(|p| at(middle.0 + p.0, middle.1 + p.1)), 1.8, ink::data(style))?;
    for k in (0..TURNS).step_by(TURNS / 8) {
        let (right, down) = places[k];
        molecule(panel, molecules.vector(k), (middle.0 + 0.66 * right, middle.1 + 0.66 * down), 8.5, style)?;
    }
    let shown = (middle.0 + places[0].0, middle.1 + places[0].1);
    panel.knob(at(shown.0, shown.1), 3.6, ink::data(style))?;
    ring(panel, shown, 8.0, style)
}

/// Red, green and blue of a pixel.
fn colour(pixel: &[f64]) -> Colour {
    let [r, g, b] = [0, 1, 2].map(|c| (255.0 * pixel[c]).round() as u8);
    Colour { rgb: [r, g, b], alpha: 1.0 }
}

/// An image with pixels of this size.
fn image(panel: &mut Panel<'_>, z: &[f64], (left, top): (f64, f64), pixel: f64) -> Result<()> {
    for (k, z) in z.chunks(3).enumerate() {
        let (right, down) = (left + (k % PIXELS) as f64 * pixel, top + (k / PIXELS) as f64 * pixel);
        panel.tile(at(right, down), at(right + pixel, down + pixel), colour(z))?;
    }
    Ok(())
}

/// The pixels of an image in one row; of `each` neighbours stands the mean.
fn strip(panel: &mut Panel<'_>, z: &[f64], top: f64, (left, width): (f64, f64), each: usize) -> Result<()> {
    let unit = width / (PIXELS * PIXELS / each) as f64;
    for (k, z) in z.chunks(3 * each).enumerate() {
        let mean = |c: usize| (0..each).map(|i| z[3 * i + c]).sum::<f64>() / each as f64;
        let right = left + k as f64 * unit;
        panel.tile(at(right, top + 22.0), at(right + unit, top + 42.0), colour(&[0, 1, 2].map(mean)))?;
    }
    Ok(())
}

/// Three numbers of a vector, the part `k` of `n` that are shown: as bars and in figures. Of a pixel, with its colour
/// and the place in the strip where it stands; of an atom, with its sign.
fn magnified(
    panel: &mut Panel<'_>,
    top: f64,
    (k, n): (usize, usize),
    z: &[f64],
    source: Option<(f64, f64)>,
    style: &Style,
) -> Result<()> {
    const BARS: [f64; 2] = [40.0, 46.0];
    let (text, muted) = (ink::text(style), ink::muted(style));
    let slot = WIDTH / n as f64;
    let (left, right) = (MIDDLE + k as f64 * slot + 4.0, MIDDLE + (k + 1) as f64 * slot - 4.0);
    let (base, inks) = match source {
        Some(source) => {
            let fan = [at(source.0, top + 42.0), at(source.1, top + 42.0), at(right, top + 56.0), at(left, top + 56.0)];
            panel.polygon(fan, ink::truth(style).alpha(0.35))?;
            panel.tile(at(left, top + 56.0), at(right, top + 63.0), colour(z))?;
            (top + 113.0, channels(style))
        }
        None => {
            let (name, atom) = if k == 0 { ("O", oxygen(style)) } else { ("H", hydrogen(style)) };
            panel.dots([at(left + 9.0, top + 33.0)], 6.0, atom)?;
            panel.label(name, at(left + 18.0, top + 33.0), (0.0, 0.0), Anchor::Right, text)?;
            (top + 78.0, [ink::data(style); 3])
        }
    };
    for (c, (value, ink)) in z.iter().zip(inks).enumerate() {
        let middle = left + (right - left) * (c as f64 + 0.5) / 3.0;
        let height = if source.is_some() { BARS[1] } else { BARS[0] } * value;
        panel.tile(at(middle - 8.0, base), at(middle + 8.0, base - height), ink)?;
        let figures = format!("{value:.2}").replace('-', "−").replace("−0.00", "0.00");
        panel.label(&figures, at(middle, top + 123.0), (0.0, 0.0), Anchor::Centre, text)?;
    }
    panel.line([at(left, base), at(right, base)], Stroke::new(muted, 0.9))
}

/// Inks of the bars for red, green and blue.
fn channels(style: &Style) -> [Colour; 3] {
    match style.theme {
        Theme::Light => [0xD9544D, 0x3C9E5A, 0x3F78D4].map(Colour::hex),
        Theme::Dark => [0xF07A72, 0x5CC47C, 0x6C9FF5].map(Colour::hex),
    }
}

fn oxygen(style: &Style) -> Colour {
    ink::error(style)
}

fn hydrogen(style: &Style) -> Colour {
    match style.theme {
        Theme::Light => Colour::hex(0xAEB7C6),
        Theme::Dark => Colour::hex(0xDDE2EC),
    }
}

/// Water with its oxygen at a place, an angstrom as long as `unit`.
fn molecule(panel: &mut Panel<'_>, z: &[f64], (right, down): (f64, f64), unit: f64, style: &Style) -> Result<()> {
    let place = |atom: usize| at(right + unit * z[3 * atom], down - unit * z[3 * atom + 1]);
    for atom in [1, 2] {
        panel.line([place(0), place(atom)], Stroke::new(ink::truth(style), 0.11 * unit))?;
        panel.knob(place(atom), 0.24 * unit, hydrogen(style))?;
    }
    panel.knob(place(0), 0.34 * unit, oxygen(style))
}

/// Where the objects stand in the square at the right, from its middle: each axis fills it but for this much room at
/// the rim.
fn places(objects: &Objects, room: f64) -> Vec<(f64, f64)> {
    let fit = |axis: usize| {
        let column = objects.places.column(axis);
        let (low, high) = column.iter().fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(*v), high.max(*v)));
        column.mapv(|v| (SIDE - 2.0 * room) * ((v - low) / (high - low) - 0.5))
    };
    fit(0).into_iter().zip(fit(1)).map(|(right, up)| (right, -up)).collect()
}

fn name(panel: &mut Panel<'_>, top: f64, words: Text, dimension: &str, style: &Style) -> Result<()> {
    let comma = Text::new(", ", "，");
    let words = format!("{}{}{dimension}", words.get(style.lang), comma.get(style.lang));
    panel.label(&words, at(MIDDLE, top + 7.0), (4.0, 0.0), Anchor::Right, ink::text(style))
}

/// The square at the right, the colour of its ground a little set off.
fn square(panel: &mut Panel<'_>, top: f64, style: &Style) -> Result<()> {
    panel.tile(at(RIGHT, top), at(RIGHT + SIDE, top + SIDE), ink::grid(style).alpha(0.45))
}

/// A frame about some pixels, to be seen on every colour.
fn frame(panel: &mut Panel<'_>, (left, top): (f64, f64), (width, height): (f64, f64), style: &Style) -> Result<()> {
    let (right, bottom) = (left + width, top + height);
    let corners = [at(left, top), at(right, top), at(right, bottom), at(left, bottom), at(left, top)];
    panel.line(corners, Stroke::new(ink::ground(style), 3.4))?;
    panel.line(corners, Stroke::new(ink::text(style), 1.6))
}

fn ring(panel: &mut Panel<'_>, (right, down): (f64, f64), radius: f64, style: &Style) -> Result<()> {
    let point = |k: i32| {
        let (sin, cos) = (TAU * f64::from(k) / 48.0).sin_cos();
        at(right + radius * cos, down + radius * sin)
    };
    panel.line((0..=48).map(point), Stroke::new(ink::ground(style), 3.4))?;
    panel.line((0..=48).map(point), Stroke::new(ink::text(style), 1.6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_as_long_as_the_picture_says() {
        let data = data().unwrap();
        let lengths = [&data.images, &data.videos, &data.molecules].map(|objects| objects.z.ncols());
        assert_eq!(lengths, [768, 3072, 9]);
    }

    #[test]
    fn a_molecule_that_turns_in_its_plane_runs_round_a_circle() {
        let places = data().unwrap().molecules.places;
        // |z|^2 is twice the square of the bond length, and the mean over all turns is 0
        for place in places.outer_iter() {
            assert!((place.dot(&place).sqrt() - 2.0_f64.sqrt() * BOND).abs() < 1e-9, "{place}");
        }
    }
}
