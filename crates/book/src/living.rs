//! The picture of noise that becomes a cat, for the script that sets it in motion: `living.js`.

use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use figures::Extension;
use flowlab::Lang;
use flowlab::plot::{Style, Theme};
use lessons::flow_matching::figures::noise_to_cat::{self, Data};

use crate::files;
use crate::html::escape;
use crate::url::Address;

/// The figure's id.
pub const FIGURE: &str = "noise_to_cat";
/// The script's file in book/theme, and at the top of the site.
pub const FILE: &str = "living.js";

/// Moments that the script knows; it draws smooth curves through them.
const FRAMES: usize = 9;

/// What shows the still picture where a page of this language is shared.
pub fn preview(lang: Lang, address: &Address) -> String {
    let file = noise_to_cat::FIGURE.file_name(&Style { theme: Theme::Light, lang }, Extension::Png);
    let picture = address.of(&format!("{}/figures/{file}", lang.code()));
    let (width, height) = noise_to_cat::SIZE;
    format!(
        "<meta property=\"og:image\" content=\"{picture}\">\n<meta property=\"og:image:width\" content=\"{}\">\n\
         <meta property=\"og:image:height\" content=\"{}\">\n<meta property=\"og:image:alt\" content=\"{}\">\n\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\n",
        2 * width,
        2 * height,
        escape(noise_to_cat::FIGURE.alt.get(lang)),
    )
}

/// The script with the ways of the particles.
///
/// # Errors
/// The particles cannot be computed, or the script cannot be read.
pub fn script() -> anyhow::Result<String> {
    let data = noise_to_cat::data(noise_to_cat::SEED).context("the particles of the living picture")?;
    let (count, ways) = (data.colours.len(), STANDARD.encode(pack(&data)?));
    let colours = STANDARD.encode(data.colours.as_flattened());
    let particles = format!("{{ count: {count}, frames: {FRAMES}, ways: \"{ways}\", colours: \"{colours}\" }}");
    let script = files::read(&files::theme().join(FILE))?;
    Ok(format!("var courseParticles = {particles};\n{script}"))
}

/// The places of all particles at each moment: twelve bits across and twelve up, from -WINDOW to WINDOW.
fn pack(data: &Data) -> anyhow::Result<Vec<u8>> {
    let last = data.particles.grid.knots().len() - 1;
    ensure!(last.is_multiple_of(FRAMES - 1), "{last} steps are no multiple of {}: see living.rs", FRAMES - 1);
    let twelve_bits = |x: f64| (((x / Data::WINDOW).clamp(-1.0, 1.0) + 1.0) * 2047.5).round() as u16;
    let mut bytes = Vec::with_capacity(3 * FRAMES * data.colours.len());
    for frame in 0..FRAMES {
        for place in data.particles.state(frame * last / (FRAMES - 1)).outer_iter() {
            let [x, y] = [twelve_bits(place[0]), twelve_bits(place[1])];
            bytes.extend([(x >> 4) as u8, ((x & 15) << 4 | y >> 8) as u8, (y & 255) as u8]);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_from_their_bits() {
        let data = noise_to_cat::data(noise_to_cat::SEED).unwrap();
        let bytes = pack(&data).unwrap();
        let last = data.particles.last();
        let at_end = &bytes[bytes.len() - 3 * data.colours.len()..];
        for (place, bits) in last.outer_iter().zip(at_end.chunks_exact(3)) {
            let [a, b, c] = [0, 1, 2].map(|k| u16::from(bits[k]));
            for (value, bits) in [(place[0], a << 4 | b >> 4), (place[1], (b & 15) << 8 | c)] {
                let back = (f64::from(bits) / 2047.5 - 1.0) * Data::WINDOW;
                // Half of the step between two values.
                assert!((back - value).abs() <= 0.5 / 2047.5 * Data::WINDOW + 1e-12);
            }
        }
    }
}
