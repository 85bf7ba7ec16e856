//! Numbers that were reserved for a batch. Those of inputs that fail are used again.

/// A block of numbers.
#[derive(Debug, Default)]
pub(super) struct Block {
    numbers: Vec<i64>,
    pub(super) used: usize,
}

impl Block {
    pub(super) fn add(&mut self, numbers: impl Iterator<Item = i64>) {
        self.numbers.extend(numbers);
    }

    /// Whether so many are left.
    pub(super) fn has(&self, count: u32) -> bool {
        count as usize <= self.numbers.len().saturating_sub(self.used)
    }

    pub(super) fn take(&mut self) -> Option<i64> {
        let number = self.numbers.get(self.used).copied()?;
        self.used += 1;
        Some(number)
    }
}
