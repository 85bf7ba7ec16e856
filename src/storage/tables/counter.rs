//! Numbers of filings and of questions.

use std::ops::Range;

use entities::counter;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::{Result, StorageError};

/// Takes a block of numbers of that name, with one statement; gaps are allowed.
pub(in crate::storage) async fn reserve(tx: &impl ConnectionTrait, name: &str, count: u32) -> Result<Range<i64>> {
    let count = i64::from(count);
    let taken = counter::Entity::update_many()
        .col_expr(counter::Column::Next, Expr::col(counter::Column::Next).add(count))
        .filter(counter::Column::Name.eq(name))
        .exec_with_returning(tx)
        .await?;
    let next = taken
        .first()
        .ok_or_else(|| StorageError::inconsistent("counter", "next", name))?
        .next;
    Ok(next - count..next)
}
