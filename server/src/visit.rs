//! A visit: who asks, in which language, and the page around the answer.

use crate::fault;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, Offset, Utc};
use compline_office::companies::Programme;
use compline_office::staff::Visitor;
use compline_office::who::Author;
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Frame, Icon, JobsBadge, NavItem, Page, Search, Theme, UserMenu};
use compline_words::{Language, Words};
use maud::{Markup, Render};
use std::sync::{Arc, LazyLock};

/// The cookie of the session.
pub const COOKIE_NAME: &str = "compline_session";

static GERMAN: LazyLock<compline_ui::Words> = LazyLock::new(compline_ui::Words::german);
static ENGLISH: LazyLock<compline_ui::Words> = LazyLock::new(compline_ui::Words::english);

/// The words that components say by themselves.
pub fn ui_words(language: Language) -> &'static compline_ui::Words {
    match language {
        Language::De => &GERMAN,
        Language::En => &ENGLISH,
    }
}

/// Somebody's visit.
#[derive(Clone)]
pub struct Visit {
    /// The office.
    pub office: Office,
    /// Who it is.
    pub visitor: Arc<Visitor>,
    /// Texts in their language.
    pub words: Words,
    /// Words of components in their language.
    pub ui: &'static compline_ui::Words,
    /// The currency of the company's books, as ISO 4217 code.
    pub currency: String,
    live_jobs: i64,
}

/// The part of the office that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Today,
    Runs,
    Partners,
    Orders,
    Payments,
    Documents,
    Books,
    Plans,
    Audit,
    Settings,
}

impl Visit {
    /// Who acts.
    pub fn author(&self) -> &Author {
        &self.visitor.author
    }

    /// The company.
    pub fn company(&self) -> &str {
        &self.visitor.author.company
    }

    /// Whether the visitor may do something with things of a kind.
    pub fn may(&self, deed: Deed, kind: ObjectKind) -> bool {
        self.office.may(self.author(), deed, kind)
    }

    /// The programme whose orders and runs the visitor looks at.
    ///
    /// # Errors
    /// [`OfficeError::Missing`] where the company has none.
    pub async fn programme(&self) -> Result<Programme, OfficeError> {
        let programmes = self.office.programmes(self.company()).await?;
        let first = programmes.into_iter().next();
        first.ok_or_else(|| OfficeError::Missing { what: "programme", id: String::new() })
    }

    /// A text.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// An amount of the company's currency from its smallest unit, without the currency: for columns.
    pub fn amount(&self, minor: i64) -> String {
        self.words.amount(minor, compline_words::minor_digits(&self.currency).unwrap_or(0))
    }

    /// A point in time, in the time of the office.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        self.words.moment(at, offset(at))
    }

    /// A page in the frame.
    pub fn page(&self, title: &str, part: Part, main: impl Render) -> Response {
        self.page_with(title, part, main, false)
    }

    /// A page in the frame whose form has errors.
    pub fn page_with(&self, title: &str, part: Part, main: impl Render, errors: bool) -> Response {
        if !compline_ui::assets::built() {
            let page = compline_ui::assets::placeholder_page();
            return (StatusCode::SERVICE_UNAVAILABLE, Html(page.into_string())).into_response();
        }
        let page = Page::new(self.ui, self.words.language().tag(), title)
            .theme(self.theme())
            .with_errors(errors)
            .body(self.frame(part, main.render()));
        Html(page.into_string()).into_response()
    }

    fn theme(&self) -> Theme {
        match self.visitor.user.theme.as_str() {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }

    fn frame(&self, part: Part, main: Markup) -> Frame<'static> {
        let parts = [
            (Part::Today, Icon::House, "nav-today", "/", Deed::ViewDashboard),
            (Part::Runs, Icon::Calculator, "nav-settlement", "/runs", Deed::ViewRuns),
            (Part::Partners, Icon::Users, "nav-partners", "/partners", Deed::ViewPartners),
            (Part::Orders, Icon::ShoppingCart, "nav-orders", "/orders", Deed::ViewOrders),
            (Part::Payments, Icon::Wallet, "nav-payments", "/payments", Deed::ViewPayments),
            (Part::Documents, Icon::FileText, "nav-documents", "/documents", Deed::ViewDocuments),
            (Part::Books, Icon::Landmark, "nav-books", "/ledger", Deed::ViewLedger),
            (Part::Plans, Icon::ScrollText, "nav-plans", "/plans", Deed::ViewPlans),
            (Part::Audit, Icon::History, "nav-audit", "/audit", Deed::ViewAudit),
        ];
        let mut frame = Frame::new(self.ui, main).home("/");
        for (of, icon, key, href, deed) in parts {
            if self.may(deed, ObjectKind::Company) {
                let item = NavItem::new(icon, self.say(key), href).current(of == part);
                frame = frame.nav(if of == Part::Plans { item.apart() } else { item });
            }
        }
        if self.live_jobs > 0 {
            let text = self.words.say_with("jobs-running", &[("jobs", self.live_jobs.into())]);
            frame = frame.jobs(JobsBadge::new(text, "/runs"));
        }
        if self.may(Deed::ViewPartners, ObjectKind::Company) {
            frame = frame.search(Search::new("/search", self.say("search-or-command")));
        }
        let other = if self.words.language() == Language::De { "en" } else { "de" };
        frame.company(compline_ui::Menu::new(&self.visitor.company_name).current(&self.visitor.company_name, "/")).user(
            UserMenu::new(self.ui, &self.visitor.user.name, initials(&self.visitor.user.name), self.roles())
                .link(Icon::BookOpen, self.say(&format!("language-{other}")), format!("/login?language={other}"))
                .theme("/account/theme", self.theme())
                .sign_out(self.say("sign-out"), "/logout"),
        )
    }

    /// The visitor's roles in words.
    pub fn roles(&self) -> String {
        let names: Vec<String> =
            self.author().roles.iter().map(|role| self.say(&format!("role-{}", role.name()))).collect();
        names.join(", ")
    }
}

