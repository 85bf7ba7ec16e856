//! Figures for operators, in Prometheus' text form on `/metrics`: how much waits and for how long, what a batch takes, what becomes of calls.
//! They are noted where they arise, by these functions alone, and cost next to nothing where nobody reads them. Nothing that a person
//! wrote is in them, nor who it was.

use std::time::{Duration, Instant};

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const INPUTS_WAITING: &str = "beian_inputs_waiting";
const OLDEST_INPUT: &str = "beian_oldest_input_seconds";
const CALLS_WAITING: &str = "beian_calls_waiting";
const OLDEST_CALL: &str = "beian_oldest_call_seconds";
const BATCH_INPUTS: &str = "beian_batch_inputs";
const STAGE: &str = "beian_stage_seconds";
const STATEMENTS: &str = "beian_statements_total";
const CALLS: &str = "beian_calls_total";

/// A part of the way of an input.
#[derive(Clone, Copy, Debug, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Updates that came together are stored.
    Store,
    /// All that a batch needs is read.
    Load,
    /// What its inputs mean is decided, and what is said is rendered.
    Decide,
    /// What was decided is written.
    Save,
    /// It is committed: for the most part the disk's time.
    Commit,
}

/// What became of a call to Telegram or another service, when it is written down.
#[derive(Clone, Copy, Debug, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Fate {
    Done,
    /// Worthless by the time when its turn came.
    Dropped,
    /// Refused for good.
    Failed,
    /// Tried in vain; it is tried again.
    Retried,
}

/// Notes figures from now on, for all of the process. The handle renders them.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    const SECONDS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];
    const INPUTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(STAGE.to_owned()), SECONDS)?
        .set_buckets_for_metric(Matcher::Full(BATCH_INPUTS.to_owned()), INPUTS)?
        .install_recorder()?;
    describe_gauge!(INPUTS_WAITING, "Inputs that are stored and not decided yet");
    describe_gauge!(OLDEST_INPUT, "Age of the oldest input that waits, in seconds");
    describe_gauge!(
        CALLS_WAITING,
        "Calls to Telegram and other services that are due and not made yet"
    );
    describe_gauge!(
        OLDEST_CALL,
        "For how many seconds the call that waits longest has been due"
    );
    describe_histogram!(BATCH_INPUTS, "Inputs that were decided together");
    describe_histogram!(
        STAGE,
        "What storing, loading, deciding, saving and committing take, in seconds"
    );
    describe_counter!(STATEMENTS, "Statements to the database");
    describe_counter!(CALLS, "Calls by what became of them");
    Ok(handle)
}

/// So many inputs were decided together.
pub fn batch(inputs: usize) {
    histogram!(BATCH_INPUTS).record(inputs as f64);
}

/// A part of the way was gone since `began`.
pub fn took(stage: Stage, began: Instant) {
    let stage: &'static str = stage.into();
    histogram!(STAGE, "stage" => stage).record(began.elapsed());
}

/// A statement went to the database.
pub fn statement() {
    counter!(STATEMENTS).increment(1);
}

/// This became of so many calls.
pub fn calls(fate: Fate, count: usize) {
    let fate: &'static str = fate.into();
    if count > 0 {
        counter!(CALLS, "fate" => fate).increment(count as u64);
    }
}

/// What waits now: how much, and since when the oldest of it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub count: u64,
    pub oldest: Duration,
}

/// How much waits, as it was looked up for whoever reads the figures.
pub fn waiting(inputs: Waiting, calls: Waiting) {
    gauge!(INPUTS_WAITING).set(inputs.count as f64);
    gauge!(OLDEST_INPUT).set(inputs.oldest.as_secs_f64());
    gauge!(CALLS_WAITING).set(calls.count as f64);
    gauge!(OLDEST_CALL).set(calls.oldest.as_secs_f64());
}
