//! Rows of a table as fields in the form of company files.

use super::*;
use compline_compiler::program::{Field, Kind, Program, Ty, UnitKind};
use compline_words::InputError;
use std::borrow::Cow;

/// What the cells of fields are, where it is not text.
pub(super) type Kinds<'p> = BTreeMap<&'p str, CellKind>;

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellKind {
    Number,
    Percent,
    Date,
    YesNo,
    Text,
}

impl CellKind {
    /// Of a field of the plan.
    pub(super) fn of(program: &Program, field: &Field) -> Self {
        Self::of_type(program, field.ty)
    }

    /// Of a type of the plan.
    pub(super) fn of_type(program: &Program, ty: Ty) -> Self {
        match ty.kind {
            Kind::Number(unit, _) => {
                let percent = program.units.get(unit.index()).is_some_and(|unit| unit.kind == UnitKind::Percent);
                if percent { Self::Percent } else { Self::Number }
            }
            Kind::Date => Self::Date,
            Kind::Bool => Self::YesNo,
            Kind::Word(_) | Kind::Partner | Kind::Person | Kind::Event(_) | Kind::Text => Self::Text,
        }
    }
}

/// Whether a column's name means a field: the same letters and digits, or one of the usual words.
pub(super) fn means(column: &str, field: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let column = plain(column);
    if column == plain(field) {
        return true;
    }
    let usual: &[&str] = match field {
        "id" => &[
            "nr",
            "nummer",
            "number",
            "no",
            "bestellnummer",
            "auftragsnummer",
            "orderid",
            "ordernumber",
            "partnernummer",
        ],
        "seller" => &["verkäufer", "partner", "partnernummer", "vermittler"],
        "net" => &["netto", "nettobetrag", "netamount"],
        "ordered_on" => &["bestelldatum", "auftragsdatum", "orderdate", "datum", "date"],
        "paid_on" => &["bezahltam", "zahlungsdatum", "paymentdate"],
        "category" => &["kategorie"],
        "name" => &["nachname", "familienname", "lastname", "surname", "firma", "company"],
        "first_name" => &["vorname", "firstname"],
        "street" => &["straße", "strasse", "address", "anschrift"],
        "post_code" => &["plz", "postleitzahl", "zip", "zipcode", "postcode"],
        "city" => &["ort", "stadt", "town"],
        "country" => &["land"],
        "email" => &["mail", "emailadresse"],
        "phone" => &["telefon", "telephone"],
        "joined_on" => &["eintritt", "eintrittsdatum", "beitritt", "joined", "joindate"],
        "partner" => &["partnernummer", "partnernr", "partnerid", "vertriebspartner", "nummer", "nr"],
        "parent" => &["sponsor", "upline", "überpartner", "sponsornummer", "sponsorid"],
        "tree" => &["baum", "struktur"],
        "valid_from" | "from" => &["von", "ab", "gültigab", "gültigvon", "seit", "from", "validfrom"],
        "valid_to" | "to" => &["bis", "gültigbis", "ende", "to", "validto"],
        "period" => &["periode", "zeitraum", "monat", "abrechnungsmonat", "month"],
        "amount" => &["betrag", "summe", "auszahlung", "provision", "commission", "sum"],
        "bonus" => &["bonusart", "provisionsart", "bonusname"],
        "order" => &["bestellung", "bestellnummer", "auftrag", "auftragsnummer", "ordernumber", "orderid"],
        "rank" => &["rang", "stufe", "karrierestufe", "titel"],
        "as_of" => &["per", "stand", "stichtag", "periode", "asof"],
        "state" => &["zustand", "konto", "merkmal"],
        "value" => &["wert", "stand"],
        "definition" => &["definition", "merkmal"],
        "balance" => &["saldo", "saldoart", "richtung"],
        "reason" => &["grund", "begründung"],
        "day" => &["tag", "datum", "date", "stornodatum", "mitteilungam"],
        "event" => &["bestellung", "bestellnummer", "vertrag", "vertragsnummer", "reverses", "order", "contract"],
        "kind" => &["art"],
        "channel" => &["weg", "kanal", "versandart"],
        "proof" => &["nachweis", "beleg"],
        "unnotified" => &["warumkeinemitteilung", "ohnemitteilung"],
        _ => &[],
    };
    usual.contains(&column.as_str())
}

