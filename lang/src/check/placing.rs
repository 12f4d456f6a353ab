//! Placement rules of trees: all that plans do differently must be said.

use super::{Checker, Decl};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{FieldDecl, PlacingDecl, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, Ident, PlaceSearch, Placing};

/// Most days in a holding tank.
const MOST_DAYS: i128 = 3_660;

impl Checker<'_> {
    /// The rule of a tree; nothing where something of it is missing or wrong.
    pub(super) fn placing(
        &mut self,
        tree: &ast::Tree,
        placing: &Placing,
        sides: &[String],
        width: Option<u32>,
    ) -> Option<PlacingDecl> {
        let below = self.placed_below(placing);
        if width.is_none() {
            let shaped = matches!(tree.shape, ast::TreeShape::Unbounded);
            if shaped {
                self.report(
                    Diagnostic::new(
                        Code::NotHere,
                        placing.below.span,
                        say!("in `{}` any number may stand below one, so nobody ever has to look for a place", tree.name.text),
                    )
                    .help(say!(
                        "write `tree {0}, sides left, right, placed below {1}` or `tree {0}, width 3, placed below {1}`",
                        tree.name.text,
                        placing.below.text
                    )),
                );
            }
            return None;
        }
        let above = &placing.below.text;
        let side = placing.side.as_ref().map(|side| self.side_field(tree, placing, side, sides));
        let search = self.place_search(placing);
        let days = self.place_days(placing);
        let key = self.place_order(placing);
        let gap = match &placing.gap {
            Some((name, gap)) => {
                if name.text != *above {
                    self.report(
                        Diagnostic::new(
                            Code::WrongKind,
                            name.span,
                            say!("the rule places below `{above}`, not below `{}`", name.text),
                        )
                        .help(say!("write `{above} without a place: …`")),
                    );
                }
                Some(*gap)
            }
            None => {
                self.choose(
                    placing,
                    say!("nothing says what happens to a partner whose `{above}` has no place"),
                    [
                        (
                            format!("{above} without a place: waits"),
                            say!("he has no place either until the one above has one"),
                        ),
                        (
                            format!("{above} without a place: skip"),
                            say!("he is placed below the next one above who has a place"),
                        ),
                    ],
                );
                None
            }
        };
        if placing.left.is_none() {
            self.choose(
                placing,
                say!("nothing says what becomes of the places of those who were terminated"),
                [
                    (
                        "terminated: keep their places".to_owned(),
                        say!("they stay as holes: nobody takes them, and places below them are filled like others"),
                    ),
                    (
                        "terminated: free their places".to_owned(),
                        say!("the next one takes the place, once nobody stands below it"),
                    ),
                ],
            );
        }
        let side = match side {
            Some(None) => return None,
            Some(Some(side)) => Some(side),
            None => None,
        };
        Some(PlacingDecl {
            below: below?,
            side,
            search: search?,
            days: days?,
            key: key?,
            gap: gap?,
            left: placing.left?,
        })
    }

    fn choose(
        &mut self,
        placing: &Placing,
        message: crate::words::Text,
        readings: impl IntoIterator<Item = (String, crate::words::Text)>,
    ) {
        let mut d = Diagnostic::new(Code::ChoosePlacement, placing.below.span, message);
        for (write, meaning) in readings {
            d = d.reading(write, meaning);
        }
        self.report_missing(d.help("add one of the clauses"));
    }

    fn placed_below(&mut self, placing: &Placing) -> Option<String> {
        self.tree(&placing.below)?;
        if let Some(Decl::Tree(of)) = self.env.resolve(&placing.below.text)
            && (of.from.is_some() || of.placed.is_some())
        {
            let what = if of.from.is_some() {
                say!("`{}` is a derived tree", placing.below.text)
            } else {
                say!("`{}` has a placement rule itself", placing.below.text)
            };
            self.report(
                Diagnostic::new(Code::WrongKind, placing.below.span, what)
                    .help("place below a tree whose places all stand in the data"),
            );
            return None;
        }
        Some(placing.below.text.clone())
    }

    fn place_search(&mut self, placing: &Placing) -> Option<PlaceSearch> {
        match placing.search {
            Some((PlaceSearch::Outermost, span)) if placing.side.is_none() => {
                self.report(Diagnostic::new(Code::NotHere, span, "nothing says on which side").help(say!(
                    "write `on the side in {}'s …, outermost` with a partner field that names the side",
                    placing.below.text
                )));
                None
            }
            Some((search, _)) => Some(search),
            None => {
                self.choose(
                    placing,
                    say!("nothing says in which order free places are looked for"),
                    [
                        ("breadth first".to_owned(), say!("level by level, on each from the first side to the last")),
                        ("depth first".to_owned(), say!("his own places, then those of his first, and so on down the first side")),
                        (
                            "smallest leg first".to_owned(),
                            say!("down the leg with the fewest partners, the first of several, until a place is free"),
                        ),
                        (
                            format!("on the side in {}'s …, outermost", placing.below.text),
                            say!("on the side that a partner field names, at its outer end; the other orders may stand there, too"),
                        ),
                    ],
                );
                None
            }
        }
    }

    fn place_days(&mut self, placing: &Placing) -> Option<u32> {
        match placing.held {
            Some((days, span)) => {
                let whole = (days.scale == 0 && (0..=MOST_DAYS).contains(&days.mantissa)).then_some(days.mantissa);
                if whole.is_none() {
                    self.report(Diagnostic::new(
                        Code::BadRange,
                        span,
                        say!("partners are held for a whole number of days, at most {most}", most = MOST_DAYS),
                    ));
                }
                whole.and_then(|days| u32::try_from(days).ok())
            }
            None => {
                self.choose(
                    placing,
                    say!("nothing says when the rule places a partner"),
                    [
                        ("at once".to_owned(), say!("on the day of joining")),
                        (
                            "held for 14 days".to_owned(),
                            say!("so many days after joining; until then he has no place, or gets one by hand"),
                        ),
                    ],
                );
                None
            }
        }
    }

    /// The field that decides on one day.
    fn place_order(&mut self, placing: &Placing) -> Option<Option<(String, bool)>> {
        let Some(order) = &placing.order else {
            self.choose(
                placing,
                say!("nothing says who is placed first of those who are due on one day"),
                [
                    ("on one day by number".to_owned(), say!("by their numbers, in natural order")),
                    (
                        "on one day by …, then number".to_owned(),
                        say!("by a partner field, equal ones by their numbers"),
                    ),
                ],
            );
            return None;
        };
        let Some((field, descending)) = &order.key else { return Some(None) };
        if !order.then_number {
            self.report_missing(
                Diagnostic::new(
                    Code::ChooseTieBreak,
                    order.span,
                    "two rows may have equal keys, and nothing says which comes first",
                )
                .reading("then number", "the smaller id in natural order comes first")
                .help("close the order with `, then number`"),
            );
        }
        let decl = self.placing_field(field)?;
        let ordered = match &decl.ty.kind {
            TypeKind::Number(..) | TypeKind::Date => true,
            TypeKind::Word(list) => self.env.words(list).is_some_and(|list| list.ordered),
            _ => false,
        };
        if !ordered {
            self.report(
                Diagnostic::new(Code::TypeMismatch, field.span, say!("`{}` has no order", field.text))
                    .help("take a field with numbers, days or words of a scale"),
            );
            return None;
        }
        Some(Some((field.text.clone(), *descending)))
    }

    fn side_field(
        &mut self,
        tree: &ast::Tree,
        placing: &Placing,
        side: &ast::SideField,
        sides: &[String],
    ) -> Option<(bool, String)> {
        if let Some(of) = &side.of
            && of.text != placing.below.text
        {
            self.report(
                Diagnostic::new(
                    Code::WrongKind,
                    of.span,
                    say!("the side is the choice of the partner himself or of his `{}`", placing.below.text),
                )
                .help(say!("write `{0}` or `{1}'s {0}`", side.field.text, placing.below.text)),
            );
            return None;
        }
        if sides.is_empty() {
            self.report(
                Diagnostic::new(Code::NotHere, side.field.span, say!("`{}` has no sides", tree.name.text))
                    .help(say!("declare them: `tree {}, sides left, right`", tree.name.text)),
            );
            return None;
        }
        let decl = self.placing_field(&side.field)?;
        let words = match &decl.ty.kind {
            TypeKind::Word(list) if !decl.ty.optional => self.env.words(list),
            _ => None,
        };
        if !words.is_some_and(|words| words.words.iter().all(|word| sides.contains(word))) {
            self.wrong_side(side.field.span, &side.field.text, sides);
            return None;
        }
        Some((side.of.is_some(), side.field.text.clone()))
    }

    fn wrong_side(&mut self, span: Span, field: &str, sides: &[String]) {
        self.report(
            Diagnostic::new(Code::TypeMismatch, span, say!("`{field}` does not always name a side"))
                .help(say!("declare it with the sides: `partner {{ {field} : {} }}`", sides.join(", "))),
        );
    }

    fn placing_field(&mut self, name: &Ident) -> Option<FieldDecl> {
        let fields = self.env.partner_fields();
        if let Some(field) = fields.iter().find(|field| field.name == name.text) {
            return Some(field.clone());
        }
        let d = self.unknown(
            Code::UnknownAttribute,
            name.span,
            say!("partners have no field `{}`", name.text),
            &name.text,
            fields.iter().map(|field| field.name.clone()).collect(),
        );
        self.report(d.help_if_none(say!("declare it: `partner {{ {} : … }}`", name.text)));
        None
    }
}