/// The time of the office: Central European, with the summer time of the European Union (Directive 2000/84/EC): from the
/// last Sunday of March to the last of October, each at 01:00 UTC.
fn offset(at: DateTime<Utc>) -> FixedOffset {
    let change = |month| {
        let last = NaiveDate::from_ymd_opt(at.year(), month, 31)?;
        let sunday = last.checked_sub_days(Days::new(u64::from(last.weekday().num_days_from_sunday())))?;
        Some(sunday.and_time(NaiveTime::from_hms_opt(1, 0, 0)?).and_utc())
    };
    let summer = change(3).zip(change(10)).is_some_and(|(begin, end)| begin <= at && at < end);
    let hours = if summer { 2 } else { 1 };
    FixedOffset::east_opt(hours * 3600).unwrap_or_else(|| Utc.fix())
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect()
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Routes with visits stand behind `required`.
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::UNAUTHORIZED)
    }
}

/// The token of the session, from the cookie.
pub fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let found = cookies
        .flat_map(|line| line.split(';'))
        .find_map(|one| one.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('=').map(str::to_owned));
    found.filter(|token| !token.is_empty())
}

/// Lets in who is signed in, shows the door to everybody else, and makes pages out of what goes wrong.
pub async fn required(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let found = match token(request.headers()) {
        Some(token) => office.visitor(&token).await,
        None => Ok(None),
    };
    let visitor = match found {
        Ok(Some(visitor)) => visitor,
        Ok(None) => {
            let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
            let to = if request.method().is_safe() { to } else { "/" };
            let mut query = String::new();
            percent(to, &mut query);
            return Redirect::to(&format!("/login?to={query}")).into_response();
        }
        Err(error) => return fault::plain(&error),
    };
    let language = Language::from_tag(&visitor.user.language).unwrap_or(Language::De);
    let live_jobs = office.live_jobs(&visitor.author.company).await.unwrap_or(0);
    let entities = match office.legal_entities(&visitor.author.company).await {
        Ok(entities) => entities,
        Err(error) => return fault::plain(&error),
    };
    let currency = entities.into_iter().next().map(|entity| entity.currency).unwrap_or_default();
    let (words, ui) = (Words::new(language), ui_words(language));
    let visit = Visit { office, visitor: Arc::new(visitor), words, ui, currency, live_jobs };
    request.extensions_mut().insert(visit.clone());
    let response = next.run(request).await;
    match response.extensions().get::<fault::Failed>().cloned() {
        Some(failed) => fault::page(&visit, &failed),
        None => response,
    }
}

/// Writes a text as a value of a query.
pub fn percent(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// A text as a part of a path or a value of a query.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    percent(text, &mut out);
    out.replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use chrono::TimeZone;

    #[test]
    fn summer_time_begins_and_ends_on_sundays() {
        let at =
            |month, day, hour| offset(Utc.with_ymd_and_hms(2026, month, day, hour, 30, 0).unwrap()).local_minus_utc();
        assert_eq!((at(3, 29, 0), at(3, 29, 1)), (3_600, 7_200));
        assert_eq!((at(10, 25, 0), at(10, 25, 1)), (7_200, 3_600));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "a=1; compline_session=abc; b=2".parse().unwrap());
        assert_eq!(token(&headers).unwrap(), "abc");
    }
}
