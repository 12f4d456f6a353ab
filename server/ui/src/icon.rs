//! Icons: a sprite of [Lucide](https://lucide.dev) drawings, built with the other assets.
//!
//! An icon never stands without a word, except for close, search and expand, which carry a label.

use crate::assets;
use maud::{Markup, Render, html};
use std::sync::LazyLock;

macro_rules! icons {
    ($($variant:ident $name:literal)*) => {
        /// A drawing of the sprite; it takes the colour and the size of the text it stands in.
        ///
        /// Rendered as `<svg aria-hidden="true">`: the word beside it is what is read out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon {
            $(#[doc = concat!("Lucide's `", $name, "`.")] $variant,)*
        }

        impl Icon {
            /// All icons, in the order of `web/icons.txt`.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in Lucide and in the sprite.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

icons! {
    ArrowDown "arrow-down"
    ArrowLeft "arrow-left"
    ArrowRight "arrow-right"
    ArrowUp "arrow-up"
    ArrowUpRight "arrow-up-right"
    Banknote "banknote"
    Bell "bell"
    BookOpen "book-open"
    Building2 "building-2"
    Calculator "calculator"
    Calendar "calendar"
    Check "check"
    ChevronDown "chevron-down"
    ChevronLeft "chevron-left"
    ChevronRight "chevron-right"
    ChevronUp "chevron-up"
    ChevronsUpDown "chevrons-up-down"
    CircleCheck "circle-check"
    CircleHelp "circle-help"
    CirclePause "circle-pause"
    CircleX "circle-x"
    Clock "clock"
    Columns3 "columns-3"
    Copy "copy"
    Download "download"
    Ellipsis "ellipsis"
    Eye "eye"
    ExternalLink "external-link"
    FileText "file-text"
    FileUp "file-up"
    Filter "filter"
    FlaskConical "flask-conical"
    Gauge "gauge"
    GitCompare "git-compare"
    History "history"
    House "house"
    Info "info"
    KeyRound "key-round"
    Landmark "landmark"
    Layers "layers"
    LoaderCircle "loader-circle"
    Lock "lock"
    LogOut "log-out"
    Mail "mail"
    Menu "menu"
    Minus "minus"
    Network "network"
    PanelLeft "panel-left"
    Pencil "pencil"
    PencilLine "pencil-line"
    Plus "plus"
    Printer "printer"
    ReceiptText "receipt-text"
    RefreshCw "refresh-cw"
    Scale "scale"
    ScrollText "scroll-text"
    Search "search"
    Send "send"
    Settings "settings"
    ShieldCheck "shield-check"
    ShoppingCart "shopping-cart"
    Sun "sun"
    Moon "moon"
    Monitor "monitor"
    Table2 "table-2"
    Target "target"
    Trash2 "trash-2"
    TrendingUp "trending-up"
    TriangleAlert "triangle-alert"
    Undo2 "undo-2"
    Upload "upload"
    User "user"
    UserCheck "user-check"
    UserPlus "user-plus"
    Users "users"
    Wallet "wallet"
    X "x"
}

impl Render for Icon {
    fn render(&self) -> Markup {
        static SPRITE: LazyLock<String> = LazyLock::new(|| assets::url("icons.svg"));
        html! {
            svg.icon aria-hidden="true" focusable="false" width="16" height="16" {
                use href={ (*SPRITE) "#" (self.name()) } {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sprite_is_built_from_the_same_names() {
        let built: Vec<_> = include_str!("../web/icons.txt").lines().collect();
        let known: Vec<_> = Icon::ALL.iter().map(|icon| icon.name()).collect();
        assert_eq!(known, built);
    }
}
