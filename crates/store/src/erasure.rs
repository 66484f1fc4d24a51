//! Erasure: everything that is known of a person goes, but that somebody did something.
//!
//! What stays is the account's id, without an address, because the audit and the record of decisions
//! name it: it leads to nobody any more. **Every table that holds something about an account is
//! emptied here**; whoever adds one adds it here.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::accounts::Account;
use crate::column;
use crate::entity::{
    address_change, api_key, api_key_use, claim, draft, held_edit, login_token, outgoing_mail,
    report, role_grant, webhook, webhook_delivery,
};
use crate::error::StoreError;
use crate::transaction::WriteTx;

impl WriteTx {
    /// Erases an account. Its roles, sessions, keys, webhooks, claims, drafts and mails go, and its
    /// address becomes free.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn erase_account(&self, account: &Account) -> Result<(), StoreError> {
        let (id, email) = (account.id, column::key(&account.email));
        self.end_sessions(id, None).await?;
        self.erase_webhooks(id).await?;
        self.erase_keys(id).await?;
        draft::Entity::delete_many()
            .filter(draft::Column::Account.eq(id))
            .exec(&self.tx)
            .await?;
        held_edit::Entity::update_many()
            .col_expr(
                held_edit::Column::Account,
                Expr::value(Option::<Uuid>::None),
            )
            .filter(held_edit::Column::Account.eq(id))
            .exec(&self.tx)
            .await?;
        role_grant::Entity::delete_many()
            .filter(role_grant::Column::Account.eq(id))
            .exec(&self.tx)
            .await?;
        claim::Entity::delete_many()
            .filter(claim::Column::Account.eq(id))
            .exec(&self.tx)
            .await?;
        login_token::Entity::delete_many()
            .filter(login_token::Column::Email.eq(&email))
            .exec(&self.tx)
            .await?;
        outgoing_mail::Entity::delete_many()
            .filter(outgoing_mail::Column::Recipient.eq(&email))
            .exec(&self.tx)
            .await?;
        address_change::Entity::delete_by_id(id)
            .exec(&self.tx)
            .await?;
        report::Entity::update_many()
            .col_expr(
                report::Column::Reporter,
                Expr::value(Option::<String>::None),
            )
            .filter(report::Column::Reporter.eq(&email))
            .exec(&self.tx)
            .await?;
        self.forget_reminders(id).await?;
        self.forget_suggestion_mail(id).await?;
        self.forget_confirmer(id).await?;
        self.update_account(&Account {
            id,
            // The column is unique; this is nobody's address.
            email: format!("erased {id}"),
            created_at: account.created_at,
            last_sign_in: None,
            second_factor: None,
            second_factor_used: None,
            erased: true,
        })
        .await
    }

    async fn erase_webhooks(&self, account: Uuid) -> Result<(), StoreError> {
        let webhooks = webhook::Entity::find()
            .filter(webhook::Column::Account.eq(account))
            .all(&self.tx)
            .await?;
        let webhooks: Vec<Uuid> = webhooks.into_iter().map(|webhook| webhook.id).collect();
        webhook_delivery::Entity::delete_many()
            .filter(webhook_delivery::Column::Webhook.is_in(webhooks))
            .exec(&self.tx)
            .await?;
        webhook::Entity::delete_many()
            .filter(webhook::Column::Account.eq(account))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    async fn erase_keys(&self, account: Uuid) -> Result<(), StoreError> {
        let keys = api_key::Entity::find()
            .filter(api_key::Column::Account.eq(account))
            .all(&self.tx)
            .await?;
        let keys: Vec<Uuid> = keys.into_iter().map(|key| key.id).collect();
        api_key_use::Entity::delete_many()
            .filter(api_key_use::Column::Key.is_in(keys))
            .exec(&self.tx)
            .await?;
        api_key::Entity::delete_many()
            .filter(api_key::Column::Account.eq(account))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
