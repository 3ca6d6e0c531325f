//! Tables in files: comma-separated values.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use csv::{ErrorKind, QuoteStyle, ReaderBuilder, StringRecord, StringRecordsIntoIter, WriterBuilder};

use super::{Table, Value};
use crate::error::{Error, Result};
use crate::{chunk, file};

/// What may stand at the start of a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl Table {
    /// Reads a table from a CSV file: the names of the columns in the first line, then a line for each row.
    ///
    /// Cells are parted by commas; by semicolons or tabs, if of the three only these stand in the first line. A cell in
    /// double quotes may hold any of them, and ends of lines; `""` in it is one quote. A column is one of numbers if
    /// each of its cells is empty or a number, as `2`, `-0.5`, `1e-3`, `NaN`: `2` is a whole one.
    /// Any other column is one of words: so is one with decimal commas. An empty cell, also one of `NA`, `N/A`, `null` or
    /// `NULL`, is [`Value::Empty`]. Lines without anything are left out, and so is the space around a name or a word. The file is in UTF-8, with or without a byte
    /// order mark.
    ///
    /// ```
    /// use flowlab::Table;
    /// use flowlab::ndarray::array;
    /// let path = std::env::temp_dir().join(format!("flowlab-doc-{}.csv", std::process::id()));
    /// std::fs::write(&path, "x,y,kind\n0.5,2,cat\n1e-3,,\"dog, old\"\n").unwrap();
    /// let table = Table::read_csv(&path)?;
    /// assert_eq!((table.n_rows(), table.n_columns()), (2, 3));
    /// assert_eq!(table.numbers(&["x"])?, array![[0.5], [0.001]]);
    /// assert_eq!(table.labels("kind")?, (vec![0, 1], vec!["cat".to_string(), "dog, old".to_string()]));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A file that cannot be read, is not in UTF-8, or has no line of names (a first line of nothing but numbers is
    /// none); two columns of one name; a row with more or fewer cells than there are names; quotes that never end; more
    /// cells than memory holds.
    pub fn read_csv(path: impl AsRef<Path>) -> Result<Table> {
        let refuse = |why: String| Error::table(path.as_ref().display(), why);
        let bytes = fs::read(&path).map_err(|error| refuse(format!("cannot be read: {error}")))?;
        let source = Source::new(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes)).map_err(refuse)?;
        let names = source.names().map_err(refuse)?;
        // once to count the rows and tell numbers from words, once to take them
        let (mut n, mut is_number) = (0, vec![true; names.len()]);
        for row in source.rows() {
            let row = row.map_err(|error| refuse(source.fault(&error, &names)))?;
            is_number.iter_mut().zip(&row).for_each(|(is_number, cell)| *is_number &= number(cell).is_some());
            n += 1;
        }
        let empty = || chunk::repeated("rows of a table", n, Value::Empty);
        let mut columns = names.iter().map(|_| empty()).collect::<Result<Vec<_>>>()?;
        for (i, row) in source.rows().flatten().enumerate() {
            for ((cell, is_number), column) in row.iter().zip(&is_number).zip(&mut columns) {
                column[i] = match (number(cell), cell) {
                    (Some(Value::Empty), _) => Value::Empty,
                    (Some(number), _) if *is_number => number,
                    (_, word) => Value::Word(word.trim().to_string()),
                };
            }
        }
        let columns = names.into_iter().map(Into::into).zip(columns).collect();
        Ok(Table { columns, ..Table::default() })
    }

    /// Writes the table as a CSV file that [`read_csv`](Table::read_csv) reads: the English names of the columns, then
    /// a line for each row, parted by commas. Numbers have all the digits that give back the same bits, whatever
    /// [`digits`](Table::digits) says. The file is written whole or not at all: one that stood there stays until the
    /// new one is complete.
    ///
    /// ```
    /// use flowlab::Table;
    /// let path = std::env::temp_dir().join(format!("flowlab-doc-out-{}.csv", std::process::id()));
    /// let table = Table::new().column("n", [1, 2])?.column("third", [1.0 / 3.0, 2.0])?;
    /// table.write_csv(&path)?;
    /// assert_eq!(std::fs::read_to_string(&path).unwrap(), "n,third\n1,0.3333333333333333\n2,2.0\n");
    /// assert_eq!(Table::read_csv(&path)?, table);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// No columns, two of one name, or names that are all numbers; the folder does not exist or cannot be written, or the
    /// disk is full.
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let refuse = |why: String| Error::table(path.display(), why);
        let written = |error: csv::Error| refuse(format!("cannot be put into CSV: {error}"));
        check_names(self.columns.iter().map(|(name, _)| name.en.trim())).map_err(refuse)?;
        // in quotes a semicolon of a name is not taken for what parts the cells
        let misleading = self.columns.iter().any(|(name, _)| name.en.contains([';', '\t']));
        let style = if misleading { QuoteStyle::NonNumeric } else { QuoteStyle::Necessary };
        let mut writer = WriterBuilder::new().quote_style(style).from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|(name, _)| &name.en)).map_err(written)?;
        for i in 0..self.n_rows() {
            writer.write_record(self.columns.iter().map(|(_, values)| cell(&values[i]))).map_err(written)?;
        }
        let bytes = writer.into_inner().map_err(|error| refuse(format!("cannot be put into CSV: {error}")))?;
        file::write_whole(path, &bytes)
            .map_err(|error| refuse(format!("cannot be written ({error}): give a folder that exists and has room")))
    }
}

