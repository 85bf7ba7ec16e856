//! Filing numbers.

use entities::counter;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::{Result, StorageError};
use crate::work::Work;

/// Takes a block of filing numbers, with one statement; gaps are allowed.
pub(in crate::storage) async fn reserve(tx: &impl ConnectionTrait, work: &mut Work, count: u32) -> Result<()> {
    let count = i64::from(count);
    let taken = counter::Entity::update_many()
        .col_expr(counter::Column::Next, Expr::col(counter::Column::Next).add(count))
        .filter(counter::Column::Name.eq("filing"))
        .exec_with_returning(tx)
        .await?;
    let next = taken
        .first()
        .ok_or_else(|| StorageError::inconsistent("counter", "next", "filing"))?
        .next;
    work.add_numbers(next - count..next);
    Ok(())
}
