//! Diagnostics: what is wrong, where, why, and what to do about it.

use crate::source::{ItemIndex, Span};
use crate::words::Text;
use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The plan cannot be compiled.
    Error,
    /// The plan compiles; the author should look.
    Warning,
}

/// One way to read what the author left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What to write to choose it.
    pub write: String,
    /// What it then means.
    pub meaning: Text,
}

/// A second place that belongs to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The item; `None` for the diagnostic's own.
    pub item: Option<ItemIndex>,
    /// The range inside that item.
    pub span: Span,
    /// What is to be seen there.
    pub text: Text,
}

/// One finding. The span is relative to the item that it was found in.
///
/// Its texts are said in a language when they are shown. Literals and `say!` are translated; what `format!` made is
/// not, and a test refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// Where.
    pub span: Span,
    /// What is wrong: lower case, no full stop, input in backticks.
    pub message: Text,
    /// What the underlined text is, in a few words.
    pub label: Option<Text>,
    /// Other places that matter.
    pub notes: Vec<Note>,
    /// What to do.
    pub help: Option<Text>,
    /// The readings to choose from, where the text is ambiguous.
    pub readings: Vec<Reading>,
}

impl Diagnostic {
    /// A finding with its message.
    pub fn new(code: Code, span: Span, message: impl Into<Text>) -> Self {
        Self { code, span, message: message.into(), label: None, notes: Vec::new(), help: None, readings: Vec::new() }
    }