/// Refuses names that would not be read as such.
fn check_names<'a>(names: impl Iterator<Item = &'a str> + Clone) -> std::result::Result<(), String> {
    if names.clone().all(|name| matches!(number(name), Some(Value::Whole(_) | Value::Number(_)))) {
        return Err("would have no column, or numbers for all names: give names with letters".to_string());
    }
    let mut seen = HashSet::new();
    match names.clone().find(|name| !seen.insert(*name)) {
        Some(name) => Err(format!("would have two columns `{name}`: give each its own name")),
        None => Ok(()),
    }
}

/// A cell as it stands in a file: a number with a point or an exponent is no whole one.
fn cell(value: &Value) -> String {
    match value {
        Value::Number(x) => format!("{x:?}"),
        Value::Whole(n) => n.to_string(),
        Value::Word(word) => word.clone(),
        Value::Empty => String::new(),
    }
}

/// What a cell holds in a column of numbers, if it can stand in one.
fn number(cell: &str) -> Option<Value> {
    let cell = cell.trim();
    if cell.is_empty() || GAPS.contains(&cell) {
        return Some(Value::Empty);
    }
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // 007 is a name, and so are digits that no whole number holds: as numbers they would become others
        let is_name = digits.len() > 1 && digits.starts_with('0');
        return if is_name { None } else { cell.parse().map(Value::Whole).ok() };
    }
    cell.parse().map(Value::Number).ok()
}

/// What stands in a cell that says nothing, besides nothing.
const GAPS: [&str; 4] = ["NA", "N/A", "null", "NULL"];

/// The bytes of a file, and what parts its cells.
struct Source<'a> {
    bytes: &'a [u8],
    delimiter: u8,
}

impl<'a> Source<'a> {
    fn new(bytes: &'a [u8]) -> std::result::Result<Source<'a>, String> {
        let source = Source { bytes, delimiter: delimiter(bytes) };
        match source.unclosed() {
            Some(place) => Err(format!("line {}: the quotes of a cell never end: close them", source.line(place))),
            None => Ok(source),
        }
    }

    /// All lines that hold something, the names first.
    fn records(&self) -> StringRecordsIntoIter<&'a [u8]> {
        ReaderBuilder::new().has_headers(false).delimiter(self.delimiter).from_reader(self.bytes).into_records()
    }

