//! The register: what it knows of a text, and what a grant writes into it.

use std::collections::{HashMap, HashSet};

use entities::{service, subject};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{CaseStatement, Expr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::super::keys::{KeyOwner, NewKey};
use super::super::seal::{DataKey, KeyRing, SealedAt, Secrets};
use super::super::{Result, StorageError, keys};
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::place::{Place, ServiceKind};
use crate::work::{Grant, Known, LookUp, Work};

/// What the register knows of these texts, under every live secret.
pub(in crate::storage) async fn look_up(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    look_ups: &HashSet<LookUp>,
) -> Result<()> {
    if look_ups.is_empty() {
        return Ok(());
    }
    let mut by_hash: HashMap<String, &LookUp> = HashMap::new();
    let (numbers, look_ups): (Vec<_>, Vec<_>) = look_ups
        .iter()
        .partition(|look_up| look_up.purpose == LookUp::ICP_NUMBER);
    granted_numbers(tx, work, &numbers).await?;
    if look_ups.is_empty() {
        return Ok(());
    }
    for look_up in look_ups {
        work.known.entry(look_up.clone()).or_default();
        for hash in secrets.lookup_hashes(look_up.purpose, &look_up.text) {
            by_hash.insert(hash, look_up);
        }
    }
    let subjects = subject::Entity::find()
        .filter(subject::Column::Lookup.is_in(by_hash.keys().cloned()))
        .filter(subject::Column::Status.eq("granted"))
        .all(tx)
        .await?;
    let services = service::Entity::find()
        .filter(service::Column::Lookup.is_in(by_hash.keys().cloned()))
        .filter(service::Column::Status.eq("granted"))
        .all(tx)
        .await?;
    let subjects = subjects.into_iter().map(|row| {
        (
            row.lookup,
            Known::Subject {
                id: row.id,
                icp_number: row.icp_number,
            },
        )
    });
    let services = services.into_iter().map(|row| {
        (
            row.lookup,
            Known::Service {
                subject: row.subject,
                icp_number: row.icp_number,
                filing: row.filing,
            },
        )
    });
    for (hash, known) in subjects.chain(services) {
        if let Some(look_up) = by_hash.get(&hash) {
            work.known.entry((*look_up).clone()).or_default().push(known);
        }
    }
    Ok(())
}

/// Which services have these numbers.
async fn granted_numbers(tx: &impl ConnectionTrait, work: &mut Work, numbers: &[&LookUp]) -> Result<()> {
    if numbers.is_empty() {
        return Ok(());
    }
    let found = service::Entity::find()
        .filter(service::Column::IcpNumber.is_in(numbers.iter().map(|number| number.text.clone())))
        .all(tx)
        .await?;
    for number in numbers {
        let known = found.iter().filter(|row| row.icp_number == number.text);
        let known = known.map(|row| Known::Service {
            subject: row.subject,
            icp_number: row.icp_number.clone(),
            filing: row.filing,
        });
        work.known.entry((*number).clone()).or_default().extend(known);
    }
    Ok(())
}

/// What a grant writes into the register: numbers, and the values as granted, under a key of the register's own.
pub(in crate::storage) async fn save(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &Work,
    ring: &mut KeyRing,
) -> Result<()> {
    let (mut fresh, mut subjects, mut services) = (Vec::new(), Vec::new(), Vec::new());
    for grant in &work.additions.grants {
        let Some(filing) = work.filings.get(&grant.filing) else {
            continue;
        };
        let (key, wrapped) = secrets.new_data_key(Uuid::new_v4())?;
        fresh.push(NewKey {
            owner: KeyOwner::Register,
            key: wrapped,
        });
        subjects.push(granted_subject(secrets, work, filing, grant, &key)?);
        for granted in &grant.services {
            let row = granted.id.to_string();
            let value = values_at(filing, |place| place.and_above().any(|place| place == granted.place))?;
            services.push(service::ActiveModel {
                id: Set(granted.id),
                subject: Set(grant.subject),
                data_key: Set(Some(key.id())),
                kind: Set(service_kind(filing, granted.place).to_owned()),
                status: Set("granted".to_owned()),
                icp_number: Set(granted.icp_number.clone()),
                lookup: Set(look_up_hash(secrets, "domain", granted.lookup.as_deref())?),
                value: Set(key.seal(
                    &value,
                    &SealedAt {
                        table: "service",
                        row: &row,
                        column: "value",
                    },
                )?),
                filing: Set(filing.id),
                granted_at: Set(work.now.timestamp_millis()),
            });
        }
        ring.add(key);
    }
    if subjects.is_empty() {
        return Ok(());
    }
    keys::insert(tx, work.now, fresh).await?;
    subject::Entity::insert_many(subjects)
        .exec_without_returning(tx)
        .await?;
    service::Entity::insert_many(services)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Puts right what had been entered wrongly. Numbers of one filing may change places, so all of them change in one statement.
pub(in crate::storage) async fn correct(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    for corrected in &work.additions.corrected {
        subject::Entity::update_many()
            .col_expr(
                subject::Column::IcpNumber,
                Expr::value(corrected.subject_number.clone()),
            )
            .filter(subject::Column::Filing.eq(corrected.filing))
            .exec(tx)
            .await?;
        let numbers = corrected.services.iter().fold(CaseStatement::new(), |case, (was, is)| {
            case.case(service::Column::IcpNumber.eq(was.clone()), is.clone())
        });
        let numbers = numbers.finally(Expr::col(service::Column::IcpNumber));
        service::Entity::update_many()
            .col_expr(service::Column::IcpNumber, numbers.into())
            .filter(service::Column::Filing.eq(corrected.filing))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Grants that were taken back are none: nobody has heard of them.
pub(in crate::storage) async fn take_back(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let taken = work.additions.taken_back.iter().filter(|taken| taken.of_grant);
    let filings: Vec<Uuid> = taken.map(|taken| taken.filing).collect();
    if filings.is_empty() {
        return Ok(());
    }
    let of_subjects: Vec<Option<Uuid>> = subject::Entity::find()
        .select_only()
        .column(subject::Column::DataKey)
        .filter(subject::Column::Filing.is_in(filings.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    service::Entity::delete_many()
        .filter(service::Column::Filing.is_in(filings.clone()))
        .exec(tx)
        .await?;
    subject::Entity::delete_many()
        .filter(subject::Column::Filing.is_in(filings))
        .exec(tx)
        .await?;
    let of_subjects: Vec<Uuid> = of_subjects.into_iter().flatten().collect();
    keys::delete(tx, &of_subjects).await
}

fn granted_subject(
    secrets: &Secrets,
    work: &Work,
    filing: &Filing,
    grant: &Grant,
    key: &DataKey,
) -> Result<subject::ActiveModel> {
    let row = grant.subject.to_string();
    let value = values_at(filing, |place| place == Place::Subject)?;
    Ok(subject::ActiveModel {
        id: Set(grant.subject),
        person: Set(filing.applicant),
        data_key: Set(Some(key.id())),
        status: Set("granted".to_owned()),
        icp_number: Set(grant.subject_number.clone()),
        lookup: Set(look_up_hash(secrets, "subject", grant.subject_lookup.as_deref())?),
        value: Set(key.seal(
            &value,
            &SealedAt {
                table: "subject",
                row: &row,
                column: "value",
            },
        )?),
        filing: Set(filing.id),
        granted_at: Set(work.now.timestamp_millis()),
    })
}

fn service_kind(filing: &Filing, place: Place) -> &'static str {
    match filing.service_kind(place) {
        Some(ServiceKind::App) => "app",
        _ => "website",
    }
}

fn look_up_hash(secrets: &Secrets, purpose: &str, text: Option<&str>) -> Result<String> {
    Ok(text
        .map(|text| secrets.lookup_hash(purpose, text))
        .transpose()?
        .unwrap_or_default())
}

/// The values that count at these places, as JSON by field.
fn values_at(filing: &Filing, is_meant: impl Fn(Place) -> bool) -> Result<Vec<u8>> {
    let values: HashMap<String, _> = form::journey::applicable(filing)
        .into_iter()
        .filter(|asked| is_meant(asked.place))
        .filter_map(|asked| {
            // What an APP has on each platform is told apart by the platform.
            let name = match asked.place {
                Place::Platform(_, platform) => format!("{platform}.{}", asked.field.id),
                _ => asked.field.id.to_owned(),
            };
            Some((name, filing.value(asked.place, asked.field)?))
        })
        .collect();
    serde_json::to_vec(&values).map_err(|_| StorageError::inconsistent("service", "value", filing.id))
}
