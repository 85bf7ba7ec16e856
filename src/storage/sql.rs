//! Statements in SQL of our own, where an ORM's builder would hide what matters (claims, `INSERT … SELECT`).
//! Both databases understand `$1`.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, IdenStatic, Iterable, Statement, Value};

use super::is_postgres;

/// The values of a statement while its text is being written.
#[derive(Debug, Default)]
pub(crate) struct Values(Vec<Value>);

impl Values {
    /// Keeps the value and returns the mark that stands for it.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// Marks for a set, for `IN (…)`.
    pub fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let marks: Vec<_> = values.into_iter().map(|value| self.bind(value)).collect();
        marks.join(", ")
    }

    pub fn statement(self, connection: &impl ConnectionTrait, text: impl Into<String>) -> Statement {
        Statement::from_sql_and_values(connection.get_database_backend(), text.into(), self.0)
    }
}

/// Joins each row of what stands before it with the first `limit` rows of a table that meet the condition, in that order: by an index, and
/// so without reading the others. The condition names the table's columns bare. SQLite knows no LATERAL, and finds the same rows by their
/// numbers.
pub(crate) fn first_of_each(
    connection: &impl ConnectionTrait,
    table: &str,
    condition: &str,
    order: &str,
    limit: usize,
) -> String {
    let rest = format!("WHERE {condition} ORDER BY {order} LIMIT {limit}");
    if is_postgres(connection) {
        format!("CROSS JOIN LATERAL (SELECT * FROM {table} {rest}) AS {table}")
    } else {
        format!("CROSS JOIN {table} ON {table}.rowid IN (SELECT of_each.rowid FROM {table} AS of_each {rest})")
    }
}

/// All columns but the key: for writing a row whether or not it is there.
pub(crate) fn upsert<E: EntityTrait>(key: impl IntoIterator<Item = E::Column>) -> OnConflict
where
    E::Column: Iterable + Copy,
{
    let key: Vec<E::Column> = key.into_iter().collect();
    let rest: Vec<E::Column> = E::Column::iter()
        .filter(|column| !key.iter().any(|key| key.as_str() == column.as_str()))
        .collect();
    OnConflict::columns(key).update_columns(rest).to_owned()
}
