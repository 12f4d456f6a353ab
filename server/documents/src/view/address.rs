//! Addresses as they stand on letters.

use crate::model::{Address, Buyer, Statement};

/// The address field of a letter: six lines are what DIN 5008 has room for.
pub(super) fn recipient(statement: &Statement) -> Vec<String> {
    let seller = &statement.seller;
    let foreign = seller.address.country != statement.buyer.address.country;
    let mut all = vec![seller.name.trim().to_owned()];
    all.extend(lines(&seller.address, foreign));
    all
}

/// The sender in one line above the address.
pub(super) fn return_line(buyer: &Buyer) -> String {
    let mut parts = vec![buyer.name.clone()];
    parts.extend(lines(&buyer.address, false));
    parts.join(" · ")
}

/// The lines of an address without the name; the country in capitals if it goes abroad.
pub(super) fn lines(address: &Address, with_country: bool) -> Vec<String> {
    let streets = [&address.line1, &address.line2, &address.line3];
    let mut all: Vec<String> = streets.into_iter().flatten().map(|line| line.trim().to_owned()).collect();
    let code = address.post_code.as_deref().unwrap_or_default().trim();
    let subdivision = address.subdivision.as_deref().unwrap_or_default().trim();
    let city = address.city.trim();
    // Where the post code is written behind the town (Universal Postal Union, addressing systems).
    let behind = matches!(address.country.as_str(), "AU" | "CA" | "GB" | "IE" | "IN" | "NZ" | "US");
    let town = if behind { [city, subdivision, code] } else { [code, city, subdivision] };
    all.push(town.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
    if with_country {
        all.push(address.country_name.as_deref().unwrap_or(&address.country).trim().to_uppercase());
    }
    all.retain(|line| !line.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(country: &str) -> Address {
        Address {
            line1: Some("1 Main St".to_owned()),
            post_code: Some("12345".to_owned()),
            city: "Springfield".to_owned(),
            subdivision: Some("IL".to_owned()),
            country: country.to_owned(),
            country_name: Some("Österreich".to_owned()),
            ..Address::default()
        }
    }

    #[test]
    fn the_post_code_stands_where_the_country_has_it() {
        assert_eq!(lines(&address("US"), false), ["1 Main St", "Springfield IL 12345"]);
        assert_eq!(lines(&address("IT"), false), ["1 Main St", "12345 Springfield IL"]);
    }

    #[test]
    fn the_country_stands_last_and_in_capitals() {
        assert_eq!(lines(&address("AT"), true).last().map(String::as_str), Some("ÖSTERREICH"));
        let nameless = Address { country_name: None, ..address("AT") };
        assert_eq!(lines(&nameless, true).last().map(String::as_str), Some("AT"));
    }
}
