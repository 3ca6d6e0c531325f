//! An opaque bitmap and its encodings.

use ndarray::ArrayRef2;

use super::colour::ink;
use super::style::Style;
use crate::error::{agree, at_least_one, finite_batch};
use crate::{Error, Result, chunk};

/// Width of a full sheet in pixels: that of a quick plot at twice its size.
const SHEET: usize = 1120;

/// The most pixels that a picture of a sheet is wide.
const WIDEST: usize = 448;

/// Pixels between two pictures of a sheet, and around them.
const GAP: usize = 8;

/// An opaque bitmap: rows from the top, three bytes (red, green, blue) a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `3 * width * height` bytes.
    pub rgb: Vec<u8>,
}

impl Image {
    /// The pictures of a batch (n, d) side by side, `columns` to a row, each of their pixels a square that is large
    /// enough to be seen.
    ///
    /// A picture of height H and width W is a row of d = 3·H·W numbers, red, green and blue of each pixel, row by row,
    /// as [`Cats`](crate::distribution::Cats) has them; or of d = H·W greys. 0 is dark and 1 is light; numbers below 0
    /// are drawn as 0, numbers above 1 as 1.
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::plot::Image;
    /// // two pictures of one pixel each: red, and the red of a number beyond 1
    /// let sheet = Image::sheet(&array![[1.0, 0.0, 0.0], [7.0, -1.0, 0.0]], (1, 1), 2)?;
    /// assert_eq!((sheet.width, sheet.height), (920, 464)); // 8 + 448 + 8 + 448 + 8
    /// let middle = 3 * (232 * 920 + 232); // row 232, column 232
    /// assert_eq!(sheet.rgb[middle..middle + 3], [255, 0, 0]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// No pictures, no columns, a side of no pixels, a d that is neither 3·H·W nor H·W, a number that is not finite, or
    /// a sheet of more pixels than memory holds.
    pub fn sheet(pictures: &ArrayRef2<f64>, (height, width): (usize, usize), columns: usize) -> Result<Image> {
        at_least_one("pictures", pictures.nrows())?;
        at_least_one("columns", columns)?;
        at_least_one("pixels", height.min(width))?;
        finite_batch("pictures", pictures)?;
        let pixels = height.saturating_mul(width);
        let channels = if pictures.ncols() == pixels { 1 } else { 3 };
        agree(
            "the length of a picture",
            pictures.ncols(),
            "three times its number of pixels",
            pixels.saturating_mul(channels),
        )?;
        let columns = columns.min(pictures.nrows());
        let room = SHEET.saturating_sub((columns + 1) * GAP) / columns;
        let side = (room.min(WIDEST) / width).max(1);
        let (across, down) = (side.saturating_mul(width), side.saturating_mul(height));
        let size = |n: usize, length: usize| n.saturating_mul(length.saturating_add(GAP)).saturating_add(GAP);
        let sheet = (size(columns, across), size(pictures.nrows().div_ceil(columns), down));
        let n = sheet.0.saturating_mul(sheet.1);
        let mut rgb = chunk::repeated("pixels of a sheet", n, ink::ground(&Style::current()).rgb)?.into_flattened();
        let in_pixels =
            |what, value| u32::try_from(value).map_err(|_| Error::PictureSide { what, value, most: u32::MAX as usize });
        let (sheet_width, sheet_height) = (in_pixels("width", sheet.0)?, in_pixels("height", sheet.1)?);
        for (k, picture) in pictures.rows().into_iter().enumerate() {
            let (left, top) = (GAP + k % columns * (across + GAP), GAP + k / columns * (down + GAP));
            for (i, j) in (0..down * across).map(|at| (at / across, at % across)) {
                let (pixel, place) = (i / side * width + j / side, (top + i) * sheet.0 + left + j);
                for c in 0..3 {
                    let value = picture[channels * pixel + c.min(channels - 1)];
                    rgb[3 * place + c] = (255.0 * value.clamp(0.0, 1.0)).round() as u8;
                }
            }
        }
        Ok(Image { width: sheet_width, height: sheet_height, rgb })
    }

    /// Refuses an image whose numbers of bytes and pixels do not agree.
    fn check(&self) -> Result<()> {
        let (width, height, n) = (self.width, self.height, self.rgb.len());
        if (width as usize).checked_mul(height as usize).and_then(|n| n.checked_mul(3)) == Some(n) {
            return Ok(());
        }
        Err(Error::Encode(format!("{n} bytes for {width} x {height} pixels: give three bytes a pixel")))
    }