/// Rows with fields in the form of company files. What cannot be put into it is refused.
pub(super) fn mapped(sheet: &Sheet, import: &Import, kinds: &Kinds<'_>, report: &mut Report) -> Vec<Mapped> {
    let places: Vec<(&String, usize)> = import
        .mapping
        .iter()
        .filter_map(|(field, column)| Some((field, sheet.columns.iter().position(|one| one == column)?)))
        .collect();
    // Cells of a sheet are typed; those of a text file are written as their country writes them.
    let typed = sheet.typed;
    let mut out = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut fields = BTreeMap::new();
        for (field, at) in &places {
            let text = row.cells.get(*at).map_or("", String::as_str);
            let text = text.split(['\r', '\n']).map(str::trim).collect::<Vec<_>>().join(" ");
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            match plain(text, kinds.get(field.as_str()).copied(), typed, import.language) {
                Ok(text) => {
                    fields.insert((*field).clone(), text);
                }
                Err(error) => {
                    report.refuse(row.number, FieldError { field: (*field).clone(), ..error });
                    fields.insert((*field).clone(), text.to_owned());
                }
            }
        }
        out.push(Mapped { row: row.number, fields, typed });
    }
    out
}

/// A cell as company files write it. What cannot be made so is left to the reader of company files, who says what is
/// wrong with it.
pub(super) fn plain(text: &str, kind: Option<CellKind>, typed: bool, language: Language) -> Result<String, FieldError> {
    let ambiguous = |error: &InputError| match error {
        InputError::Ambiguous { thousands, decimals, .. } => Some(
            FieldError::new("", "error-number-ambiguous")
                .with("input", text)
                .with("thousands", thousands)
                .with("decimals", decimals),
        ),
        _ => None,
    };
    match kind {
        Some(CellKind::Number) if !typed => match compline_words::parse_decimal(text, language, 18) {
            Ok(number) => Ok(number.normalize().to_string()),
            Err(error) => ambiguous(&error).map_or_else(|| Ok(text.to_owned()), Err),
        },
        Some(CellKind::Percent) if text.trim_end().ends_with('%') => {
            match compline_words::parse_percent(text, language, 16) {
                Ok(share) => Ok(percent(share)),
                Err(error) => ambiguous(&error).map_or_else(|| Ok(text.to_owned()), Err),
            }
        }
        Some(CellKind::YesNo) => Ok(yes_or_no(text).into_owned()),
        Some(CellKind::Date) => {
            let day = text.split('T').next().unwrap_or(text);
            if day.parse::<NaiveDate>().is_ok() {
                return Ok(day.to_owned());
            }
            // A day without a year is of no year: files are read on any day.
            let complete = text.bytes().filter(u8::is_ascii_digit).count() >= 5;
            match compline_words::parse_date(text, language, NaiveDate::default()) {
                Ok(day) if complete => Ok(day.to_string()),
                _ => Err(FieldError::new("", "error-not-a-date").with("input", text).with("example", "2026-03-15")),
            }
        }
        _ => Ok(text.to_owned()),
    }
}

/// A share of one as company files write percentages.
pub(super) fn percent(share: Decimal) -> String {
    share.checked_mul(Decimal::ONE_HUNDRED).map_or_else(String::new, |number| format!("{}%", number.normalize()))
}

fn yes_or_no(text: &str) -> Cow<'_, str> {
    match text.to_lowercase().as_str() {
        "ja" | "j" | "yes" | "y" | "true" | "wahr" | "1" | "x" => Cow::Borrowed("yes"),
        "nein" | "n" | "no" | "false" | "falsch" | "0" => Cow::Borrowed("no"),
        _ => Cow::Borrowed(text),
    }
}
