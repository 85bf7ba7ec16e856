//! The buttons below a question, and below messages about a filing.

use super::is_changing;
use super::show::{LONGEST_OFFER, tells_doubt};
use crate::bot::talk::{Talk, button, rows};
use crate::dialogue::{self, Lead};
use crate::domain::answers::{Answer, Kind, List};
use crate::domain::conversation::{ChatKind, State};
use crate::domain::filing::{Filing, Status};
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::form::photos;
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::press::{Press, Verb, token};
use crate::prompts::{Fault, Words, is_same_label, is_within_label};
use crate::work::Undecided;

/// What can be pressed at a question: its choices, what is offered, and the ways on.
pub(super) fn question_buttons(
    talk: &Talk,
    filing: &Filing,
    asked: Asked,
    ticked: &[String],
    lead: &Lead,
) -> Result<Vec<Vec<Button>>, Fault> {
    let words = &talk.words;
    let doubted = journey::is_unsettled(filing, &asked, talk.work.today());
    let doubts = if doubted {
        journey::doubts(filing, &asked, talk.work.today())
    } else {
        Vec::new()
    };
    let press = |verb| Press::of(verb, filing.id, filing.version).at(asked.place, asked.field.id);
    let may_explain = journey::may_explain(filing, &asked, talk.work.today());
    // Their words wait to be told: that is the way to keep the answer.
    let is_explained = may_explain && doubted && filing.reply(asked.place, asked.field.id).is_some();
    let chosen = filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone());
    let mut keyboard = match asked.field.kind {
        Kind::YesNo => {
            let yes_no = |id: &str| talk.button(id, press(Verb::Choose).with(token(id)));
            vec![vec![yes_no("yes")?, yes_no("no")?]]
        }
        kind @ (Kind::Choice(_) | Kind::Choices(_)) => {
            let several = matches!(kind, Kind::Choices(_));
            let one = |id: &str| -> Result<_, Fault> {
                let is_chosen = match &chosen {
                    Some(Answer::Choice(chosen)) => chosen == id,
                    _ => several && ticked.iter().any(|ticked| ticked == id),
                };
                let mark = if is_chosen { "✓ " } else { "" };
                let verb = if several { Verb::Tick } else { Verb::Choose };
                Ok(button(
                    format!("{mark}{}", words.choice(kind, id)?),
                    press(verb).with(token(id)),
                ))
            };
            let shown = shown_options(filing, asked, lead);
            let is_all = shown.len() == dialogue::offered(filing, asked).len();
            let mut buttons = shown.into_iter().map(one).collect::<Result<Vec<_>, _>>()?;
            if !is_all {
                buttons.push(talk.button(more(asked), press(Verb::More))?);
            }
            rows(buttons)
        }
        // One that they do not want is not offered once more.
        Kind::Photo if *lead == Lead::Help("retake") => Vec::new(),
        // It is seen before it counts.
        Kind::Photo if doubted => {
            let answer = chosen.clone().unwrap_or(Answer::Skipped);
            let mut row = Vec::new();
            let is_good = filing.unfit(&answer).is_none();
            if is_good && photos::is_fetched(filing, &answer) {
                row.push(talk.button("use_photo", press(Verb::Take).with(token(&answer.show())))?);
            }
            if is_good {
                row.push(talk.button("retake", press(Verb::Retake))?);
            }
            Vec::from_iter((!row.is_empty()).then_some(row))
        }
        _ => dialogue::offers(filing, asked, talk.work.today())
            .iter()
            .enumerate()
            .skip(usize::from(is_explained))
            .map(|(at, offer)| -> Result<_, Fault> {
                let is_doubted = at == 0 && doubted;
                let shown = words.show(asked.field, offer)?;
                let label = match () {
                    () if is_doubted && tells_doubt(lead) => words.button("keep_it")?,
                    // "This" would be what was just refused: the button says which answer it keeps.
                    () if is_doubted && shown.chars().count() > LONGEST_OFFER => {
                        shown.chars().take(LONGEST_OFFER - 1).chain(['…']).collect()
                    }
                    // A phone would cut it in the middle: the question has what is proposed in full, the summary what was kept.
                    () if shown.chars().count() > LONGEST_OFFER && chosen.as_ref() == Some(offer) => {
                        words.button("keep_it")?
                    }
                    () if shown.chars().count() > LONGEST_OFFER => words.button("agree")?,
                    () => shown,
                };
                Ok(vec![button(label, press(Verb::Take).with(token(&offer.show())))])
            })
            .collect::<Result<_, _>>()?,
    };
    if doubts.iter().any(|doubt| doubt.code == dialogue::NO_DOOR_NUMBER) && asked.field.kind == Kind::Address {
        keyboard.insert(0, vec![talk.button("no_door_number", press(Verb::NoDoorNumber))?]);
    }
    if is_explained {
        let tell = press(Verb::Explain).with(dialogue::explain::TELL);
        keyboard.insert(0, vec![talk.button("tell_reviewer", tell)?]);
    } else if may_explain {
        let ask = press(Verb::Explain).with(dialogue::explain::ASK);
        keyboard.push(vec![talk.button("it_is_right", ask)?]);
    }
    // The number is of another certificate: one press chooses that one.
    let misfit = journey::misfit(filing, &asked, talk.work.today());
    let other = match lead {
        Lead::Malformed(malformed) | Lead::Unlikely { malformed, .. } => malformed.found.get("other"),
        _ if doubted => doubts.iter().find_map(|warning| warning.found.get("other")),
        _ => misfit.as_ref().and_then(|misfit| misfit.found.get("other")),
    };
    let others = dialogue::other_certificates(filing, asked);
    if let Some((of_type, id)) = others
        .into_iter()
        .find(|(_, id)| other.is_some_and(|other| other == id))
    {
        let label = format!(
            "{} {}",
            words.button("other_certificate")?,
            words.choice(of_type.field.kind, id)?
        );
        keyboard.insert(0, vec![button(label, press(Verb::OtherCertificate).with(token(id)))]);
    }
    let takes_several = matches!(asked.field.kind, Kind::Choices(_)) || asked.field.kind.pages().is_some();
    if takes_several && !ticked.is_empty() {
        let label = match asked.field.kind.pages() {
            Some(_) => "all_sent",
            None => "done",
        };
        keyboard.push(vec![button(words.button(label)?, press(Verb::TicksDone))]);
    }
    let mut last = Vec::new();
    match lead {
        // What was just kept, by its name: one press changes it.
        Lead::Kept { asked: kept, .. } | Lead::Explained { asked: kept } if journey::is_editable(filing, kept) => {
            let version = filing.kept(kept.place, kept.field.id).map_or(0, |kept| kept.version);
            let change = Press::of(Verb::Change, filing.id, version).at(kept.place, kept.field.id);
            last.push(button(
                format!(
                    "{} {}",
                    words.button("change")?,
                    words.field_at(filing, kept.place, kept.field.id)?
                ),
                change,
            ));
        }
        // Whoever came from the summary goes back there, and not through the form.
        _ if is_changing(&talk.state()) => last.push(button(words.button("back_to_summary")?, press(Verb::Summary))),
        _ if journey::previous(filing, &asked).is_some() => last.push(button(words.button("back")?, press(Verb::Back))),
        _ => {}
    }
    if asked.field.is_optional(&filing.view(asked.place)) {
        last.push(button(words.button("skip")?, press(Verb::Skip)));
    }
    if *lead != Lead::Hint {
        last.push(button(words.button("hint")?, press(Verb::Hint)));
    }
    // Whoever was refused, or does not understand, has a person in reach.
    if matches!(lead, Lead::Malformed(_) | Lead::Unlikely { .. } | Lead::Help(_)) {
        last.push(talk.ask_button()?);
    }
    keyboard.extend(rows(last));
    Ok(keyboard)
}

