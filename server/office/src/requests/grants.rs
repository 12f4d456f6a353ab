//! What happens when a request is granted, by its kind.

use super::*;

impl Office {
    pub(super) async fn grant_bank_details(
        &self,
        learning: &mut Learning,
        request: &Request,
    ) -> Result<Option<&'static str>, OfficeError> {
        let wanted: BankRequest = request.read()?;
        let mut person = self.person(&learning.author.company, &request.object).await?;
        if BankDetails::of(&person) != wanted.before {
            return Ok(Some("request-void-changed"));
        }
        person.holder = Some(wanted.new.holder);
        person.iban = Some(wanted.new.iban);
        person.bic = wanted.new.bic;
        learning.put_persons(std::slice::from_ref(&person)).await?;
        let note = serde_json::json!({ "request": request.id, "seq": learning.seq });
        learning.note("confirm-bank-details", ObjectKind::Partner, &person.id, &note).await?;
        Ok(None)
    }

    pub(super) async fn grant_entry(
        &self,
        learning: &mut Learning,
        request: &Request,
    ) -> Result<Option<&'static str>, OfficeError> {
        let wanted: NewEntry = request.read()?;
        if self.checked_entry(&learning.author.company, &wanted).await.is_err() {
            return Ok(Some("request-void-entry"));
        }
        let currency = self.programme(&learning.author.company, &wanted.programme).await?.currency;
        entries::put(learning, &wanted, &currency, &request.id).await?;
        Ok(None)
    }

    pub(super) async fn grant_override(
        &self,
        learning: &mut Learning,
        request: &Request,
    ) -> Result<Option<&'static str>, OfficeError> {
        let wanted: OverrideRequest = request.read()?;
        let value = &wanted.value;
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM overrides WHERE company = $1 AND programme = $2 AND partner = $3 \
                   AND definition = $4 AND seq > $5 AND valid_from <= $6 AND valid_to >= $7";
        let company = learning.author.company.clone();
        let later = values![
            &company,
            &wanted.programme,
            &value.partner,
            &value.definition,
            wanted.seq,
            value.valid_to,
            value.valid_from
        ];
        if learning.tx.number(sql, later).await? > 0 {
            return Ok(Some("request-void-changed"));
        }
        // What ends an earlier value before it began has nothing that a plan could refuse.
        if value.valid_from <= value.valid_to {
            let plan = self.plan_for(&company, &wanted.programme, value.valid_from).await?;
            if self.check_override(&*self.compiled(&plan).await?, value).await.is_err() {
                return Ok(Some("request-void-plan"));
            }
        }
        learning.put_overrides(&wanted.programme, std::slice::from_ref(value)).await?;
        Ok(None)
    }

    pub(super) async fn grant_release(
        &self,
        learning: &mut Learning,
        request: &Request,
    ) -> Result<Option<&'static str>, OfficeError> {
        let plan = self.plan_version(&learning.author.company, &request.object).await?;
        if plan.state == "released" {
            return Ok(Some("request-void-released"));
        }
        if self.checked(&plan.text).await?.errors > 0 {
            return Ok(Some("request-void-errors"));
        }
        if learning.overlap(&plan).await?.is_some() {
            return Ok(Some("request-void-overlap"));
        }
        learning.release_plan(&plan.id).await?;
        Ok(None)
    }
}
