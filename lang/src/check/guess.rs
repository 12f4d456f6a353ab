//! What was probably meant by a name that means nothing here.

use super::env::Decl;
use super::{Checker, NameKind};
use crate::hir::{Subject, Type, TypeKind};
use crate::syntax::ast;
use crate::words::Text;

/// Rows that stand in a tree.
const TREE_ROWS: &[&str] = &["frontline", "team", "downline", "upline", "siblings"];

/// A type by the name that it has elsewhere.
pub(super) fn other_type(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "number" | "integer" | "int" | "zahl" | "anzahl" => "count",
        "decimal" | "float" | "faktor" => "factor",
        "string" => "text",
        "bool" | "boolean" | "yesno" => "flag",
        "prozent" | "percentage" => "percent",
        "datum" | "day" => "date",
        "person" => "partner",
        "euro" => "EUR",
        _ => return None,
    })
}

impl Checker<'_> {
    /// What to do about a name that is not there, where it is one that is often written.
    pub(super) fn guess_name(&self, name: &str) -> Option<Text> {
        match name {
            "true" | "wahr" | "ja" => return Some(say!("did you mean `{near}`?", near = "yes")),
            "false" | "falsch" | "nein" => return Some(say!("did you mean `{near}`?", near = "no")),
            "level" if self.scope.handle("earner").is_some() => {
                return Some(say!("levels are counted where they are limited: add `at most 5 levels`"));
            }
            _ => {}
        }
        let event = self.event_with(name)?;
        let ty = self.field_of(&event, name);
        if matches!(ty, Some(Type { kind: TypeKind::Partner, .. })) {
            return None;
        }
        let number = matches!(ty, Some(Type { kind: TypeKind::Number(..), .. }) | None);
        let owned = self.scope.row().is_some_and(|row| row.subject == Subject::Partner);
        Some(match (owned, number) {
            (true, true) => say!("`{name}` belongs to `{event}`; add it up: `sum of {name} over own {event}`"),
            (false, true) => say!("`{name}` belongs to `{event}`; add it up: `sum of {name} over {event}`"),
            (true, false) => {
                say!("`{name}` belongs to `{event}`; ask its rows: `count over own {event} where {name} …`")
            }
            (false, false) => say!("`{name}` belongs to `{event}`; ask its rows: `count over {event} where {name} …`"),
        })
    }

    /// The one event that has this attribute.
    fn event_with(&self, name: &str) -> Option<String> {
        let mut events = self.env.names().into_iter().filter(|event| {
            self.env.kind(event) == Some(NameKind::Event) && self.has_attribute(&Subject::Event(event.clone()), name)
        });
        let event = events.next()?;
        let at_hand = self.scope.row().is_some_and(|row| matches!(row.subject, Subject::Event(_) | Subject::Line(_)));
        (events.next().is_none() && !at_hand).then_some(event)
    }

    fn field_of(&self, event: &str, name: &str) -> Option<Type> {
        let Some(Decl::Event(event)) = self.env.resolve(event) else { return None };
        event.fields.iter().find(|field| field.name == name).map(|field| field.ty.clone())
    }

    /// A field or definition of an event that adds up, for help.
    pub(super) fn some_number_of(&self, event: &str) -> Option<String> {
        let Some(Decl::Event(event)) = self.env.resolve(event) else { return None };
        let number = |ty: &Type| matches!(ty.kind, TypeKind::Number(..));
        event.fields.iter().find(|field| number(&field.ty)).map(|field| field.name.clone())
    }

    /// What was meant by a kind of event that nobody declares.
    pub(super) fn guess_event(&self, name: &str) -> Option<Text> {
        if TREE_ROWS.contains(&name) {
            let tree = self.some_tree();
            return Some(say!("say in which tree: `{name} in {tree}`"));
        }
        let period = matches!(name, "day" | "week" | "month" | "quarter" | "year" | "period");
        let partner = matches!(name, "partners" | "Partner" | "Partners" | "person" | "earner");
        (period || partner).then(|| say!("write `for each partner`: each is paid once in a period"))
    }

    /// The plan's first tree, for help.
    pub(super) fn some_tree(&self) -> String {
        let tree = self.env.names().into_iter().find(|name| self.env.kind(name) == Some(NameKind::Tree));
        tree.unwrap_or_else(|| "sponsor".to_owned())
    }

    /// The partner of the event that a bonus is paid for, for help.
    pub(super) fn some_seller(&self) -> String {
        let event = self.scope.rows.iter().rev().find_map(|row| match &row.subject {
            Subject::Event(event) => Some(event),
            _ => None,
        });
        let owner = event.and_then(|event| match self.env.resolve(event) {
            Some(Decl::Event(event)) => event.owner().map(|owner| owner.name.clone()),
            _ => None,
        });
        owner.unwrap_or_else(|| "seller".to_owned())
    }

    /// What is written for a function that other languages have.
    pub(super) fn guess_function(&self, name: &str, args: &[ast::Expr]) -> Option<Text> {
        let written: Vec<&str> = args.iter().map(|arg| self.slice(arg.span)).collect();
        let (all, first) = (written.join(", "), written.first().copied().unwrap_or("…"));
        Some(match name.to_lowercase().as_str() {
            "max" | "maximum" => say!("write `greater of ({all})`"),
            "min" | "minimum" => say!("write `smaller of ({all})`"),
            "sum" | "summe" => say!("write `sum of {first} over …`"),
            "count" | "anzahl" => say!("write `count over …`"),
            "average" | "avg" => {
                say!("an average is a sum divided by a count: `(sum of {first} over …) / (count over …)`")
            }
            "round" => say!("write `{first} rounded half up to 0.01`"),
            "floor" => say!("write `whole part of ({first})`"),
            "if" | "wenn" => match written.as_slice() {
                [when, then, otherwise] => say!("write `{then} when {when}, otherwise {otherwise}`"),
                _ => say!("cases are written `x when c, otherwise y`"),
            },
            _ => return None,
        })
    }

    /// The values of a partner that are words of a list, as `owner's rank`. Only for what no definition reads: a bonus.
    pub(super) fn words_of(&self, owner: &str, list: &str) -> Vec<String> {
        let subject = Subject::Partner;
        let is_of = |name: &String| {
            let ty = self.env.definition(&subject, name).map(|signature| signature.ty);
            matches!(ty, Some(Type { kind: TypeKind::Word(of), .. }) if of == list)
        };
        let names = self.env.definition_names(&subject).into_iter().filter(is_of);
        names.take(3).map(|name| format!("{owner}'s {name}")).collect()
    }
}