    /// Says what the underlined text is.
    #[must_use]
    pub fn label(mut self, text: impl Into<Text>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<Text>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Points to another place of the same item.
    #[must_use]
    pub fn note(mut self, span: Span, text: impl Into<Text>) -> Self {
        self.notes.push(Note { item: None, span, text: text.into() });
        self
    }

    /// Points to a place in another item.
    #[must_use]
    pub fn note_in(mut self, item: ItemIndex, span: Span, text: impl Into<Text>) -> Self {
        self.notes.push(Note { item: Some(item), span, text: text.into() });
        self
    }

    /// Offers a reading.
    #[must_use]
    pub fn reading(mut self, write: impl Into<String>, meaning: impl Into<Text>) -> Self {
        self.readings.push(Reading { write: write.into(), meaning: meaning.into() });
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Declares the codes: variant, kebab-case code, severity, explanation (Markdown, for the index).
macro_rules! codes {
    ($($variant:ident $code:literal $severity:ident $explanation:literal;)*) => {
        /// The stable codes of all diagnostics. A code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)*
        }

        impl Code {
            /// All codes in the order of the index.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The kebab-case code that is printed and never changes.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code),* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// What it means and what to do, for the index of diagnostics.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation),* }
            }
        }
    };
}

codes! {
    // --- text ---
    Syntax "syntax" Error "The text cannot be read at this point. The message names what could stand here.";
    Unclosed "unclosed" Error "A bracket, brace, string or backtick is opened and not closed before the item ends.";
    TooDeep "too-deep" Error "Brackets or operators are nested deeper than the limit. Write its parts as definitions with names.";
    TooLarge "too-large" Error "The plan text, or one item of it, is larger than the limit.";
    BadNumber "bad-number" Error "A number has more digits than can be represented, or its separators are misplaced.";
    BadDate "bad-date" Error "A date does not exist in the calendar. Dates are written `2026-01-31`.";
    BadStep "bad-step" Error "The smallest unit of a value must be a power of ten between `1` and `0.000000000001`.";
    BadEncoding "bad-encoding" Error "Plan files are UTF-8.";
    ReservedWord "reserved-word" Error "A reserved word stands where a name is expected. Put it in backticks to use it as a name.";
    DuplicateClause "duplicate-clause" Error "A clause that may stand once stands twice.";
    MixedAndOr "mixed-and-or" Error "`and` and `or` side by side have no order of their own. Put brackets around one of them.";
    BracketComparison "bracket-comparison" Error "A sum, a count or the like must stand in brackets where it is compared: `(count over frontline in sponsor) >= 3`.";
    MissingOtherwise "missing-otherwise" Error "Cases need `, otherwise …`: what holds when no condition does.";
    // --- names ---
    UnknownName "unknown-name" Error "Nothing of this name can be read here. A name alone belongs to the partner or event that is looked at; anything else is said with its owner (`earner's rank`, `my need`).";
    UnknownAttribute "unknown-attribute" Error "The partner or event has no such attribute: no field and no definition of that name.";
    UnknownType "unknown-type" Error "No such type, unit, currency, ladder or scale is declared.";
    AmbiguousWord "ambiguous-word" Error "The word belongs to several lists, or is the name of a value as well, and nothing here says which one is meant.";
    DuplicateName "duplicate-name" Error "Two things of the same kind have the same name.";
    TakenFile "taken-file" Error "The rows of a kind of events stand in a file that is named after it, in small letters. Another file of a company folder has that name.";
    ShadowedName "shadowed-name" Warning "A memory, let, parameter or column hides something of the same name.";
    ConfusableName "confusable-name" Warning "Two names differ only in case, or in letters of different scripts that look alike.";
    UnusedName "unused-name" Warning "Nothing reads this definition, table or tree, and no result shows it.";
    WrongKind "wrong-kind" Error "The name stands for something else than what is needed here.";
    NotHere "not-here" Error "This word has no meaning at this place.";
    NotYet "not-in-edition" Error "This is not possible in this edition yet. The message says what to write instead, where there is another way.";
    // --- plan as a whole ---
    MissingItem "missing-item" Error "A plan needs this item (`language`, `plan` with currency and period).";
    UnknownEdition "unknown-edition" Error "The plan names a language edition that this compiler does not know.";
    UnfoundedCycle "unfounded-cycle" Error "Definitions depend on each other in a circle that no single direction explains (down one tree, up one tree, or to an earlier period). The circle is spelled out.";
    // --- plans of several files ---
    NoFile "no-file" Error "A plan names a file that is not there. Paths are seen from the file that names them.";
    BadPath "bad-path" Error "The path leads out of the plan's folder, or is no relative path with `/`.";
    FileCycle "file-cycle" Error "Files use each other in a circle.";
    NoModule "no-module" Error "The file is no module: it has a header of its own, or is a variant.";
    BadVariant "bad-variant" Error "A variant names something that the plan below it does not have, or that it does not bring itself.";
    ChooseRange "choose-range" Error "Between which values may the parameter be set?";
    // --- types ---
    TypeMismatch "type-mismatch" Error "A value has another type than what is needed here. Nothing is converted silently.";
    UnitMismatch "unit-mismatch" Error "Two numbers have different units. Convert with `as`, by a declared rate.";
    NeedsConversion "needs-conversion" Error "Only money in the plan's currency can be paid. Convert points with `as`.";
    NoRate "no-rate" Error "There is no `rate` from the one unit to the other.";
    OfOrTimes "of-or-times" Error "Percent, per mille and quotients are used with `of`; numbers without unit with `*`.";
    MaybeAbsent "maybe-absent" Error "The value may be absent. Say `… is known and …`, or `…, otherwise …`.";
    UnguardedDivision "unguarded-division" Error "A division needs a condition in the plan which keeps its divisor from being zero.";
    RatioNotStorable "ratio-not-storable" Error "The result of `/` may have digits without end. Compare it, use it left of `of`, or round it.";
    MissingRounding "missing-rounding" Error "The value is finer than what is stored or paid, and nothing says how to round it.";
    LostScale "lost-scale" Error "A value would grow finer without end, or finer than 18 digits. Round it on the way.";
    BadArguments "bad-arguments" Error "A function, a table or a pick gets more or fewer values than it takes.";
    NotFoldable "not-foldable" Error "A sum or count over `team` or `downline` may not speak of `my`: every pair of partners would have to be looked at.";
    BadRange "bad-range" Error "A range is empty, or a number is outside of what is possible here.";
    // --- tables ---
    TableGap "table-gap" Error "No row of the table fits some key. Add the row, or an `otherwise` row.";
    TableOverlap "table-overlap" Error "Two rows of a `unique` table fit the same key.";
    BadCell "bad-cell" Error "The cell does not fit its column.";
    // --- coverage: proved for every company ---
    AlwaysTrue "always-true" Warning "The condition holds whatever the data. Declared ranges, tables, ladders and what stands around it leave no other way.";
    AlwaysFalse "always-false" Warning "The condition never holds, whatever the data.";
    CaseNeverReached "case-never-reached" Warning "The cases above leave nothing over for this one.";
    IdleLimit "idle-limit" Warning "A `but at most` or `but at least` changes nothing, or leaves nothing but the limit.";
    UnreachableRank "unreachable-rank" Warning "Nobody can ever have this rank: its rule never holds, or whoever fulfils it fulfils that of the rank above.";
    FallingDemand "falling-demand" Warning "A rank demands less in a column than the rank below it.";
    UnreachableRow "unreachable-row" Warning "No key with which the table or the tiers are read ever comes to this line.";
    NeverPays "never-pays" Warning "The bonus, pool or pay clause never pays anything.";
    WalkEndsAtOnce "walk-ends-at-once" Warning "The walk stops before the first partner is paid.";
    UnusedMemory "unused-memory" Warning "Nothing reads this memory or let.";
    Cliff "cliff" Warning "One unit more of volume changes pay by more than the plan allows with `cliff at most`.";
    // --- fairness and law: only where the header names jurisdictions ---
    PayForJoining "pay-for-joining" Error "The bonus pays for an event of joining: a fee, a kit, a package. Waive it with a reason, or leave those events out.";
    JoiningVolume "joining-volume" Warning "Volume of events of joining counts for what is paid.";
    PurchaseToQualify "purchase-to-qualify" Warning "A condition for pay or rank can be met by own purchases alone.";
    NoRetailBase "no-retail-base" Warning "No bonus depends on sales to people who do not take part.";
    NoClawback "no-clawback" Warning "A reversed event leaves the lines that it was paid for.";
    LiabilityTooShort "liability-too-short" Error "The months of liability are fewer than a statute demands for this class of insurance.";
    LiabilityMissing "liability-missing" Warning "An event is of a class of insurance with a statutory liability, and the plan says nothing of months of liability.";
    EndlessWalk "endless-walk" Warning "A walk without end pays everybody above, and no differential limits it.";
    MissingNature "missing-nature" Warning "The plan names jurisdictions, and this event does not say of what nature it is.";
    EmptyReason "empty-reason" Error "A waiver needs a reason. It is printed in the plan's documentation.";
    IdleWaiver "idle-waiver" Warning "The waiver waives nothing that was found.";
    // --- choices that real plans make differently ---
    ChooseThousands "choose-thousands" Error "A point before three digits: a fraction finer than the unit has, or a number in thousands as some languages write it.";
    ChooseStart "choose-start" Error "Does the walk begin with the partner it starts from, or above?";
    ChooseEarners "choose-earners" Error "Who may earn, and what happens on a walk to everybody else?";
    ChooseOthers "choose-others" Error "What happens on a walk to those who may not earn?";
    ChooseChain "choose-chain-rounding" Error "How do the rounded lines of one walk hang together?";
    ChooseTieBreak "choose-tie-break" Error "Equal keys need an order: close with `, then number`.";
    ChooseNobody "choose-nobody" Error "What becomes of a pool that nobody shares?";
    ChooseRemainder "choose-remainder" Error "Who gets the cents that are left over?";
    ChooseCapMethod "choose-cap-method" Error "Who is cut by how much when a cap binds?";
    ChooseCapRounding "choose-cap-rounding" Error "How are the parts under a cap rounded?";
    ChooseExcess "choose-excess" Error "What becomes of what a cap takes away?";
    ChooseCarry "choose-carry" Error "For how long does what a cap took away wait to be paid?";
    ChooseCapOrder "choose-cap-order" Error "Two caps on the same lines need an order.";
    CapStage "cap-stage" Error "Something after a cap works on lines, and the cap cuts totals of partners, which leaves the lines as they were.";
    ChooseStage "choose-stage" Error "Lines of a bonus under a cap: before or after the cap?";
    ChooseTiers "choose-tiers" Error "Does a tier's rate hold for the whole amount, or bracket by bracket?";
    ChooseClimb "choose-climb" Error "Is a rank reached alone, or only with all ranks below it?";
    ChoosePolicy "choose-policy" Error "What holds when several rows of a table fit?";
    ChooseGeneration "choose-generation" Error "Does a leader close a generation or open the next one?";
    ChooseReference "choose-reference" Error "What is a differential measured against?";
    ChooseConditions "choose-conditions-date" Error "Which date of the event picks plan version, tree, ranks and rates?";
    ChooseVolume "choose-volume-date" Error "Which date of the event decides the period in which its volume counts?";
    ChoosePayable "choose-payable-date" Error "Which date of the event decides when it may be settled?";
    ChooseLotOrder "choose-lot-order" Error "Which lots of an account are drawn first?";
    ChooseLotAge "choose-lot-age" Error "How old does a lot of an account become, and what happens to it then?";
    ChooseClosedLots "choose-closed-lots" Error "What does a draw on a lot that is no longer kept do?";
    ChooseFactDay "choose-fact-day" Error "On which days of a period must a fact hold to count there?";
    ChoosePlacement "choose-placement" Error "A tree with a placement rule must say in which order places are looked for, when the rule places, who comes first on one day, what happens to one whose sponsor has no place, and what becomes of the places of those who were terminated.";
    ChooseReversal "choose-reversal" Error "What does a reversal do to lines and to volume?";
    ChooseMeasure "choose-measure" Error "By which amount is a part of an event measured, when what was paid for it comes back in part?";
    ChoosePeriod "choose-period" Error "What has a value for each week is read where one for the month is needed, or the other way round: which one is meant?";
    ChoosePeriodName "choose-period-name" Error "After which of its days is a period named that begins elsewhere than a calendar week, month or year?";
    BadCalendar "bad-calendar" Error "The plan's periods cannot begin where its head says, or the list of them has a gap.";
    ChooseWeeks "choose-weeks" Error "Where does a week begin, and to which period does one belong that two of them share?";
    ChooseMonths "choose-months-before-joining" Error "Do periods before a partner joined count as empty, or are they left out?";
    ChooseShort "choose-short" Error "What happens where a flow would pass on more than there is?";
    ChooseWindow "choose-window" Error "Does a window over the last periods include the period at hand?";
    UnboundedWalk "unbounded-walk" Error "No memory limits what this walk pays, and no cap bounds it.";
    ProveFails "prove-fails" Error "The bound of what is paid is above the share that `prove` names. Where a network was found that is paid more, it is shown; else the share may hold, but it is not proved.";
    ProveUnbounded "prove-unbounded" Error "There is no finite bound for what `prove` speaks of, or it pays fixed amounts that no volume covers.";
    ProveVolume "prove-volume" Error "`prove` speaks of another volume than the one that is paid on, or of one of several.";
    Examples "bad-example" Error "A line of an example does not fit the plan.";
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
