//! `/grant <filing> <site's filing number>…`: the authority granted it. The subject's number may be given first; without it, it
//! is what the sites' numbers have in common.

use super::done;
use crate::actions::{self, Done, Refusal};
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;
use crate::domain::icp_number::IcpNumber;

pub fn grant(talk: &mut Talk, filing: Filing, arguments: &str) -> Done {
    let bad = |word: &str| Refusal::BadGrantNumber {
        number: filing.number.unwrap_or_default(),
        wanted: filing.services.len(),
        text: Some(word.to_owned()),
    };
    let numbers: Vec<IcpNumber> = arguments
        .split(|c: char| c.is_whitespace() || "，,、;；".contains(c))
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().map_err(|_| bad(word)))
        .collect::<Result<_, _>>()?;
    let filing = actions::grant::grant(talk.work, filing.clone(), talk.person, &numbers)?;
    done(talk, &filing, "granted")
}
