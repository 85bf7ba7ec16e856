//! Rows of one table: as they were loaded, and as they shall be.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows that were loaded, with what was changed of them.
#[derive(Debug)]
pub struct Table<K, V> {
    rows: HashMap<K, V>,
    /// The rows as they were loaded, of those that changed (none for new ones).
    before: HashMap<K, Option<V>>,
    /// What the input that is being attempted has changed.
    attempt: HashMap<K, V>,
    /// Rows that are there and do not open. Whoever asks for one fails, rather than take it for absent or empty.
    unopened: HashSet<K>,
    /// One of these was asked for.
    asked_unopened: AtomicBool,
}

impl<K: Eq + Hash + Clone, V: Clone> Table<K, V> {
    /// Adds a loaded row. Rows that were changed already stay as they are.
    pub fn load(&mut self, key: K, row: V) {
        self.rows.entry(key).or_insert(row);
    }

    /// Notes a row that is there and does not open.
    pub fn cannot_open(&mut self, key: K) {
        self.unopened.insert(key);
    }

    pub fn get<Q: ?Sized + Eq + Hash>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        if self.unopened.contains(key) {
            self.asked_unopened.store(true, Ordering::Relaxed);
        }
        self.attempt.get(key).or_else(|| self.rows.get(key))
    }

    /// A row as it was before the input that is being attempted.
    pub fn before<Q: ?Sized + Eq + Hash>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.rows.get(key)
    }

    /// Whether something that does not open was asked for since this was last asked.
    pub(super) fn took_unopened(&self) -> bool {
        self.asked_unopened.swap(false, Ordering::Relaxed)
    }

    /// Notes the row as it shall be.
    pub fn put(&mut self, key: K, row: V) {
        self.attempt.insert(key, row);
    }

    /// All rows as they are now.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let changed = self.attempt.iter();
        changed.chain(self.rows.iter().filter(|(key, _)| !self.attempt.contains_key(*key)))
    }

    /// Changed rows: as loaded (none: new), and as they shall be.
    pub fn changes(&self) -> impl Iterator<Item = (&K, Option<&V>, &V)> {
        self.before
            .iter()
            .filter_map(|(key, before)| Some((key, before.as_ref(), self.rows.get(key)?)))
    }

    pub(super) fn keep(&mut self) {
        for (key, row) in self.attempt.drain() {
            let before = self.rows.insert(key.clone(), row);
            self.before.entry(key).or_insert(before);
        }
    }

    pub(super) fn forget(&mut self) {
        self.attempt.clear();
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self {
            rows: HashMap::new(),
            before: HashMap::new(),
            attempt: HashMap::new(),
            unopened: HashSet::new(),
            asked_unopened: AtomicBool::new(false),
        }
    }
}
