//! What a browser loads beside pages: styles, scripts, icons and fonts, built from `server/ui/web` and embedded.
//!
//! `npm ci && npm run build` in that folder writes `web/dist`. A binary compiled without it works, but has nothing to
//! show: [`built`] is false then, and a server answers with [`placeholder_page`].

use maud::{DOCTYPE, Markup, html};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Where assets are served: `{ROUTE}/app.css`.
pub const ROUTE: &str = "/assets";

/// The value of the header `Content-Security-Policy` that every page is sent with.
///
/// No inline style or script survives it; pages of this crate have none.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// `Cache-Control` of an asset that was asked for with its hash (`?v=…`): it never changes under that address.
pub const CACHE_FOREVER: &str = "public, max-age=31536000, immutable";

/// The files without which no page looks like one.
const NEEDED: [&str; 4] = ["app.css", "app.js", "htmx.js", "icons.svg"];

#[derive(RustEmbed)]
#[folder = "web/dist"]
struct Dist;

/// A built file.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type, `text/css` for example; text is UTF-8.
    pub mime: String,
    /// Its entity tag, quotes included: what `If-None-Match` is compared with.
    pub etag: String,
}

/// The asset of that path below [`ROUTE`], `app.css` or `fonts/sans-400.woff2`; none if there is no such file.
pub fn get(path: &str) -> Option<Asset> {
    let file = Dist::get(path)?;
    let etag = format!("\"{}\"", tag(&file));
    let mime = match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    Some(Asset { bytes: file.data, mime, etag })
}

/// The address of an asset, with a piece of its hash: `/assets/app.css?v=1f0c…`. Without the hash where there is no
/// such file.
pub fn url(path: &str) -> String {
    static TAGS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
        let tagged = |path: Cow<'static, str>| Some((path.to_string(), tag(&Dist::get(&path)?)));
        Dist::iter().filter_map(tagged).collect()
    });
    match TAGS.get(path) {
        Some(tag) => format!("{ROUTE}/{path}?v={tag}"),
        None => format!("{ROUTE}/{path}"),
    }
}

/// Whether the assets have been built.
pub fn built() -> bool {
    NEEDED.iter().all(|path| Dist::get(path).is_some())
}

/// What every page answers while the assets are missing (to be sent with status 503): which command builds them.
pub fn placeholder_page() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Assets are missing – Compline" }
            }
            body {
                h1 { "The pages' styles and scripts have not been built" }
                p { "This binary was compiled without them. Build them and then the server again:" }
                pre { "cd server/ui/web\nnpm ci\nnpm run build\ncd ../../..\ncargo build" }
            }
        }
    }
}

/// The first 16 hexadecimal digits of the hash of a file's content.
fn tag(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(8).fold(String::with_capacity(16), |mut tag, byte| {
        // Writing to a string does not fail.
        let _ = write!(tag, "{byte:02x}");
        tag
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_and_foreign_paths_give_nothing() {
        for path in ["", "nothing.css", "../package.json", "/etc/passwd", "..\\package.json"] {
            assert!(get(path).is_none(), "`{path}`");
        }
        assert_eq!(url("nothing.css"), "/assets/nothing.css");
    }

    #[test]
    fn the_placeholder_names_the_commands() {
        let page = placeholder_page().into_string();
        assert!(page.contains("npm ci") && page.contains("npm run build"));
    }

    #[test]
    fn built_files_have_a_type_and_a_tag() {
        for path in NEEDED {
            let Some(asset) = get(path) else {
                assert!(!built(), "`{path}` is missing");
                continue;
            };
            assert!(!asset.bytes.is_empty() && asset.etag.len() == 18);
            assert!(url(path).contains(asset.etag.trim_matches('"')));
        }
    }

    #[test]
    fn the_policy_has_no_exception() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
        assert!(CONTENT_SECURITY_POLICY.starts_with("default-src 'none'"));
    }
}
