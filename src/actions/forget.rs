//! What a draft held goes, when its applicant drops it. What is left is a row without values (its status, its dates), and the
//! history without words.

use crate::domain::filing::{Facts, Filing};
use crate::domain::outgoing::{Call, Lane, Outgoing, Owner};
use crate::work::{Forgotten, Work};

/// Empties the filing. The save drops its data key with all that is sealed under it, and has the bytes erased.
pub fn forget(work: &mut Work, filing: Filing) -> Filing {
    let chat = filing.applicant;
    let data_key = filing.data_key;
    let filing = work.filings.change(filing, |filing| {
        filing.answers.clear();
        filing.rejections.clear();
        filing.asked_for.clear();
        filing.facts = Facts::default();
        filing.data_key = None;
    });
    if let Some(data_key) = data_key {
        work.forget(Forgotten {
            filing: filing.id,
            data_key,
            chat,
        });
        work.say(Outgoing {
            chat: 0,
            lane: Lane::Answer,
            slot: None,
            // Not under the key that is going.
            owner: Owner::Chat(chat),
            call: Call::Erase,
            not_before: None,
            expires_at: None,
        });
    }
    filing
}
