//! Events and partners: their fields, and the dates that decide for an event.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{EventDecl, FieldDecl, TypeKind};
use crate::syntax::ast::{self, Ident};
use crate::words::Text;

impl Checker<'_> {
    /// An event kind, or a kind of facts.
    pub fn event_item(&mut self, event: &ast::Event) -> EventDecl {
        let fields = self.fields(&event.fields, &event.name.text);
        if event.is_fact {
            return self.fact_item(event, fields);
        }
        let dates: Vec<String> =
            fields.iter().filter(|f| f.ty.kind == TypeKind::Date).map(|f| f.name.clone()).collect();
        let first_date = dates.first().cloned().unwrap_or_default();
        if dates.is_empty() {
            self.report_missing(
                Diagnostic::new(
                    Code::MissingItem,
                    event.name.span,
                    say!("`{}` has no date, so no period can be found for it", event.name.text),
                )
                .help("add a field: `at : date`"),
            );
        }
        let pick = |checker: &mut Self,
                    given: Option<&Ident>,
                    code: Code,
                    clause: &str,
                    question: Text,
                    meaning: fn(&str) -> Text|
         -> String {
            match given {
                Some(name) => {
                    checker.day_field(&fields, name, &dates);
                    name.text.clone()
                }
                None => {
                    if !dates.is_empty() {
                        let mut d = Diagnostic::new(
                            code,
                            event.name.span,
                            say!("`{}` does not say {question}", event.name.text),
                        );
                        for date in &dates {
                            d = d.reading(format!("{clause} on {date}"), meaning(date));
                        }
                        checker.report_missing(d.help(say!("add a clause: `{clause} on {first_date}`")));
                    }
                    first_date.clone()
                }
            }
        };
        let conditions = pick(
            self,
            event.conditions.as_ref().map(|c| &c.field),
            Code::ChooseConditions,
            "conditions",
            say!("which date picks plan version, tree, ranks and rates"),
            |date| say!("as things stood on `{date}`"),
        );
        let volume = pick(
            self,
            event.volume.as_ref(),
            Code::ChooseVolume,
            "volume",
            say!("in which period its volume counts"),
            |date| say!("in the period of `{date}`"),
        );
        let payable = pick(
            self,
            event.payable.as_ref(),
            Code::ChoosePayable,
            "payable",
            say!("when it may be settled"),
            |date| say!("in the period of `{date}`"),
        );
        let mut before = false;
        match event.conditions.as_ref().map(|c| (&c.monthly, c.field.span)) {
            Some((Some((grain, b)), _)) => {
                self.plans_word(grain);
                before = *b;
            }
            Some((None, span)) => {
                let grain = self.env.header().grain.clone();
                let period = super::types::grain(&grain);
                self.report(
                    Diagnostic::new(
                        Code::ChooseConditions,
                        span,
                        say!(
                            "a day picks values of a whole {grain}: of its own, or of the one before?",
                            grain = period
                        ),
                    )
                    .reading(
                        format!("conditions on {conditions}, in its {grain}"),
                        say!("ranks and other values of the {grain} in which the day lies", grain = period),
                    )
                    .reading(
                        format!("conditions on {conditions}, in the {grain} before"),
                        say!(
                            "ranks and other values of the {grain} before, known when the sale is made",
                            grain = period
                        ),
                    )
                    .help("say which"),
                );
            }
            None => {}
        }
        let (reversed, measure) = self.reversed(event, &fields);
        let natures = self.natures(event, &fields);
        let liabilities = self.liabilities(event, &fields);
        EventDecl {
            name: event.name.text.clone(),
            fields,
            conditions,
            conditions_before: before,
            volume,
            payable,
            reversed,
            measure,
            natures,
            liabilities,
            name_span: event.name.span,
            holds: None,
        }
    }

    /// Fields of an event or of partners. `owner` names the enumerations declared in place.
    pub fn fields(&mut self, fields: &[ast::Field], owner: &str) -> Vec<FieldDecl> {
        self.duplicates(fields.iter().map(|f| &f.name), say!("field"));
        let mut out = Vec::new();
        for field in fields {
            let ty = self.type_expr(&field.ty, &format!("{owner}.{}", field.name.text));
            let range = match (&field.range, &ty.kind) {
                (None, _) => None,
                (Some((a, b)), TypeKind::Number(_, scale)) => {
                    if a.value.compare(b.value).is_none_or(std::cmp::Ordering::is_gt) {
                        self.report(
                            Diagnostic::new(Code::BadRange, a.span.to(b.span), "the range is empty")
                                .help("the smaller bound comes first"),
                        );
                        None
                    } else if a.value.rescale(*scale).is_none() || b.value.rescale(*scale).is_none() {
                        self.report(
                            Diagnostic::new(
                                Code::BadRange,
                                a.span.to(b.span),
                                say!("the field keeps {scale} digits after the point, and a bound has more"),
                            )
                            .help("write the bounds with fewer digits"),
                        );
                        None
                    } else {
                        Some((a.value, b.value))
                    }
                }
                (Some((a, b)), TypeKind::Error) => {
                    let _ = (a, b);
                    None
                }
                (Some((a, b)), _) => {
                    self.report(
                        Diagnostic::new(Code::BadRange, a.span.to(b.span), "only numbers have a range")
                            .help("leave out `from … to …`"),
                    );
                    None
                }
            };
            if range.is_none() && matches!(ty.kind, TypeKind::Number(..)) && field.range.is_none() {
                self.report(
                    Diagnostic::new(
                        Code::BadRange,
                        field.name.span,
                        say!("`{}` does not say which numbers are possible", field.name.text),
                    )
                    .help({
                        let (name, ty) = (&field.name.text, self.slice(field.ty.span));
                        say!("write `{name} : {ty} from 0 to 1_000_000`")
                    }),
                );
            }
            out.push(FieldDecl { name: field.name.text.clone(), ty, range, span: field.name.span });
        }
        out
    }
}