    /// The image as a PNG file.
    ///
    /// # Errors
    /// [`Error::Encode`] if the numbers of bytes and pixels do not agree.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        self.check()?;
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::NoFilter); // plots are areas of one colour: smaller so, and sooner written
        encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&self.rgb))
            .map_err(|error| Error::Encode(error.to_string()))?;
        Ok(bytes)
    }

    /// The image as a JPEG file of a quality from 1 to 100.
    ///
    /// # Errors
    /// [`Error::Encode`] if a side is longer than 65535 pixels or the numbers of bytes and pixels do not agree.
    pub fn to_jpeg(&self, quality: u8) -> Result<Vec<u8>> {
        self.check()?;
        let side = |n: u32| u16::try_from(n).map_err(|_| Error::Encode(format!("a JPEG side of {n} pixels")));
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, quality)
            .encode(&self.rgb, side(self.width)?, side(self.height)?, jpeg_encoder::ColorType::Rgb)
            .map_err(|error| Error::Encode(error.to_string()))?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    /// The colour of a pixel of an image.
    fn at(image: &Image, row: u32, column: u32) -> [u8; 3] {
        let start = 3 * (row * image.width + column) as usize;
        [image.rgb[start], image.rgb[start + 1], image.rgb[start + 2]]
    }

    #[test]
    fn a_sheet_holds_each_number_where_its_pixel_is() {
        // 1 × 2 pixels: green and grey, then blue and black
        let pictures = array![[0.0, 1.0, 0.0, 0.2, 0.2, 0.2], [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]];
        let sheet = Image::sheet(&pictures, (1, 2), 1).unwrap();
        assert_eq!((sheet.width, sheet.height), (464, 472));
        assert_eq!([at(&sheet, 231, 231), at(&sheet, 8, 232)], [[0, 255, 0], [51, 51, 51]]);
        assert_eq!([at(&sheet, 240, 8), at(&sheet, 463, 455)], [[0, 0, 255], [0, 0, 0]]);
        for (row, column) in [(7, 100), (236, 100), (464, 100), (100, 7), (100, 456)] {
            assert_eq!(at(&sheet, row, column), ink::ground(&Style::current()).rgb);
        }
    }

    #[test]
    fn a_grey_picture_has_one_number_a_pixel() {
        let sheet = Image::sheet(&array![[0.0, 1.0, 0.4, 0.6]], (2, 2), 1).unwrap();
        assert_eq!([at(&sheet, 8, 455), at(&sheet, 455, 8)], [[255; 3], [102; 3]]);
    }

    #[test]
    fn a_sheet_is_as_wide_as_a_plot_and_its_last_row_may_be_short() {
        let sheet = Image::sheet(&Array2::zeros((13, 28 * 28 * 3)), (28, 28), 8).unwrap();
        let side = 28 * 4; // (1120 − 9·8)/8 = 131 pixels of room
        assert_eq!((sheet.width, sheet.height), (8 * side + 9 * 8, 2 * side + 3 * 8));
        let large = Image::sheet(&Array2::zeros((2, 1200)), (1, 1200), 2).unwrap();
        assert_eq!(large.width, 2424); // never smaller than its pixels
    }

    #[test]
    fn bytes_and_pixels_must_agree() {
        for (width, height) in [(2, 2), (u32::MAX, u32::MAX), (1 << 31, 1 << 31), (0, 7)] {
            let image = Image { width, height, rgb: vec![0; 9] };
            for encoded in [image.to_png(), image.to_jpeg(90)] {
                let message = encoded.unwrap_err().to_string();
                assert!(message.contains(&format!("9 bytes for {width} x {height} pixels")), "{message}");
            }
        }
        let nothing = Image { width: 0, height: 0, rgb: vec![] };
        assert!(nothing.to_png().is_err() && nothing.to_jpeg(90).is_err());
    }

    #[test]
    fn bad_sheets_are_named() {
        let good = Array2::<f64>::zeros((1, 12));
        for (result, word) in [
            (Image::sheet(&Array2::zeros((0, 12)), (2, 2), 1), "no pictures"),
            (Image::sheet(&good, (2, 2), 0), "no columns"),
            (Image::sheet(&good, (0, 4), 1), "no pixels"),
            (Image::sheet(&good, (2, 3), 1), "is 12, but three times its number of pixels is 18"),
            (Image::sheet(&array![[f64::NAN]], (1, 1), 1), "NaN"),
            (
                Image::sheet(&array![[1.0]], (usize::MAX, 2), 1),
                "three times its number of pixels is 18446744073709551615",
            ),
        ] {
            let message = result.unwrap_err().to_string();
            assert!(message.contains(word), "{message}");
        }
    }
}
