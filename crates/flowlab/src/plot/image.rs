//! An opaque bitmap and its encodings.

use crate::{Error, Result};

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
    /// The image as a PNG file.
    ///
    /// # Errors
    /// [`Error::Encode`] if the numbers of bytes and pixels do not agree.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
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
        let side = |n: u32| u16::try_from(n).map_err(|_| Error::Encode(format!("a JPEG side of {n} pixels")));
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, quality)
            .encode(&self.rgb, side(self.width)?, side(self.height)?, jpeg_encoder::ColorType::Rgb)
            .map_err(|error| Error::Encode(error.to_string()))?;
        Ok(bytes)
    }
}
