//! What a reader sets: sliders, choices, a formula, a drawing; and what they are set to, as the page's address holds it.

use flowlab::Text;

use crate::Fault;

/// One thing that a reader sets.
#[derive(Clone, Copy, Debug)]
pub struct Dial {
    /// Its name in the page's address, in ASCII.
    pub name: &'static str,
    /// What the page calls it.
    pub label: Text,
    /// What it can be set to.
    pub setting: Setting,
}

/// What a dial can be set to, and where it starts.
#[derive(Clone, Copy, Debug)]
pub enum Setting {
    /// A slider over an interval.
    Number {
        /// The least value.
        from: f64,
        /// The largest.
        to: f64,
        /// Between a value and the next.
        step: f64,
        /// The first one.
        start: f64,
    },
    /// As `Number`, with a button that lets it run from the least value to the largest.
    Time {
        /// The least value.
        from: f64,
        /// The largest.
        to: f64,
        /// Between a value and the next.
        step: f64,
        /// The first one.
        start: f64,
    },
    /// A slider over these values.
    Ladder {
        /// The values, in order.
        values: &'static [f64],
        /// The first one.
        start: f64,
    },
    /// One of several words.
    Choice {
        /// Each by its name in the address and by what the page calls it.
        options: &'static [(&'static str, Text)],
        /// The name of the first one.
        start: &'static str,
    },
    /// A button that draws anew: a whole number from 0.
    Seed {
        /// The first one.
        start: u32,
    },
    /// A line to write in.
    Formula {
        /// The first one.
        start: &'static str,
    },
    /// Points that are drawn on the picture, [packed](crate::pack).
    Drawing {
        /// The first ones.
        start: &'static str,
    },
}

impl Dial {
    /// A slider over an interval.
    pub const fn number(name: &'static str, label: Text, [from, to, step]: [f64; 3], start: f64) -> Dial {
        Dial { name, label: shipped(label), setting: Setting::Number { from, to, step, start } }
    }

    /// A slider that can run by itself.
    pub const fn time(name: &'static str, label: Text, [from, to, step]: [f64; 3], start: f64) -> Dial {
        Dial { name, label: shipped(label), setting: Setting::Time { from, to, step, start } }
    }

    /// A slider over these values.
    pub const fn ladder(name: &'static str, label: Text, values: &'static [f64], start: f64) -> Dial {
        Dial { name, label: shipped(label), setting: Setting::Ladder { values, start } }
    }

    /// One of several words.
    pub const fn choice(
        name: &'static str,
        label: Text,
        options: &'static [(&'static str, Text)],
        start: &'static str,
    ) -> Dial {
        Dial { name, label: shipped(label), setting: Setting::Choice { options, start } }
    }

    /// A button that draws anew.
    pub const fn seed(name: &'static str, label: Text, start: u32) -> Dial {
        Dial { name, label: shipped(label), setting: Setting::Seed { start } }
    }

    /// A line to write in.
    pub const fn formula(name: &'static str, label: Text, start: &'static str) -> Dial {
        Dial { name, label: shipped(label), setting: Setting::Formula { start } }
    }

    /// Points to draw.
    pub const fn drawing(name: &'static str, label: Text, start: &'static str) -> Dial {
        Dial { name, label: shipped(label), setting: Setting::Drawing { start } }
    }

    /// What it is set to before it is touched, as the address writes it.
    pub fn start(&self) -> String {
        match self.setting {
            Setting::Number { start, .. } | Setting::Time { start, .. } | Setting::Ladder { start, .. } => {
                start.to_string()
            }
            Setting::Choice { start, .. } | Setting::Formula { start } | Setting::Drawing { start } => start.into(),
            Setting::Seed { start } => start.to_string(),
        }
    }

    /// Whether it can be set to this.
    fn check(&self, value: &str) -> Result<(), Fault> {
        let number = value.parse().unwrap_or(f64::NAN);
        let list = |words: &[String]| words.join(", ");
        let (good, allowed) = match self.setting {
            Setting::Number { from, to, .. } | Setting::Time { from, to, .. } => {
                ((from..=to).contains(&number), format!("{from} .. {to}"))
            }
            Setting::Ladder { values, .. } => {
                let words: Vec<String> = values.iter().map(f64::to_string).collect();
                (values.contains(&number), list(&words))
            }
            Setting::Choice { options, .. } => {
                let words: Vec<String> = options.iter().map(|(name, _)| name.to_string()).collect();
                (options.iter().any(|(name, _)| *name == value), list(&words))
            }
            Setting::Seed { .. } => (value.parse::<u32>().is_ok(), "0, 1, 2, ..".into()),
            Setting::Formula { .. } => (value.len() <= 200, "200".into()),
            Setting::Drawing { .. } => return crate::unpack(value).map(|_| ()),
        };
        let name = self.name;
        if good {
            return Ok(());
        }
        let shown: String = value.chars().take(40).collect();
        Err(Fault::new(
            format!("`{name}={shown}` cannot be set: possible are {allowed}"),
            format!("`{name}={shown}` 无法设置：可以取 {allowed}"),
        ))
    }
}

/// What the program for the browser holds of a label: nothing, it stands in the page already.
const fn shipped(label: Text) -> Text {
    if cfg!(target_arch = "wasm32") { Text::new("", "") } else { label }
}

/// What the dials of a widget are set to.
#[derive(Clone, Debug)]
pub struct Settings {
    dials: &'static [Dial],
    values: Vec<String>,
}

impl Settings {
    /// All as they are before they are touched.
    pub fn start(dials: &'static [Dial]) -> Settings {
        Settings { dials, values: dials.iter().map(Dial::start).collect() }
    }

    /// From an address, `name=value&name=value` with nothing escaped; what it does not name is as at the start.
    ///
    /// # Errors
    /// No dial has that name, or it cannot be set to that value.
    pub fn read(dials: &'static [Dial], address: &str) -> Result<Settings, Fault> {
        let mut settings = Settings::start(dials);
        for part in address.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let Some(place) = dials.iter().position(|dial| dial.name == name) else {
                let names: Vec<&str> = dials.iter().map(|dial| dial.name).collect();
                let names = names.join(", ");
                return Err(Fault::new(
                    format!("there is no dial `{name}`: this picture has {names}"),
                    format!("没有名为 `{name}` 的旋钮：这幅图有 {names}"),
                ));
            };
            dials[place].check(value)?;
            settings.values[place] = value.into();
        }
        Ok(settings)
    }

    /// The value of a dial, as the address writes it.
    ///
    /// # Panics
    /// No dial has this name.
    pub fn text(&self, name: &str) -> &str {
        let place = self.dials.iter().position(|dial| dial.name == name);
        &self.values[place.unwrap_or_else(|| panic!("no dial `{name}`"))]
    }

    /// The number that a slider stands at.
    ///
    /// # Panics
    /// The dial has no number.
    pub fn number(&self, name: &str) -> f64 {
        self.text(name).parse().unwrap_or_else(|_| panic!("`{name}` is no number"))
    }

    /// The same as a count, or a seed.
    ///
    /// # Panics
    /// As [`number`](Self::number).
    pub fn count(&self, name: &str) -> usize {
        self.number(name).round() as usize
    }
}
