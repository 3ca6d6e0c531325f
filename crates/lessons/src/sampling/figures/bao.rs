//! `Bao.jpg`: one large sample of the cats.

use flowlab::Result;
use flowlab::distribution::Cats;
use flowlab::lang::Text;
use flowlab::ndarray::Array3;
use flowlab::plot::Image;

use crate::{Figure, Make};

const SIDE: usize = 800;

pub const FIGURE: Figure = Figure {
    id: "Bao",
    caption: Text::new(
        r"One sample $z \sim p_{\mathrm{data}}$, drawn from the course's own distribution of cat portraits.",
        r"一个样本 $z \sim p_{\mathrm{data}}$：从本课程自带的猫图分布中抽取的一张。",
    ),
    alt: Text::new("An illustrated portrait of a cat.", "一幅手绘风格的猫头像。"),
    make: Make::Photo(|_| Ok(draw(&data()?))),
};

/// The picture as numbers from 0 to 1: (height, width, 3).
pub fn data() -> Result<Array3<f64>> {
    let cats = Cats::portraits(Cats::BAO, 1);
    Ok(cats[0].render(SIDE, SIDE))
}

/// The numbers as bytes.
pub fn draw(z: &Array3<f64>) -> Image {
    let (height, width, _) = z.dim();
    let rgb = z.iter().map(|value| (value * 255.0).round() as u8).collect();
    Image { width: width as u32, height: height as u32, rgb }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bao_is_a_picture_of_numbers_from_0_to_1() {
        let z = data().unwrap();
        assert_eq!(z.dim(), (SIDE, SIDE, 3));
        assert!(z.iter().all(|value| (0.0..=1.0).contains(value)));
    }
}
