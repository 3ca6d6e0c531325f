//! What a reader writes as a formula in t, x and y: read, computed, and written as Rust.

use std::f64::consts::PI;

use crate::Fault;

/// The most signs of a text.
const LENGTH: usize = 200;
/// How often parentheses, signs and powers may stand inside one another.
const DEPTH: usize = 32;

/// A function of one number, with its name here and in Rust.
type Named = (&'static str, fn(f64) -> f64);

const FUNCTIONS: [Named; 8] = [
    ("sin", f64::sin),
    ("cos", f64::cos),
    ("tan", f64::tan),
    ("exp", f64::exp),
    ("ln", f64::ln),
    ("sqrt", f64::sqrt),
    ("abs", f64::abs),
    ("tanh", f64::tanh),
];

/// A formula in t, x and y.
#[derive(Clone, Debug)]
pub enum Formula {
    /// A number.
    Number(f64),
    /// The time.
    T,
    /// The first coordinate of the place.
    X,
    /// The second.
    Y,
    /// Of the other sign.
    Negative(Box<Formula>),
    /// Two, with what joins them: one of `+ - * / ^`.
    Pair(Box<Formula>, char, Box<Formula>),
    /// A function of one.
    Function(Named, Box<Formula>),
}

impl Formula {
    /// Reads as many formulas as are wanted, with commas between them.
    ///
    /// It knows `+ - * / ^`, parentheses, numbers, `t x y pi` and the functions `sin cos tan exp ln sqrt abs tanh`, in
    /// small and in large letters, and the wide signs that a Chinese keyboard makes.
    ///
    /// # Errors
    /// The text is no formula, or has another number of them: the line says at which sign, and the way out.
    pub fn read(text: &str, wanted: usize) -> Result<Vec<Formula>, Fault> {
        let typed: Vec<char> = text.chars().collect();
        if typed.len() > LENGTH {
            return Err(Fault::new(
                format!("the formula has {} signs: {LENGTH} are allowed, make it shorter", typed.len()),
                format!("公式有 {} 个字符，最多 {LENGTH} 个：请写短一些", typed.len()),
            ));
        }
        let signs = typed.iter().map(|sign| narrow(*sign)).collect();
        let mut reader = Reader { typed, signs, place: 0, depth: 0 };
        let mut formulas = vec![reader.sum()?];
        while reader.took(',') {
            formulas.push(reader.sum()?);
        }
        reader.end()?;
        if formulas.len() == wanted {
            return Ok(formulas);
        }
        let found = formulas.len();
        let only = if found < wanted { "只" } else { "" };
        Err(Fault::new(
            format!("{wanted} formulas with commas between them are needed, as in -y, x: here is {found}"),
            format!("需要 {wanted} 个式子，用逗号隔开，例如 -y, x；这里{only}有 {found} 个"),
        ))
    }

    /// Its value at a time and a place; NaN or infinite where it has none.
    pub fn at(&self, t: f64, x: f64, y: f64) -> f64 {
        match self {
            Formula::Number(number) => *number,
            Formula::T => t,
            Formula::X => x,
            Formula::Y => y,
            Formula::Negative(of) => -of.at(t, x, y),
            Formula::Pair(a, sign, b) => {
                let (a, b) = (a.at(t, x, y), b.at(t, x, y));
                match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a / b,
                    _ => a.powf(b),
                }
            }
            Formula::Function((_, function), of) => function(of.at(t, x, y)),
        }
    }

    /// The same in Rust, where the place (x, y) is called `x[0]` and `x[1]`.
    pub fn rust(&self) -> String {
        self.written(0)
    }

    /// In parentheses if it binds less than `least`: 1 a sum, 2 a product, 3 a sign, 4 all else.
    fn written(&self, least: u8) -> String {
        let (binds, text) = match self {
            Formula::Number(number) => (4, format!("{number:?}")),
            Formula::T => (4, "t".into()),
            Formula::X => (4, "x[0]".into()),
            Formula::Y => (4, "x[1]".into()),
            Formula::Negative(of) => (3, format!("-{}", of.written(4))),
            Formula::Pair(a, '^', b) => (4, format!("f64::powf({}, {})", a.written(0), b.written(0))),
            Formula::Pair(a, sign, b) => {
                let binds = if matches!(sign, '+' | '-') { 1 } else { 2 };
                (binds, format!("{} {sign} {}", a.written(binds), b.written(binds + 1)))
            }
            Formula::Function((name, _), of) => (4, format!("f64::{name}({})", of.written(0))),
        };
        if binds < least { format!("({text})") } else { text }
    }
}

