//! Countries by their two letters.

/// The officially assigned codes of ISO 3166-1 alpha-2, and `XK`, under which SWIFT files Kosovo. In order.
const CODES: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICK\
CLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIM\
INIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENF\
NGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTM\
TNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// Whether two capital letters name a country (ISO 3166-1 alpha-2, and `XK`).
#[must_use]
pub fn is_country(code: &str) -> bool {
    let (codes, _) = CODES.as_chunks::<2>();
    <&[u8; 2]>::try_from(code.as_bytes()).is_ok_and(|code| codes.binary_search(code).is_ok())
}

/// Whether a country belongs to the European Economic Area: the European Union, Iceland, Liechtenstein and Norway.
///
/// Payments that leave it carry the payee's address (regulation (EU) 2015/847).
#[must_use]
pub fn is_in_eea(code: &str) -> bool {
    matches!(
        code,
        "AT" | "BE"
            | "BG"
            | "CY"
            | "CZ"
            | "DE"
            | "DK"
            | "EE"
            | "ES"
            | "FI"
            | "FR"
            | "GR"
            | "HR"
            | "HU"
            | "IE"
            | "IS"
            | "IT"
            | "LI"
            | "LT"
            | "LU"
            | "LV"
            | "MT"
            | "NL"
            | "NO"
            | "PL"
            | "PT"
            | "RO"
            | "SE"
            | "SI"
            | "SK"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for a in b'A'..=b'Z' {
            for b in b'A'..=b'Z' {
                let code = format!("{}{}", char::from(a), char::from(b));
                assert_eq!(is_country(&code), sepa::country::is_country_code(&code), "{code}");
                assert!(!is_in_eea(&code) || is_country(&code), "{code}");
            }
        }
        for code in ["", "D", "de", "DEU", "Ü", "12"] {
            assert!(!is_country(code), "{code}");
        }
    }
}
