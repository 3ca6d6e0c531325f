//! The breeds: the label of a portrait, its name, its probability and its colours.

use super::palette::{Rgb, rgb};
use crate::Text;

/// A breed of cat: the label of a portrait.
///
/// ```
/// use flowlab::distribution::Breed;
///
/// let total: f64 = Breed::ALL.iter().map(|breed| breed.probability()).sum();
/// assert!((total - 1.0).abs() < 1e-15);
/// assert_eq!(Breed::ALL[Breed::Tuxedo.label()], Breed::Tuxedo);
/// assert_eq!(Breed::Calico.name().zh, "三花猫");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Breed {
    /// Orange with darker stripes: probability 0.25.
    GingerTabby,
    /// Blue grey with faint stripes: probability 0.2.
    Grey,
    /// Black all over: probability 0.15.
    Black,
    /// White all over: probability 0.1.
    White,
    /// Black with a white blaze, muzzle and bib: probability 0.15.
    Tuxedo,
    /// White with an orange and a dark patch: probability 0.15.
    Calico,
}

impl Breed {
    /// All breeds, in the order of their labels.
    pub const ALL: [Breed; 6] =
        [Breed::GingerTabby, Breed::Grey, Breed::Black, Breed::White, Breed::Tuxedo, Breed::Calico];

    /// The label, 0 to 5: its place in [`Breed::ALL`].
    pub const fn label(self) -> usize {
        self as usize
    }

    /// The name in both languages.
    pub const fn name(self) -> Text {
        self.traits().name
    }

    /// The share of cats that are of this breed.
    pub const fn probability(self) -> f64 {
        self.traits().probability
    }

    pub(super) const fn traits(self) -> &'static Traits {
        &TRAITS[self as usize]
    }

    /// The breed at a level in [0, 1) of the cumulated probabilities.
    pub(super) fn at(level: f64) -> Breed {
        let mut above = 0.0;
        let found = Breed::ALL.into_iter().find(|breed| {
            above += breed.probability();
            level < above
        });
        found.unwrap_or(Breed::Calico) // the sum may round to just below 1
    }
}

/// How a breed's fur is marked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pattern {
    /// One colour, a paler muzzle, stripes of this strength.
    Stripes(f64),
    /// White muzzle, blaze and bib.
    Tuxedo,
    /// Two patches on white.
    Patches,
}

/// What belongs to a breed: its name, its probability, its colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Traits {
    name: Text,
    probability: f64,
    /// Fur at tone 0 and at tone 1.
    pub fur: [Rgb; 2],
    /// Muzzle, chin and chest.
    pub pale: Rgb,
    /// Stripes, or the patches (orange, dark) of a calico.
    pub marks: [Rgb; 2],
    /// Inner ear.
    pub ear: Rgb,
    /// Nose.
    pub nose: Rgb,
    /// Mouth, whisker roots.
    pub line: Rgb,
    /// Whiskers.
    pub whisker: Rgb,
    /// Shape of the markings.
    pub pattern: Pattern,
}

const PINK_EAR: Rgb = rgb(0xF3B8AC);
const PINK_NOSE: Rgb = rgb(0xE38D8A);
const INK: Rgb = rgb(0x4A3338);
const SNOW: Rgb = rgb(0xFFFBF5);

/// The traits of each breed, in the order of the labels.
const TRAITS: &[Traits; 6] = &[
    Traits {
        name: Text::new("ginger tabby", "橘猫"),
        probability: 0.25,
        fur: [rgb(0xF6B769), rgb(0xE28B45)],
        pale: rgb(0xFFEFD9),
        marks: [rgb(0xC7652B); 2],
        ear: PINK_EAR,
        nose: rgb(0xD97F72),
        line: rgb(0x6B3A28),
        whisker: SNOW,
        pattern: Pattern::Stripes(0.85),
    },
    Traits {
        name: Text::new("grey", "灰猫"),
        probability: 0.20,
        fur: [rgb(0xA4B0BF), rgb(0x77859A)],
        pale: rgb(0xC9D2DC),
        marks: [rgb(0x566378); 2],
        ear: rgb(0xD9AFB0),
        nose: rgb(0x5F6373),
        line: rgb(0x3C4252),
        whisker: SNOW,
        pattern: Pattern::Stripes(0.35),
    },
    Traits {
        name: Text::new("black", "黑猫"),
        probability: 0.15,
        fur: [rgb(0x45424F), rgb(0x2B2933)],
        pale: rgb(0x504C5A),
        marks: [rgb(0x211F28); 2],
        ear: rgb(0x8E6A74),
        nose: rgb(0x1C1A22),
        line: rgb(0x17151C),
        whisker: rgb(0xD8D3DC),
        pattern: Pattern::Stripes(0.0),
    },
    Traits {
        name: Text::new("white", "白猫"),
        probability: 0.10,
        fur: [SNOW, rgb(0xF4EBDD)],
        pale: rgb(0xFFFFFF),
        marks: [rgb(0xE6D6BF); 2],
        ear: PINK_EAR,
        nose: PINK_NOSE,
        line: INK,
        whisker: rgb(0xB9A79C),
        pattern: Pattern::Stripes(0.0),
    },
    Traits {
        name: Text::new("tuxedo", "奶牛猫"),
        probability: 0.15,
        fur: [rgb(0x474552), rgb(0x2D2B36)],
        pale: SNOW,
        marks: [rgb(0x211F28); 2],
        ear: rgb(0xD79C9C),
        nose: PINK_NOSE,
        line: INK,
        whisker: SNOW,
        pattern: Pattern::Tuxedo,
    },
    Traits {
        name: Text::new("calico", "三花猫"),
        probability: 0.15,
        fur: [SNOW, rgb(0xF7EEE2)],
        pale: rgb(0xFFFFFF),
        marks: [rgb(0xE9974C), rgb(0x433D47)],
        ear: PINK_EAR,
        nose: PINK_NOSE,
        line: INK,
        whisker: rgb(0xC4B3A8),
        pattern: Pattern::Patches,
    },
];