/// The sign of an English keyboard that stands for a wide one, for another minus or another times.
fn narrow(sign: char) -> char {
    match sign {
        '！'..='～' => u32::from(sign).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(sign),
        '−' | '–' | '—' => '-',
        '×' | '·' | '⋅' | '∗' => '*',
        '÷' | '∕' => '/',
        '。' => '.',
        '、' => ',',
        '【' | '〔' => '(',
        '】' | '〕' => ')',
        sign => sign,
    }
    .to_ascii_lowercase()
}

/// Reads from left to right, by descent: a sum of products of signed powers.
struct Reader {
    typed: Vec<char>,
    signs: Vec<char>,
    place: usize,
    depth: usize,
}

impl Reader {
    /// The next sign that is no space.
    fn next(&mut self) -> Option<char> {
        while self.signs.get(self.place).is_some_and(|sign| sign.is_whitespace()) {
            self.place += 1;
        }
        self.signs.get(self.place).copied()
    }

    /// Goes beyond a sign if it is the next.
    fn took(&mut self, sign: char) -> bool {
        let is_next = self.next() == Some(sign);
        self.place += usize::from(is_next);
        is_next
    }

    /// Goes on while the signs are of a kind, and returns them.
    fn take_while(&mut self, kind: impl Fn(char) -> bool) -> String {
        let taken: String = self.signs[self.place..].iter().take_while(|sign| kind(**sign)).collect();
        self.place += taken.chars().count();
        taken
    }

    fn sum(&mut self) -> Result<Formula, Fault> {
        self.chain(['+', '-'], Reader::product)
    }

    fn product(&mut self) -> Result<Formula, Fault> {
        self.chain(['*', '/'], Reader::signed)
    }

    fn chain(&mut self, signs: [char; 2], part: fn(&mut Reader) -> Result<Formula, Fault>) -> Result<Formula, Fault> {
        let mut formula = part(self)?;
        while let Some(sign) = self.next().filter(|sign| signs.contains(sign)) {
            self.place += 1;
            formula = Formula::Pair(Box::new(formula), sign, Box::new(part(self)?));
        }
        Ok(formula)
    }

    /// All that stands inside something else comes through here.
    fn signed(&mut self) -> Result<Formula, Fault> {
        if self.depth == DEPTH {
            return Err(self.fault(
                self.place,
                format!("too much stands inside one another: {DEPTH} times at most"),
                format!("嵌套太深，最多 {DEPTH} 层"),
            ));
        }
        self.depth += 1;
        let formula = if self.took('-') {
            Formula::Negative(Box::new(self.signed()?))
        } else if self.took('+') {
            self.signed()?
        } else {
            self.power()?
        };
        self.depth -= 1;
        Ok(formula)
    }

    fn power(&mut self) -> Result<Formula, Fault> {
        let base = self.atom()?;
        if self.took('^') {
            return Ok(Formula::Pair(Box::new(base), '^', Box::new(self.signed()?)));
        }
        Ok(base)
    }

    fn atom(&mut self) -> Result<Formula, Fault> {
        let next = self.next();
        let start = self.place;
        match next {
            Some('(') => self.inside(),
            Some(sign) if sign.is_ascii_digit() || sign == '.' => {
                let digits = self.take_while(|sign| sign.is_ascii_digit() || sign == '.');
                digits.parse().map(Formula::Number).map_err(|_| {
                    let en = format!("{digits} is no number: it has digits and at most one point");
                    self.fault(start, en, format!("{digits} 不是数，应当由数字组成，至多一个小数点"))
                })
            }
            Some(sign) if sign.is_alphabetic() => {
                let name = self.take_while(char::is_alphanumeric);
                self.named(&name, start)
            }
            _ => Err(self.fault(
                self.place,
                "a number, a name or a parenthesis is missing: put one here".into(),
                "缺少数、变量、函数或括号，请补上".into(),
            )),
        }
    }

    fn named(&mut self, name: &str, start: usize) -> Result<Formula, Fault> {
        match name {
            "t" => return Ok(Formula::T),
            "x" => return Ok(Formula::X),
            "y" => return Ok(Formula::Y),
            "pi" | "π" => return Ok(Formula::Number(PI)),
            _ => {}
        }
        let Some(function) = FUNCTIONS.into_iter().find(|function| function.0 == name) else {
            let known = FUNCTIONS.map(|function| function.0).join(", ");
            return Err(self.fault(
                start,
                format!("{name} is not known: known are t, x, y, pi, {known}"),
                format!("不认识 {name}，可以用 t, x, y, pi, {known}"),
            ));
        };
        if self.next() != Some('(') {
            return Err(self.fault(
                self.place,
                format!("a parenthesis comes after {name}: write {name}(x)"),
                format!("缺少 {name} 后面的括号，要写成 {name}(x)"),
            ));
        }
        Ok(Formula::Function(function, Box::new(self.inside()?)))
    }