/// The options of a choice that have buttons: the likely ones, until somebody wants all, or has not found theirs.
pub(super) fn shown_options(filing: &Filing, asked: Asked, lead: &Lead) -> Vec<&'static str> {
    match lead {
        Lead::AllOptions | Lead::Hint | Lead::Malformed(_) | Lead::Unlikely { .. } => dialogue::offered(filing, asked),
        _ => dialogue::first_offered(filing, asked),
    }
}

/// What the button says behind which the other options are.
pub(super) fn more(asked: Asked) -> &'static str {
    match asked.field.kind {
        Kind::Choice(List::CertificateType | List::PersonCertificateType) => "more_certificates",
        Kind::Choice(List::Region) => "more_regions",
        _ => "more_options",
    }
}

/// Buttons below a message about a draft or a filing with corrections.
pub fn draft_buttons(words: &Words, filing: &Filing) -> Result<Keyboard, Fault> {
    let press = Press::act_on("resume", filing.id, filing.version);
    let resume = button(words.button("resume")?, press);
    let leave = button(
        words.button("drop")?,
        Press::of(Verb::Leave, filing.id, filing.version).with("ask"),
    );
    Ok(if filing.status == Status::Drafting {
        Keyboard(vec![vec![resume, leave]])
    } else {
        let mut rows = Vec::from_iter(super::curtain::buttons(words, filing)?);
        rows.push(vec![resume]);
        Keyboard(rows)
    })
}

/// The button below the last notice of one of their filings whose label was typed, while nothing is being asked.
pub fn standing_button(talk: &Talk, text: &str) -> Result<Option<Press>, Undecided> {
    if talk.kind != ChatKind::Private || talk.state() != State::Idle {
        return Ok(None);
    }
    let mut buttons = Vec::new();
    for filing in talk.work.filings_of(talk.person)? {
        buttons.extend(after_notice(&talk.words, filing)?.0.into_iter().flatten());
    }
    // Of two filings either may be meant: their buttons tell them apart.
    let only = |is_meant: fn(&str, &str) -> bool| {
        let mut meant = buttons.iter().filter(|button| is_meant(&button.label, text));
        meant.next().filter(|_| meant.next().is_none())
    };
    let button = only(is_same_label).or_else(|| only(is_within_label));
    Ok(button.and_then(|button| Press::decode(&button.data)))
}

/// Buttons below a notice of a change of status.
pub fn after_notice(words: &Words, filing: &Filing) -> Result<Keyboard, Fault> {
    Ok(match filing.status {
        _ if filing.is_with_applicant() => draft_buttons(words, filing)?,
        Status::Ready | Status::Sms => super::sms::buttons(words, filing)?,
        Status::Granted => super::afterwards::buttons(words, filing)?,
        Status::Withdrawn | Status::Lapsed => Keyboard(vec![vec![button(words.button("new")?, Press::act("new"))]]),
        _ => Keyboard::default(),
    })
}
