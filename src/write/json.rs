//! A small JSON emitter that appends to a byte buffer.
//!
//! Most keys of the output are optional and most values are borrowed, which makes a hand-written emitter both shorter and
//! faster than building a tree or deriving views for `serde`.

use rust_decimal::Decimal;

/// Appends JSON to a buffer. Keys must be plain ASCII words; values are escaped.
pub(crate) struct Json<'o> {
    out: &'o mut Vec<u8>,
    pretty: bool,
    depth: usize,
    first: bool,
}

impl<'o> Json<'o> {
    pub(crate) fn new(out: &'o mut Vec<u8>, pretty: bool) -> Self {
        Self { out, pretty, depth: 0, first: true }
    }

    /// Puts what stands between two items of an object or array.
    fn item(&mut self) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        self.line();
    }

    fn line(&mut self) {
        if self.pretty && self.depth > 0 {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 2 * self.depth, b' ');
        }
    }

    fn key(&mut self, key: &str) {
        self.item();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(if self.pretty { b"\": " } else { b"\":" });
    }

    fn open(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.depth += 1;
        self.first = true;
    }

    fn close(&mut self, bracket: u8) {
        self.depth -= 1;
        if !self.first {
            if self.pretty && self.depth == 0 {
                self.out.push(b'\n');
            }
            self.line();
        }
        self.out.push(bracket);
        self.first = false;
    }

    /// The outermost object.
    pub(crate) fn root(&mut self, fill: impl FnOnce(&mut Self)) {
        self.open(b'{');
        fill(self);
        self.close(b'}');
    }

    /// An object under a key.
    pub(crate) fn object(&mut self, key: &str, fill: impl FnOnce(&mut Self)) {
        self.key(key);
        self.root(fill);
    }

    /// An object under a key, or nothing at all if `fill` writes nothing into it.
    pub(crate) fn object_unless_empty(&mut self, key: &str, fill: impl FnOnce(&mut Self)) {
        let (before, first) = (self.out.len(), self.first);
        self.key(key);
        self.open(b'{');
        fill(self);
        if self.first {
            self.depth -= 1;
            self.out.truncate(before);
            self.first = first;
        } else {
            self.close(b'}');
        }
    }

    /// An array under a key, printed even when it stays empty.
    pub(crate) fn array(&mut self, key: &str, fill: impl FnOnce(&mut Self)) {
        self.key(key);
        self.open(b'[');
        fill(self);
        self.close(b']');
    }

    /// An object as the next element of an array.
    pub(crate) fn element(&mut self, fill: impl FnOnce(&mut Self)) {
        self.item();
        self.root(fill);
    }

    /// A string as the next element of an array.
    pub(crate) fn str_element(&mut self, value: &str) {
        self.item();
        self.string(value);
    }

    /// An identifier such as `m12` as the next element of an array; `index` counts from 0.
    pub(crate) fn id_element(&mut self, letter: u8, index: u32) {
        self.item();
        self.id_value(letter, index);
    }

    pub(crate) fn str(&mut self, key: &str, value: &str) {
        self.key(key);
        self.string(value);
    }

    pub(crate) fn opt_str(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            self.str(key, value);
        }
    }

    /// A string under a key that comes from a rule file and may need escaping itself.
    pub(crate) fn str_any_key(&mut self, key: &str, value: &str) {
        self.any_key(key);
        self.string(value);
    }

    fn any_key(&mut self, key: &str) {
        self.item();
        self.string(key);
        self.out.extend_from_slice(if self.pretty { b": " } else { b":" });
    }

    /// A list of identifiers under a key from a rule file: the identifier itself when there is one, else an array.
    pub(crate) fn ids_any_key(&mut self, key: &str, letter: u8, ids: impl ExactSizeIterator<Item = u32>) {
        self.any_key(key);
        if ids.len() == 1 {
            ids.for_each(|index| self.id_value(letter, index));
        } else {
            self.open(b'[');
            ids.for_each(|index| self.id_element(letter, index));
            self.close(b']');
        }
    }

    pub(crate) fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.key(key);
            self.out.extend_from_slice(b"true");
        }
    }

    pub(crate) fn uint(&mut self, key: &str, value: u64) {
        self.key(key);
        digits(self.out, u128::from(value), 0);
    }

    pub(crate) fn id(&mut self, key: &str, letter: u8, index: u32) {
        self.key(key);
        self.id_value(letter, index);
    }

    fn id_value(&mut self, letter: u8, index: u32) {
        self.out.extend_from_slice(&[b'"', letter]);
        digits(self.out, u128::from(index) + 1, 0);
        self.out.push(b'"');
    }

    /// A decimal as a string, without trailing zeros: `"39800000000"`, `"0.5"`.
    pub(crate) fn decimal(&mut self, key: &str, value: Decimal) {
        self.key(key);
        self.out.push(b'"');
        let (mut mantissa, mut scale) = (value.mantissa().unsigned_abs(), value.scale());
        while scale > 0 && mantissa.is_multiple_of(10) {
            mantissa /= 10;
            scale -= 1;
        }
        if value.is_sign_negative() && mantissa != 0 {
            self.out.push(b'-');
        }
        digits(self.out, mantissa, scale as usize);
        self.out.push(b'"');
    }

    /// A number between 0 and 1 with two decimals, or three where the third is not zero.
    pub(crate) fn share(&mut self, key: &str, value: f32) {
        self.key(key);
        // A value that is not a number becomes 0, the only confidence that promises nothing.
        let thousandths = (value.clamp(0.0, 1.0) * 1000.0).round() as u128;
        let (number, scale) = if thousandths.is_multiple_of(10) { (thousandths / 10, 2) } else { (thousandths, 3) };
        digits(self.out, number, scale);
    }

    fn string(&mut self, value: &str) {
        self.out.reserve(value.len() + 2);
        self.out.push(b'"');
        let bytes = value.as_bytes();
        let mut clean = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if byte >= 0x20 && byte != b'"' && byte != b'\\' {
                continue;
            }
            self.out.extend_from_slice(&bytes[clean..at]);
            clean = at + 1;
            let short = match byte {
                b'"' => b'"',
                b'\\' => b'\\',
                b'\n' => b'n',
                b'\r' => b'r',
                b'\t' => b't',
                _ => {
                    let hex = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
                    self.out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 15)]);
                    continue;
                }
            };
            self.out.extend_from_slice(&[b'\\', short]);
        }
        self.out.extend_from_slice(&bytes[clean..]);
        self.out.push(b'"');
    }
}