    /// From an opening parenthesis to the closing one.
    fn inside(&mut self) -> Result<Formula, Fault> {
        let start = self.place;
        self.place += 1;
        let formula = self.sum()?;
        if self.took(')') {
            return Ok(formula);
        }
        if self.next().is_some_and(|sign| sign != ',') {
            return Err(self.stray());
        }
        Err(self.fault(start, "this parenthesis is not closed: add )".into(), "这个括号没有配对，请补上 )".into()))
    }

    /// Nothing is left.
    fn end(&mut self) -> Result<(), Fault> {
        if self.next().is_none() { Ok(()) } else { Err(self.stray()) }
    }

    /// A sign after a whole formula that does not go on with it.
    fn stray(&self) -> Fault {
        let (en, zh) = match self.signs.get(self.place) {
            Some(')') => ("no parenthesis is open here: take it out", "前面没有与它配对的左括号，请去掉"),
            Some(sign) if *sign == '(' || *sign == '.' || sign.is_alphanumeric() => {
                ("a sign is missing before it: write 2*x for 2x", "前面缺少运算符，2x 要写成 2*x")
            }
            _ => ("this sign is not known: use + - * / ^ ( )", "不认识这个符号，可以用 + - * / ^ ( )"),
        };
        self.fault(self.place, en.into(), zh.into())
    }

