//! The few words that components say by themselves; everything else is handed to them.

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $key:literal $german:literal $english:literal;)*) => {
        /// What components say by themselves, in one language. German and English are complete; another language is
        /// read from a catalogue by [`Words::of`].
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Words {
            $($(#[$doc])* pub $name: String,)*
        }

        impl Words {
            /// The keys that [`Words::of`] asks for.
            pub const KEYS: &'static [&'static str] = &[$($key),*];

            /// In a language whose catalogue answers for every key of [`Words::KEYS`].
            pub fn of(mut text: impl FnMut(&'static str) -> String) -> Self {
                Self { $($name: text($key),)* }
            }

            /// In German.
            pub fn german() -> Self {
                Self { $($name: $german.to_owned(),)* }
            }

            /// In English.
            pub fn english() -> Self {
                Self { $($name: $english.to_owned(),)* }
            }
        }
    };
}

words! {
    /// Skip link to the main part of the page.
    skip_to_main "ui-skip-to-main" "Zum Inhalt" "Skip to content";
    /// Name of the side navigation.
    navigation "ui-navigation" "Hauptmenü" "Main menu";
    /// Name of the trail of pages above.
    breadcrumbs "ui-breadcrumbs" "Pfad" "Breadcrumb";
    /// Closes a dialog, a toast, a menu.
    close "ui-close" "Schließen" "Close";
    /// Leaves a form or dialog without doing anything.
    cancel "ui-cancel" "Abbrechen" "Cancel";
    /// Choice of light, dark or the system's colours.
    theme "ui-theme" "Darstellung" "Appearance";
    /// The light colours.
    theme_light "ui-theme-light" "Hell" "Light";
    /// The dark colours.
    theme_dark "ui-theme-dark" "Dunkel" "Dark";
    /// The colours of the system.
    theme_system "ui-theme-system" "Wie das System" "System";
    /// Takes a filter away; stands before the filter's name.
    remove_filter "ui-remove-filter" "Filter entfernen:" "Remove filter:";
    /// Applies a form of filters.
    apply "ui-apply" "Anwenden" "Apply";
    /// A field that may stay empty, in brackets behind its label.
    optional "ui-optional" "freiwillig" "optional";
    /// Label of the check box that selects all rows of the page.
    select_all "ui-select-all" "Alle Zeilen dieser Seite auswählen" "Select all rows on this page";
    /// Label of a row's check box; stands before the row's name.
    select_row "ui-select-row" "Auswählen:" "Select:";
    /// Stands behind the number of selected rows.
    selected "ui-selected" "ausgewählt" "selected";
    /// Takes the selection back.
    select_none "ui-select-none" "Auswahl aufheben" "Clear selection";
    /// Name of the links to other pages of a list.
    pages "ui-pages" "Seiten" "Pages";
    /// The page before.
    previous "ui-previous" "Zurück" "Previous";
    /// The page after.
    next "ui-next" "Weiter" "Next";
    /// Opens a menu of further actions.
    more "ui-more" "Mehr" "More";
    /// Changes a block of facts.
    change "ui-change" "Ändern" "Change";
    /// Heading of the summary of errors above a form.
    errors "ui-errors" "Das müssen Sie berichtigen" "There is a problem";
    /// Prefix of the title of a page that has errors.
    error_prefix "ui-error-prefix" "Fehler:" "Error:";
    /// Opens the table behind a chart.
    show_figures "ui-show-figures" "Zahlen zeigen" "Show figures";
    /// Downloads the table behind a chart.
    download_csv "ui-download-csv" "Als CSV laden" "Download CSV";
    /// Copies a text.
    copy "ui-copy" "Kopieren" "Copy";
    /// After copying.
    copied "ui-copied" "Kopiert" "Copied";
    /// Asked before unsaved input is left.
    unsaved "ui-unsaved" "Ihre Eingaben sind noch nicht gespeichert." "Your input has not been saved yet.";
    /// Opens the children of a node of a tree.
    expand "ui-expand" "Aufklappen:" "Expand:";
    /// Closes the children of a node of a tree.
    collapse "ui-collapse" "Zuklappen:" "Collapse:";
    /// While something is loaded.
    loading "ui-loading" "Wird geladen …" "Loading …";
    /// A condition that is met.
    met "ui-met" "erfüllt" "met";
    /// A condition that is not met.
    unmet "ui-unmet" "nicht erfüllt" "not met";
    /// A step that is done.
    step_done "ui-step-done" "erledigt" "done";
    /// The step that is next.
    step_current "ui-step-current" "jetzt" "current";
    /// A line of a text that is new.
    line_added "ui-line-added" "neu" "added";
    /// A line of a text that is gone.
    line_removed "ui-line-removed" "entfernt" "removed";
    /// Heading of the notices that pop up.
    notices "ui-notices" "Meldungen" "Notices";
    /// Before the place of a thing in the plan.
    source "ui-source" "Quelle:" "Source:";
    /// Number that is quoted when an error is reported.
    event "ui-event" "Ereignisnummer" "Event number";
    /// Name of the region that lists what happened.
    timeline "ui-timeline" "Verlauf" "Timeline";
    /// What a thing was before.
    before "ui-before" "Vorher" "Before";
    /// What a thing is afterwards.
    after "ui-after" "Nachher" "After";
    /// A row, column or bar whose figures add up to the others.
    total "ui-total" "Summe" "Total";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_is_asked_for_every_key_once() {
        let mut asked = Vec::new();
        let words = Words::of(|key| {
            asked.push(key);
            format!("<{key}>")
        });
        assert_eq!(asked, Words::KEYS);
        assert_eq!(words.close, "<ui-close>");
    }

    #[test]
    fn keys_differ() {
        let mut keys = Words::KEYS.to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Words::KEYS.len());
    }
}
