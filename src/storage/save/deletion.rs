//! `/delete`, and a draft that is dropped: data keys go, and with them whatever is sealed under them.

use entities::{
    answer, asked_for, audit, conversation, data_key, deadline, file, filing, inbox, outbox, person, question,
    rejection, service, subject,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::super::keys::{self, KeyOwner, NewKey};
use super::super::seal::{DataKey, KeyRing, Secrets};
use super::super::sealed::json;
use super::super::{Result, inbox as rows, outbox as calls};
use crate::domain::conversation::State;
use crate::domain::filing::FilingId;
use crate::domain::outgoing::{Call, ChatId, Lane, Outgoing, Owner};
use crate::work::{Deletion, Work};

/// Drops a person's data keys, and with them whatever is sealed under them. What arrives meanwhile under an old key makes the
/// deletion fail by its foreign key, and the batch is taken again.
pub(super) async fn delete_person(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &Work,
    ring: &KeyRing,
    deletion: Deletion,
) -> Result<()> {
    let filings: Vec<FilingId> = filing::Entity::find()
        .select_only()
        .column(filing::Column::Id)
        .filter(filing::Column::Applicant.eq(deletion.person))
        .into_tuple()
        .all(tx)
        .await?;
    let doomed = doomed_keys(tx, deletion).await?;

    // The chat goes on under a new key: what still waits there, and the farewell, which holds no personal value.
    let (new_key, wrapped) = secrets.new_data_key(Uuid::new_v4())?;
    keys::insert(
        tx,
        work.now,
        vec![NewKey {
            owner: KeyOwner::Chat,
            key: wrapped,
        }],
    )
    .await?;
    reseal_waiting(tx, ring, &new_key, deletion.chat, &doomed).await?;
    conversation::Entity::update_many()
        .col_expr(conversation::Column::DataKey, Expr::value(new_key.id()))
        .col_expr(
            conversation::Column::State,
            Expr::value(json(&State::Idle, "conversation", "state", deletion.chat)?),
        )
        .col_expr(conversation::Column::Untold, Expr::value(Option::<String>::None))
        .col_expr(conversation::Column::Recent, Expr::value(Option::<Vec<u8>>::None))
        .filter(conversation::Column::Chat.eq(deletion.chat))
        .exec(tx)
        .await?;

    empty_filings(tx, work, &filings).await?;
    blank_register(tx, deletion).await?;
    question::Entity::delete_many()
        .filter(question::Column::Chat.eq(deletion.chat))
        .exec(tx)
        .await?;
    person::Entity::delete_many()
        .filter(person::Column::Id.eq(deletion.person))
        .exec(tx)
        .await?;
    drop_keys(tx, doomed).await?;

    let farewells = work
        .additions
        .outgoing
        .iter()
        .filter(|(_, said)| said.owner == Owner::Chat(deletion.chat));
    let mut said: Vec<(String, Outgoing)> = farewells.cloned().collect();
    let erase = Outgoing {
        chat: 0,
        lane: Lane::Answer,
        slot: None,
        owner: Owner::Chat(deletion.chat),
        call: Call::Erase { filings },
        not_before: None,
        expires_at: None,
    };
    said.push((format!("erase:{}", new_key.id()), erase));
    let rows: Vec<_> = said
        .iter()
        .map(|(key, outgoing)| calls::NewRow {
            key,
            outgoing,
            data_key: &new_key,
            matter: None,
        })
        .collect();
    calls::put(tx, work.now, &rows).await
}

/// Drops the data keys of drafts that people have dropped, as a person's deletion does: the same statements however many there are.
pub(super) async fn forget_filings(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let forgotten = &work.additions.forgotten;
    if forgotten.is_empty() {
        return Ok(());
    }
    let filings: Vec<FilingId> = forgotten.iter().map(|gone| gone.filing).collect();
    empty_filings(tx, work, &filings).await?;
    drop_keys(tx, forgotten.iter().map(|gone| gone.data_key).collect()).await
}

/// What filings hold goes: answers with their look-up hashes, rejections, words of the history, what our register said. Their
/// deadlines are closed, and they name no data key any more.
async fn empty_filings(tx: &impl ConnectionTrait, work: &Work, filings: &[FilingId]) -> Result<()> {
    let filings = || filings.iter().copied();
    answer::Entity::delete_many()
        .filter(answer::Column::Filing.is_in(filings()))
        .exec(tx)
        .await?;
    rejection::Entity::delete_many()
        .filter(rejection::Column::Filing.is_in(filings()))
        .exec(tx)
        .await?;
    file::Entity::delete_many()
        .filter(file::Column::Filing.is_in(filings()))
        .exec(tx)
        .await?;
    asked_for::Entity::delete_many()
        .filter(asked_for::Column::Filing.is_in(filings()))
        .exec(tx)
        .await?;
    deadline::Entity::update_many()
        .col_expr(deadline::Column::NextAt, Expr::value(Option::<i64>::None))
        .col_expr(deadline::Column::ClosedAt, Expr::value(work.now.timestamp_millis()))
        .filter(deadline::Column::Filing.is_in(filings()))
        .filter(deadline::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    audit::Entity::update_many()
        .col_expr(audit::Column::Words, Expr::value(Option::<Vec<u8>>::None))
        .filter(audit::Column::Filing.is_in(filings()))
        .exec(tx)
        .await?;
    filing::Entity::update_many()
        .col_expr(filing::Column::DataKey, Expr::value(Option::<Uuid>::None))
        .col_expr(filing::Column::Facts, Expr::value("{}"))
        .filter(filing::Column::Id.is_in(filings()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes keys that no row that stays names, and the messages under them. One that is just being sent has been claimed already:
/// its row goes too, and the worker marks nothing.
async fn drop_keys(tx: &impl ConnectionTrait, doomed: Vec<Uuid>) -> Result<()> {
    outbox::Entity::delete_many()
        .filter(outbox::Column::DataKey.is_in(doomed.clone()))
        .exec(tx)
        .await?;
    data_key::Entity::delete_many()
        .filter(data_key::Column::Id.is_in(doomed))
        .exec(tx)
        .await?;
    Ok(())
}

/// The keys of a person, of their filings and register entries, and of their chat.
async fn doomed_keys(tx: &impl ConnectionTrait, deletion: Deletion) -> Result<Vec<Uuid>> {
    let subjects = subject::Entity::find()
        .select_only()
        .column(subject::Column::DataKey)
        .filter(subject::Column::Person.eq(deletion.person))
        .filter(subject::Column::DataKey.is_not_null());
    let filings = filing::Entity::find()
        .select_only()
        .column(filing::Column::DataKey)
        .filter(filing::Column::Applicant.eq(deletion.person))
        .filter(filing::Column::DataKey.is_not_null());
    let mut keys: Vec<Uuid> = filings.into_tuple().all(tx).await?;
    keys.extend(subjects.into_tuple::<Uuid>().all(tx).await?);
    let person = person::Entity::find_by_id(deletion.person).one(tx).await?;
    let chat = conversation::Entity::find_by_id(deletion.chat).one(tx).await?;
    keys.extend(person.map(|row| row.data_key));
    keys.extend(chat.map(|row| row.data_key));
    Ok(keys)
}

/// What waits in the chat goes on under the new key. What stands under another key than those that go stays as it is.
async fn reseal_waiting(
    tx: &impl ConnectionTrait,
    ring: &KeyRing,
    new_key: &DataKey,
    chat: ChatId,
    doomed: &[Uuid],
) -> Result<()> {
    let waiting = inbox::Entity::find()
        .filter(inbox::Column::Chat.eq(chat))
        .filter(inbox::Column::Status.eq("waiting"))
        .filter(inbox::Column::DataKey.is_in(doomed.iter().copied()))
        .all(tx)
        .await?;
    let mut models = Vec::new();
    for row in waiting {
        let clear = rows::open_content(&row, ring)?;
        let content = new_key.seal(&clear, &rows::place(&row.key))?;
        let mut model: inbox::ActiveModel = row.into();
        model.content = Set(content);
        model.data_key = Set(Some(new_key.id()));
        models.push(model.reset_all());
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = OnConflict::column(inbox::Column::Id)
        .update_columns([inbox::Column::Content, inbox::Column::DataKey])
        .to_owned();
    inbox::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The register keeps numbers and dates; the values go.
async fn blank_register(tx: &impl ConnectionTrait, deletion: Deletion) -> Result<()> {
    let subjects: Vec<Uuid> = subject::Entity::find()
        .select_only()
        .column(subject::Column::Id)
        .filter(subject::Column::Person.eq(deletion.person))
        .into_tuple()
        .all(tx)
        .await?;
    if subjects.is_empty() {
        return Ok(());
    }
    service::Entity::update_many()
        .col_expr(service::Column::Value, Expr::value(Vec::<u8>::new()))
        .col_expr(service::Column::Lookup, Expr::value(""))
        .col_expr(service::Column::DataKey, Expr::value(Option::<Uuid>::None))
        .filter(service::Column::Subject.is_in(subjects.clone()))
        .exec(tx)
        .await?;
    subject::Entity::update_many()
        .col_expr(subject::Column::Value, Expr::value(Vec::<u8>::new()))
        .col_expr(subject::Column::Lookup, Expr::value(""))
        .col_expr(subject::Column::DataKey, Expr::value(Option::<Uuid>::None))
        .filter(subject::Column::Id.is_in(subjects))
        .exec(tx)
        .await?;
    Ok(())
}
