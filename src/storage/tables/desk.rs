//! Desks: groups of reviewers.

use entities::desk;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::super::Result;
use super::super::sql::upsert;
use crate::clock::from_milliseconds;
use crate::domain::desk::Desk;
use crate::work::Work;

/// All desks: there are few.
pub(in crate::storage) async fn load(tx: &impl ConnectionTrait, work: &mut Work) -> Result<()> {
    for row in desk::Entity::find().all(tx).await? {
        let language = row.language.parse().unwrap_or_default();
        work.desks.load(
            row.chat,
            Desk {
                chat: row.chat,
                by: row.by,
                language,
                at: from_milliseconds(row.at),
                topic: row.topic,
            },
        );
    }
    Ok(())
}

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let models: Vec<_> = work
        .desks
        .changes()
        .map(|(chat, _, row)| desk::ActiveModel {
            chat: Set(*chat),
            by: Set(row.by),
            language: Set(row.language.to_string()),
            at: Set(row.at.timestamp_millis()),
            topic: Set(row.topic),
        })
        .collect();
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<desk::Entity>([desk::Column::Chat]);
    desk::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