    /// The rows below the names.
    fn rows(&self) -> impl Iterator<Item = csv::Result<StringRecord>> {
        self.records().skip(1)
    }

    /// The names of the columns.
    fn names(&self) -> std::result::Result<Vec<String>, String> {
        let way = "write the names of the columns in the first line";
        let first = self.records().next().ok_or_else(|| format!("has no header, it is empty: {way}"))?;
        let first = first.map_err(|error| self.fault(&error, &[]))?;
        let line = self.line(first.position().map_or(0, |place| place.byte() as usize));
        if first.iter().all(|name| matches!(number(name), Some(Value::Whole(_) | Value::Number(_)))) {
            return Err(format!("has no header, line {line} holds numbers alone: {way}"));
        }
        let names: Vec<String> = first.iter().map(|name| name.trim().to_string()).collect();
        let mut seen = HashSet::new();
        match names.iter().position(|name| !seen.insert(name)) {
            Some(j) => {
                Err(format!("line {line}, column {}: a second column `{}`: give each its own name", j + 1, names[j]))
            }
            None => Ok(names),
        }
    }

    /// What is wrong with a line, in words.
    fn fault(&self, error: &csv::Error, names: &[String]) -> String {
        let line = self.line(error.position().map_or(0, |place| place.byte() as usize));
        match error.kind() {
            ErrorKind::Utf8 { err, .. } => {
                let name = names.get(err.field()).map_or(String::new(), |name| format!(" (`{name}`)"));
                format!("line {line}, column {}{name}: it is not in UTF-8: save the file in UTF-8", err.field() + 1)
            }
            ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let column = names.get(*len as usize);
                let column = column.map_or(String::new(), |name| format!(", none for the column `{name}`"));
                let comma = char::from(self.delimiter).escape_debug();
                format!(
                    "line {line}: the number of cells parted by `{comma}` is {len}{column}: give {expected_len}, as many as \
                     there are names"
                )
            }
            _ => error.to_string(),
        }
    }

    /// The number, from 1, of the first line at this byte or after it that holds something.
    fn line(&self, byte: usize) -> usize {
        let blank = self.bytes[byte..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let before = &self.bytes[..byte + blank];
        let ends = |(i, byte): &(usize, &u8)| match byte {
            b'\n' => true,
            b'\r' => self.bytes.get(i + 1) != Some(&b'\n'),
            _ => false,
        };
        1 + before.iter().enumerate().filter(ends).count()
    }

    /// Where a cell starts whose quotes never end: it would swallow all that follows.
    fn unclosed(&self) -> Option<usize> {
        let (mut start, mut is_open, mut may_open) = (0, false, true);
        for (i, byte) in self.bytes.iter().enumerate() {
            if *byte == b'"' {
                is_open ^= may_open; // two in a row close the cell and open it again
            } else if !is_open {
                may_open = *byte == self.delimiter || matches!(byte, b'\r' | b'\n');
                start = if may_open { i + 1 } else { start };
            }
        }
        is_open.then_some(start)
    }
}