    /// What is wrong at a place.
    fn fault(&self, place: usize, en: String, zh: String) -> Fault {
        match self.typed.get(place) {
            Some(sign) => {
                let number = place + 1;
                Fault::new(format!("character {number}, {sign}: {en}"), format!("第 {number} 个字符 {sign}：{zh}"))
            }
            None => Fault::new(format!("at the end: {en}"), format!("末尾{zh}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::Lang;
    use flowlab::Seed;
    use flowlab::rand::Rng;

    fn one(text: &str) -> Formula {
        Formula::read(text, 1).unwrap_or_else(|fault| panic!("{text}: {fault}")).remove(0)
    }

    fn value(text: &str) -> f64 {
        one(text).at(0.5, 2.0, -3.0)
    }

    fn said(text: &str) -> String {
        Formula::read(text, 1).unwrap_err().to_string()
    }

    #[test]
    fn signs_bind_as_in_mathematics() {
        for (text, exact) in [
            ("1 + 2*3", 7.0),
            ("7 - 2 - 1", 4.0),
            ("8/4/2", 1.0),
            ("-x^2", -4.0),
            ("(-x)^2", 4.0),
            ("2^3^2", 512.0),
            ("2^-1", 0.5),
            ("2*-3", -6.0),
            ("--x", 2.0),
            ("+y", -3.0),
            ("-x*y", 6.0),
            (".5 + 1.", 1.5),
            ("t*x + y", -2.0),
            ("y^2", 9.0),
        ] {
            assert_eq!(value(text), exact, "{text}");
        }
        assert_eq!(value("sin(pi/2) + cos(0) + exp(0) + ln(1) + sqrt(4) + abs(y) + tanh(0) + tan(0)"), 8.0);
        assert!(value("sqrt(y)").is_nan() && value("1/0").is_infinite());
    }

    #[test]
    fn wide_signs_and_large_letters_are_the_narrow_ones() {
        for (wide, exact) in [
            ("（１＋２）×３", 9.0),
            ("６÷２−１", 2.0),
            ("Ｓｉｎ（０）＋Ｘ＾２", 4.0),
            ("ABS(Y)", 3.0),
            ("２。５", 2.5),
            ("\u{3000}x · π", 2.0 * PI),
        ] {
            assert_eq!(value(wide), exact, "{wide}");
        }
        assert_eq!(Formula::read("−y， x", 2).unwrap()[0].at(0.0, 1.0, 2.0), -2.0);
        assert_eq!(Formula::read("1、2", 2).unwrap()[1].at(0.0, 0.0, 0.0), 2.0);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_way_out() {
        assert_eq!(said("2x"), "character 2, x: a sign is missing before it: write 2*x for 2x");
        assert_eq!(said("1 +"), "at the end: a number, a name or a parenthesis is missing: put one here");
        assert_eq!(said(""), said("1 +"));
        assert_eq!(said("1 + * 2"), "character 5, *: a number, a name or a parenthesis is missing: put one here");
        assert_eq!(said("sin x"), "character 5, x: a parenthesis comes after sin: write sin(x)");
        assert_eq!(said("(x + 1"), "character 1, (: this parenthesis is not closed: add )");
        assert_eq!(said("x)"), "character 2, ): no parenthesis is open here: take it out");
        assert_eq!(said("x = 1"), "character 3, =: this sign is not known: use + - * / ^ ( )");
        assert_eq!(said("1.2.3"), "character 1, 1: 1.2.3 is no number: it has digits and at most one point");
        assert!(said("2*foo").starts_with("character 3, f: foo is not known: known are t, x, y, pi, sin, "));
        assert!(said("x, y").ends_with("as in -y, x: here is 2"));
        assert!(said(&"(".repeat(33)).starts_with("character 33, (: too much stands inside one another"));
        assert!(said(&"1".repeat(201)).starts_with("the formula has 201 signs"));
        let fault = Formula::read("２（x", 1).unwrap_err();
        assert_eq!(fault.get(Lang::Zh), "第 2 个字符 （：前面缺少运算符，2x 要写成 2*x");
    }

    #[test]
    fn the_longest_and_the_deepest_formulas_are_computed() {
        assert_eq!(value(&format!("{}x", "1+".repeat(99))), 101.0);
        assert_eq!(value(&format!("{}x{}", "(".repeat(31), ")".repeat(31))), 2.0);
        assert_eq!(value(&format!("{}x", "-".repeat(31))), -2.0);
    }

    #[test]
    fn no_text_of_the_alphabet_makes_it_panic_and_faults_lie_within_the_text() {
        let parts =
            "0 1 2 9 . + - * / ^ ( ) , t x y pi sin cos tan exp ln sqrt abs tanh （ ） ， × ÷ − ＋ π e = 中 ^- (( ))";
        let parts: Vec<&str> = parts.split(' ').chain([" ", "\u{3000}", "\n"]).collect();
        let mut rng = Seed(5).stream(0);
        let mut read = 0;
        for _ in 0..20_000 {
            let n = rng.random_range(0..12);
            let text: String = (0..n).map(|_| parts[rng.random_range(0..parts.len())]).collect();
            match Formula::read(&text, 1) {
                Ok(formulas) => {
                    read += 1;
                    formulas[0].at(0.5, -1.5, 2.5);
                    assert!(!formulas[0].rust().is_empty());
                }
                Err(fault) => {
                    let place = fault.get(Lang::En).strip_prefix("sign ").and_then(|rest| rest.split(',').next());
                    let place: usize = place.map_or(1, |place| place.parse().unwrap());
                    assert!((1..=text.chars().count().max(1)).contains(&place), "{text}: {fault}");
                    assert!(!fault.get(Lang::Zh).is_empty());
                }
            }
        }
        assert!(read > 500, "{read} of the texts are formulas");
    }

    /// A formula by chance, written with all its parentheses, and its value at t = 0.5, x = 2, y = -3.
    fn by_chance(rng: &mut impl Rng, depth: usize) -> (String, f64) {
        if depth == 0 || rng.random_range(0..4) == 0 {
            let number = f64::from(rng.random_range(0..40_u32)) / 4.0;
            return match rng.random_range(0..4) {
                0 => ("t".into(), 0.5),
                1 => ("x".into(), 2.0),
                2 => ("y".into(), -3.0),
                _ => (number.to_string(), number),
            };
        }
        let (a, u) = by_chance(rng, depth - 1);
        let (b, v) = by_chance(rng, depth - 1);
        match rng.random_range(0..7) {
            0 => (format!("({a} + {b})"), u + v),
            1 => (format!("({a} - {b})"), u - v),
            2 => (format!("({a} * {b})"), u * v),
            3 => (format!("({a} / {b})"), u / v),
            4 => (format!("({a} ^ {b})"), u.powf(v)),
            5 => (format!("(-{a})"), -u),
            _ => (format!("tanh({a})"), u.tanh()),
        }
    }

    #[test]
    fn a_formula_is_computed_as_it_was_made_and_its_rust_means_the_same() {
        let mut rng = Seed(6).stream(0);
        for _ in 0..3000 {
            let (text, exact) = by_chance(&mut rng, 3);
            let formula = one(&text);
            let same = |value: f64| value.to_bits() == exact.to_bits() || value.is_nan() && exact.is_nan();
            assert!(same(formula.at(0.5, 2.0, -3.0)), "{text}");
            let rust = formula.rust();
            if !rust.contains("powf") {
                // Rust binds as the formulas do, once its names are theirs
                let again = rust.replace("x[0]", "x").replace("x[1]", "y").replace("f64::", "");
                assert!(same(one(&again).at(0.5, 2.0, -3.0)), "{text}: {rust}");
            }
        }
        assert_eq!(one("-x^2*sin(t) - (y - 1)").rust(), "-f64::powf(x[0], 2.0) * f64::sin(t) - (x[1] - 1.0)");
    }
}
