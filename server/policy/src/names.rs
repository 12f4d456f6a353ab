//! Roles, actions and kinds of objects, and what the policies call them.

use serde::{Deserialize, Serialize};

/// An enumeration whose values have names in kebab case: in policies, in the database, in keys of the catalogue.
macro_rules! named {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $value:ident = $name:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $type {
            $($(#[$doc])* #[serde(rename = $name)] $value,)+
        }

        impl $type {
            /// All of them, in the order in which they are listed.
            pub const ALL: &[$type] = &[$($type::$value),+];

            /// The name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $($type::$value => $name,)+
                }
            }

            /// The one with a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// What somebody is there for. A person may have several roles; some exclude each other's actions.
    Role {
        /// Manages users and settings; neither computes nor approves nor pays.
        Administrator = "administrator",
        /// Settles a month: from orders to the finalised run.
        Settlement = "settlement",
        /// The second person: approves what others have made.
        Approver = "approver",
        /// Pays, reads bank statements, hands the books over.
        Accounting = "accounting",
        /// Looks after partners: master data, placements, orders.
        PartnerCare = "partner-care",
        /// Writes plans; never pays.
        PlanDesigner = "plan-designer",
        /// Sees everything and changes nothing.
        Auditor = "auditor",
    }
}

named! {
    /// What can be asked for. What an action can be done to is said in `schema.cedarschema`.
    Action {
        /// See the figures of the company.
        ViewDashboard = "view-dashboard",
        /// See partners: number, name, place, ranks; not their personal data.
        ViewPartners = "view-partners",
        /// See orders.
        ViewOrders = "view-orders",
        /// See runs, lines, derivations, ranks and entries.
        ViewRuns = "view-runs",
        /// See statements and credit notes.
        ViewDocuments = "view-documents",
        /// See the subledger and open items.
        ViewLedger = "view-ledger",
        /// See payment batches and bank statements.
        ViewPayments = "view-payments",
        /// See the text of plans.
        ViewPlans = "view-plans",
        /// See the audit log.
        ViewAudit = "view-audit",
        /// See settings, users and API keys.
        ViewSettings = "view-settings",
        /// See personal data: address, contact, bank details, tax numbers. Every access is logged.
        ViewPersonalData = "view-personal-data",
        /// See the portal as a partner sees it, without being able to act.
        ViewAsPartner = "view-as-partner",
        /// Make and hand out extracts: every transaction of a partner with all facts, and his account. Every one is logged.
        ViewExtracts = "view-extracts",
        /// Create partners and change their master data.
        EditPartner = "edit-partner",
        /// Propose other bank details.
        ChangeBankDetails = "change-bank-details",
        /// Put proposed bank details in force.
        ConfirmBankDetails = "confirm-bank-details",
        /// Move a partner, with everybody below, in a tree.
        MovePartner = "move-partner",
        /// Set a partner active or inactive, or terminate the contract.
        SetPartnerStatus = "set-partner-status",
        /// Enter, correct or reverse an order.
        EnterOrder = "enter-order",
        /// Import partners, orders or payments from a file.
        ImportData = "import-data",
        /// Set a rank or another overridable value by hand.
        OverrideValue = "override-value",
        /// Put a value that was set by hand in force.
        ApproveOverride = "approve-override",
        /// Compute the ranks of a run, or compute them again.
        CalculateRun = "calculate-run",
        /// Distribute the sales of a run.
        DistributeRun = "distribute-run",
        /// Draft the statements of a run.
        MakeDocuments = "make-documents",
        /// Hand a run over for approval.
        SubmitRun = "submit-run",
        /// Approve a run.
        ApproveRun = "approve-run",
        /// Return a run to those who computed it.
        ReturnRun = "return-run",
        /// Number, file and book an approved run.
        FinaliseRun = "finalise-run",
        /// Take a run back to an earlier step, before it is finalised.
        ReopenRun = "reopen-run",
        /// Compute a run once more from what was kept of it, and compare.
        ReplayRun = "replay-run",
        /// Check everything that is kept: chains, files, numbers, books, payments.
        VerifyData = "verify-data",
        /// Make an entry beside the plan: bonus, deduction, fee, advance, attachment.
        MakeEntry = "make-entry",
        /// Approve an entry beside the plan.
        ApproveEntry = "approve-entry",
        /// Gather open items into a payment batch.
        CreatePayment = "create-payment",
        /// Release a payment batch, so that its file comes into being.
        ReleasePayment = "release-payment",
        /// Download the file of a released payment batch.
        DownloadPaymentFile = "download-payment-file",
        /// Read a bank statement or a payment status report.
        ImportBankStatement = "import-bank-statement",
        /// Match incoming and returned payments by hand.
        MatchPayment = "match-payment",
        /// Keep an open item or a statement from being paid; record a dispute.
        HoldItem = "hold-item",
        /// End a hold.
        ReleaseHold = "release-hold",
        /// Produce the files for the tax adviser.
        ExportBooks = "export-books",
        /// Write a plan version.
        EditPlan = "edit-plan",
        /// Release a plan version.
        ReleasePlan = "release-plan",
        /// Create and lock users, give and take roles.
        ManageUsers = "manage-users",
        /// Create and revoke API keys.
        ManageApiKeys = "manage-api-keys",
        /// Change settings of the company.
        ManageSettings = "manage-settings",
    }
}

named! {
    /// What an action is done to.
    ObjectKind {
        /// The company as a whole: its lists, and what does not exist yet.
        Company = "company",
        /// A partner.
        Partner = "partner",
        /// Bank details that somebody proposes.
        BankDetails = "bank-details",
        /// An order.
        Order = "order",
        /// A run.
        Run = "run",
        /// A value that somebody set by hand.
        Override = "override",
        /// An entry beside the plan.
        Entry = "entry",
        /// A statement or credit note.
        Document = "document",
        /// An open item.
        OpenItem = "open-item",
        /// A payment batch.
        Payment = "payment",
        /// A bank statement.
        BankStatement = "bank-statement",
        /// A plan version.
        Plan = "plan",
        /// Somebody who logs in.
        Staff = "staff",
        /// An API key.
        ApiKey = "api-key",
    }
}

impl ObjectKind {
    /// What the schema calls it.
    pub(crate) const fn type_name(self) -> &'static str {
        match self {
            ObjectKind::Company => "Company",
            ObjectKind::Partner => "Partner",
            ObjectKind::BankDetails => "BankDetails",
            ObjectKind::Order => "Order",
            ObjectKind::Run => "Run",
            ObjectKind::Override => "Override",
            ObjectKind::Entry => "Entry",
            ObjectKind::Document => "Document",
            ObjectKind::OpenItem => "OpenItem",
            ObjectKind::Payment => "Payment",
            ObjectKind::BankStatement => "BankStatement",
            ObjectKind::Plan => "Plan",
            ObjectKind::Staff => "Staff",
            ObjectKind::ApiKey => "ApiKey",
        }
    }
}