/// What parts the cells: a semicolon or a tab if of these and the comma it alone stands in the first line, outside
/// quotes.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut is_quoted = false;
    let text = bytes.iter().skip_while(|byte| matches!(byte, b'\r' | b'\n'));
    let plain = text.filter(|byte| {
        is_quoted ^= **byte == b'"';
        !is_quoted
    });
    let found: HashSet<u8> = plain
        .take_while(|byte| !matches!(byte, b'\r' | b'\n'))
        .copied()
        .filter(|byte| matches!(byte, b',' | b';' | b'\t'))
        .collect();
    if found.len() == 1 { found.into_iter().next().unwrap_or(b',') } else { b',' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Value::{Empty, Number, Whole, Word};

    /// A file of these bytes, read.
    fn read(bytes: &[u8]) -> Result<Table> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, bytes).unwrap();
        Table::read_csv(path)
    }

    /// The names and the cells of a file.
    fn columns(bytes: &[u8]) -> Vec<(String, Vec<Value>)> {
        read(bytes).unwrap().columns.into_iter().map(|(name, values)| (name.en, values)).collect()
    }

    fn word(text: &str) -> Value {
        Word(text.to_string())
    }

    #[test]
    fn digits_that_no_number_keeps_are_words_and_gaps_are_empty() {
        let file = std::env::temp_dir().join(format!("flowlab-gaps-{}.csv", std::process::id()));
        fs::write(&file, "id,zip,x\n12345678901234567890,007,1\n12345678901234567891, 7 ,NA\n-3,+5,2.5\n").unwrap();
        let table = Table::read_csv(&file).unwrap();
        assert_eq!(table.labels("id").unwrap().1.len(), 3);
        assert_eq!(table.labels("zip").unwrap().1, ["+5", "007", "7"]);
        assert_eq!(table.without_gaps(&["x"]).unwrap().numbers(&["x"]).unwrap(), ndarray::array![[1.0], [2.5]]);
        let error = table.numbers(&["id"]).unwrap_err().to_string();
        assert!(error.contains("numbers as words in the column `id`"), "{error}");
        fs::write(&file, "x\n1\nabout 2\n").unwrap();
        let error = Table::read_csv(&file).unwrap().numbers(&["x"]).unwrap_err().to_string();
        assert!(error.contains("the word `about 2` in the column `x`, row 1"), "{error}");
        for table in [Table::new(), Table::new().column("2020", [1]).unwrap()] {
            assert!(table.write_csv(&file).unwrap_err().to_string().contains("give names with letters"));
        }
        let twice = Table::new().column("x", [1]).unwrap().column("x ", [2]).unwrap();
        assert!(twice.write_csv(&file).unwrap_err().to_string().contains("two columns `x`"));
        fs::remove_file(file).unwrap();
    }

    #[test]
    fn names_that_hold_a_semicolon_come_back_as_they_are() {
        let file = std::env::temp_dir().join(format!("flowlab-semicolon-{}.csv", std::process::id()));
        for table in [Table::new().column("a;b", [1, 2]), Table::new().column("a\tb", ["x;y"])] {
            let table = table.unwrap();
            table.write_csv(&file).unwrap();
            assert_eq!(Table::read_csv(&file).unwrap(), table);
        }
        fs::remove_file(file).unwrap();
    }

    #[test]
    fn numbers_words_and_empty_cells_are_told_apart() {
        let columns = columns(b"a,b,c,d\n1,x,,1.5\n-2,,,\n 3 ,7,,1e-3\n");
        assert_eq!(columns[0].1, [Whole(1), Whole(-2), Whole(3)]);
        assert_eq!(columns[1].1, [word("x"), Empty, word("7")]);
        assert_eq!(columns[2].1, [Empty, Empty, Empty]);
        assert_eq!(columns[3].1, [Number(1.5), Empty, Number(0.001)]);
    }

    #[test]
    fn commas_semicolons_tabs_line_ends_and_marks_make_no_difference() {
        let plain = columns("x,名\n0.5,a\n1.5,b\n".as_bytes());
        for other in [
            "x;名\n0.5;a\n1.5;b\n",
            "x\t名\n0.5\ta\n1.5\tb",
            "\u{feff}x,名\r\n0.5,a\r\n1.5,b\r\n",
            "\nx,名\n\n0.5,a\n\n1.5,b\n\n",
            "x,名\r0.5,a\r1.5,b\r",
            "\"x\",\"名\"\n\"0.5\",\"a\"\n1.5,\"b\"\n",
            " x , 名\n0.5,a\n 1.5,b\n",
        ] {
            assert_eq!(columns(other.as_bytes()), plain, "{other:?}");
        }
    }

    #[test]
    fn quotes_hold_what_parts_cells_and_the_header_decides_what_does() {
        assert_eq!(columns(b"\"a;b\",c\n\"1,\n2\",\"say \"\"so\"\"\"\n")[0], ("a;b".into(), vec![word("1,\n2")]));
        assert_eq!(columns(b"\"a;b\",c\n1,\"say \"\"so\"\"\"\n")[1].1, [word("say \"so\"")]);
        assert_eq!(columns(b"x;y\n0,5;1,5\n")[1], ("y".into(), vec![word("1,5")])); // no decimal commas
        assert_eq!(columns(b"a;b,c\n1;2,3\n")[0], ("a;b".into(), vec![word("1;2")])); // two kinds: the comma
        assert_eq!(columns(b"size 5\"\n1\n"), [("size 5\"".into(), vec![Whole(1)])]);
    }

    #[test]
    fn faults_are_named_by_line_and_column() {
        for (bytes, words) in [
            (&b""[..], "has no header"),
            (b"\n\r\n", "has no header"),
            (b"1.5,2\n3,4\n", "line 1 holds numbers alone"),
            (b"x,y\n1,2\n\n3\n", "line 4: the number of cells parted by `,` is 1, none for the column `y`: give 2"),
            (b"x\ty\r\n1\t2\r\n3\t4\t5\r\n", "line 3: the number of cells parted by `\\t` is 3: give 2"),
            (b"x,y\r1,2\r3\r", "line 3: the number of cells parted by `,` is 1"),
            (b"x,y\n\"a\nb\",2\n1,\xff\n", "line 4, column 2 (`y`): it is not in UTF-8"),
            (b"\xff\xfex\0,\0", "line 1, column 1: it is not in UTF-8"),
            (b"x, y,x\n1,2,3\n", "line 1, column 3: a second column `x`"),
            (b"x,y\n1,2\n3,\"a\n4,b\n", "line 3: the quotes of a cell never end"),
            (b"x,y\n1,\"a \"\" b\n", "line 2: the quotes of a cell never end"),
        ] {
            let message = read(bytes).unwrap_err().to_string();
            assert!(message.contains("a.csv: ") && message.contains(words) && !message.contains('\n'), "{message}");
        }
        let missing = Table::read_csv("no such folder/a.csv").unwrap_err().to_string();
        assert!(missing.starts_with("no such folder/a.csv: cannot be read"), "{missing}");
    }

    #[test]
    fn what_is_written_is_read_to_the_bit() {
        let numbers = [0.1 + 0.2, -0.0, 2.0, 5e-324, f64::MAX, 1e16, f64::MIN, -1.0 / 3.0];
        let words = ["a,b", "say \"so\"", "two\nlines", "a space", "阶", "1", "#", "tab\tbed"];
        let table = Table::new().column(crate::Text::new("order", "阶"), numbers).unwrap();
        let table =
            table.column("a \"b\", c", words).unwrap().column("n", [1_i64, -2, 3, i64::MAX, 0, 5, 6, 7]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        table.clone().digits(2).write_csv(&path).unwrap();
        let back = Table::read_csv(&path).unwrap();
        assert_eq!(back.columns[0].0.en, "order");
        assert!(back.columns.iter().zip(&table.columns).all(|(a, b)| a.0.en == b.0.en && a.1 == b.1), "{back:?}");
        let bits = |table: &Table| table.numbers(&["order"]).unwrap().mapv(f64::to_bits);
        assert_eq!(bits(&back), bits(&table)); // == takes -0 for 0
        // one column with an empty cell, and a table without rows
        let gap = Table::new().column("x", [Some(1.5), None, Some(f64::NEG_INFINITY)]).unwrap();
        for table in [gap, Table::new().column("x", [0.0; 0]).unwrap()] {
            table.write_csv(&path).unwrap();
            assert_eq!(Table::read_csv(&path).unwrap(), table);
        }
        let message = table.write_csv(folder.path().join("none/t.csv")).unwrap_err().to_string();
        assert!(message.contains("t.csv: cannot be written"), "{message}");
    }
}