/// Appends a number whose last `scale` digits stand behind the point.
fn digits(out: &mut Vec<u8>, number: u128, scale: usize) {
    let mut buffer = [b'0'; 48];
    let mut at = buffer.len();
    let mut push = |digit: u8| {
        at -= 1;
        buffer[at] = b'0' + digit;
    };
    match u64::try_from(number) {
        // Division of 128 bits is slow, and nearly every number here is small.
        Ok(mut small) => {
            while small > 0 {
                push((small % 10) as u8);
                small /= 10;
            }
        }
        Err(_) => {
            let mut large = number;
            while large > 0 {
                push((large % 10) as u8);
                large /= 10;
            }
        }
    }
    // Zeros in front ("0.05") are in the buffer already.
    let start = at.min(buffer.len() - scale - 1);
    let point = buffer.len() - scale;
    out.extend_from_slice(&buffer[start..point]);
    if scale > 0 {
        out.push(b'.');
        out.extend_from_slice(&buffer[point..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pretty: bool, fill: impl FnOnce(&mut Json<'_>)) -> String {
        let mut out = Vec::new();
        Json::new(&mut out, pretty).root(fill);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers() {
        let line = written(false, |json| {
            json.uint("a", 0);
            json.uint("b", u64::MAX);
            for (key, value) in
                [("c", "39800000000.0"), ("d", "-0.050"), ("e", "0.00"), ("f", "79228162514264337593543950335")]
            {
                json.decimal(key, value.parse().unwrap());
            }
            for (key, value) in [("g", 1.0), ("h", 0.985), ("i", f32::NAN), ("j", 0.9), ("k", 0.0049)] {
                json.share(key, value);
            }
        });
        assert_eq!(
            line,
            r#"{"a":0,"b":18446744073709551615,"c":"39800000000","d":"-0.05","e":"0","f":"79228162514264337593543950335","g":1.00,"h":0.985,"i":0.00,"j":0.90,"k":0.005}"#
        );
    }

    #[test]
    fn nothing_is_written_for_an_object_that_stays_empty() {
        let line = written(false, |json| {
            json.str("a", "x");
            json.object_unless_empty("b", |_| {});
            json.object_unless_empty("c", |json| json.flag("d", true));
        });
        assert_eq!(line, r#"{"a":"x","c":{"d":true}}"#);
    }

    #[test]
    fn pretty_output_is_the_same_value() {
        let fill = |json: &mut Json<'_>| {
            json.array("empty", |_| {});
            json.array("list", |json| json.element(|json| json.str("k", "v")));
            json.object("o", |json| json.ids_any_key("r", b'm', [0, 1].into_iter()));
        };
        let (line, pretty) = (written(false, fill), written(true, fill));
        let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(parse(&line), parse(&pretty));
        assert_eq!(pretty, serde_json::to_string_pretty(&parse(&pretty)).unwrap());
    }

    proptest::proptest! {
        #[test]
        fn strings_come_back_as_they_were(text in "\\PC*|[\\x00-\\x7f]*") {
            let line = written(false, |json| json.str("k", &text));
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            proptest::prop_assert_eq!(value["k"].as_str(), Some(text.as_str()));
        }
    }
}
