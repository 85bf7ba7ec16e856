//! Who is told of every commit, before it is sent and once it is done: the tests that stop the process there.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;

/// On which side of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Before,
    After,
}

type Watch = Arc<dyn Fn(Moment) -> BoxFuture<'static, ()> + Send + Sync>;

/// Nobody, in a bot that runs.
#[derive(Clone, Default)]
pub(super) struct Watched(Option<Watch>);

impl Watched {
    pub fn by(watch: impl Fn(Moment) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(watch)))
    }

    /// Goes on when whoever watches lets it.
    pub async fn comes_to(&self, moment: Moment) {
        if let Some(watch) = &self.0 {
            watch(moment).await;
        }
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watched").field(&self.0.is_some()).finish()
    }
}
