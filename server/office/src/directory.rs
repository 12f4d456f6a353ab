//! Who is in a company, by numbers and words: kept in memory, brought up to date with what was learned since.
//!
//! Databases find parts of words only by reading everything, and do not agree on small letters. Here a search reads a few
//! megabytes in order; only the rows that are shown come from the database. What is kept follows the commits, whoever
//! made them.

use crate::error::OfficeError;
use crate::facts::partners::PartnerRow;
use crate::office::Office;
use compline_store::{FromRow, Value, values};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Words of a search that count: more find nobody that these do not.
const MOST_WORDS: usize = 5;

/// The partners of a company and the words of their owners, as of a commit.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    seq: i64,
    /// By number: the number in small letters, and the place of the owner.
    partners: BTreeMap<String, (String, usize)>,
    /// By id of a person: its place.
    places: BTreeMap<String, usize>,
    /// By place: name, first name, city and e-mail in small letters.
    words: Vec<String>,
}

#[derive(FromRow)]
struct Named {
    id: String,
    name: String,
    first_name: Option<String>,
    city: Option<String>,
    email: Option<String>,
}

impl Named {
    fn words(&self) -> String {
        let optional = [&self.first_name, &self.city, &self.email];
        let parts: Vec<&str> =
            std::iter::once(self.name.as_str()).chain(optional.into_iter().filter_map(Option::as_deref)).collect();
        parts.join("\n").to_lowercase()
    }
}

impl Directory {
    fn place(&mut self, person: String) -> usize {
        let next = self.words.len();
        let place = *self.places.entry(person).or_insert(next);
        if place == next {
            self.words.push(String::new());
        }
        place
    }

    /// Numbers behind one that hold a text, or whose owners hold all words of it, in order.
    fn find(&self, text: &str, after: &str, most: usize) -> Vec<&String> {
        let whole = text.trim().to_lowercase();
        let words: Vec<&str> = whole.split_whitespace().take(MOST_WORDS).collect();
        let behind = self.partners.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        let hits = behind.filter(|(_, (number, owner))| {
            let owner = self.words.get(*owner).map_or("", String::as_str);
            number.contains(&whole) || words.iter().all(|word| owner.contains(word))
        });
        hits.map(|(number, _)| number).take(most).collect()
    }
}

impl Office {
    /// Partners whose number holds a text, or whose owner's name, first name, city and e-mail hold all words of it; all
    /// where it is empty. In order of numbers after one.
    ///
    /// # Errors
    /// Of the database.
    pub async fn search_partners(
        &self,
        company: &str,
        text: &str,
        after: &str,
        most: i64,
    ) -> Result<Vec<PartnerRow>, OfficeError> {
        let kept = self.directory(company);
        let now = self.last_commit(company).await?;
        if kept.read().await.seq < now {
            self.follow(company, &mut *kept.write().await, now).await?;
        }
        let most = usize::try_from(most).unwrap_or(0);
        let ids: Vec<Value> = kept.read().await.find(text, after, most).into_iter().map(Value::from).collect();
        self.partners_numbered(company, ids).await
    }

    /// Brings a directory up to a commit.
    async fn follow(&self, company: &str, directory: &mut Directory, now: i64) -> Result<(), OfficeError> {
        let since = directory.seq;
        if since >= now {
            return Ok(());
        }
        let sql = "SELECT id, name, first_name, city, email FROM persons WHERE company = $1 AND seq > $2 AND seq <= $3 \
                   ORDER BY seq";
        for person in self.db().all::<Named>(sql, values![company, since, now]).await? {
            let words = person.words();
            let place = directory.place(person.id);
            if let Some(slot) = directory.words.get_mut(place) {
                *slot = words;
            }
        }
        let sql = "SELECT id, person FROM partners WHERE company = $1 AND seq > $2 AND seq <= $3 ORDER BY seq";
        for (id, person) in self.db().all::<(String, String)>(sql, values![company, since, now]).await? {
            let owner = directory.place(person);
            let number = id.to_lowercase();
            directory.partners.insert(id, (number, owner));
        }
        directory.seq = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    #[test]
    fn numbers_and_words_are_found_in_order_behind_a_number() {
        let mut directory = Directory::default();
        for (number, person, words) in [
            ("DE-2", "p2", "müßig\njörg\nlübeck"),
            ("DE-1", "p1", "petersen\nanna\nkiel"),
            ("AT-9", "p1", "petersen\nanna\nkiel"),
            ("DE-3", "p3", "100%\nkiel"),
        ] {
            let place = directory.place(person.to_owned());
            words.clone_into(directory.words.get_mut(place).unwrap());
            directory.partners.insert(number.to_owned(), (number.to_lowercase(), place));
        }
        assert_eq!(directory.find("", "", 9), ["AT-9", "DE-1", "DE-2", "DE-3"]);
        assert_eq!(directory.find("", "AT-9", 2), ["DE-1", "DE-2"]);
        assert_eq!(directory.find(" Kiel  ANNA ", "", 9), ["AT-9", "DE-1"]);
        assert_eq!(directory.find("kiel", "DE-1", 9), ["DE-3"]);
        assert_eq!(directory.find("de-", "", 2), ["DE-1", "DE-2"]);
        assert_eq!(directory.find("0%", "", 9), ["DE-3"]);
        assert!(directory.find("anna lübeck", "", 9).is_empty());
    }
}
