//! What an applicant's input leads to, as `bot/applicant` takes it.

use super::Walk;
use crate::actions::submit::Submitted;
use crate::actions::{self, Refusal};
use crate::dialogue::{self, Input, Lead, Turn};
use crate::domain::answers::Answer;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, FilingId};
use crate::domain::form::{journey, sections};
use crate::domain::outgoing::PersonId;

impl Walk {
    /// One step of the dialogue, as `bot/applicant` takes it.
    pub(super) fn turn(&mut self, person: PersonId, state: &State, input: Input, filing: &Filing) {
        let (today, id) = (self.work.today(), filing.id);
        let changing = matches!(state, State::Answering { changing: true, .. });
        let is_typed = matches!(input, Input::Text { .. });
        match dialogue::turn(state, input, filing, today) {
            Turn::Keep {
                asked,
                answer,
                warnings,
            } => {
                if is_typed && answer != Answer::Skipped {
                    let what = format!("step {}: {}@{}, typed,", self.step, asked.field.id, asked.place);
                    self.stands(filing, asked, &answer, &what);
                }
                if asked.field.id == "site_remark" && filing.is_individual() {
                    *self.seen.entry("an individual's remark".to_owned()).or_default() += 1;
                }
                let was = filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone());
                let is_unchanged = warnings.iter().any(|warning| warning.code == journey::UNCHANGED);
                let is_confirmed = was.as_ref() == Some(&answer);
                let doubted =
                    is_unchanged || (!warnings.is_empty() && !is_confirmed && !dialogue::is_choice(asked.field));
                let kept = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::answer::answer(work, filing, asked.place, asked.field, answer.clone(), doubted)
                });
                let Ok(filing) = kept else { return };
                if asked.field.id == sections::CURTAIN_AHEAD.id && answer == Answer::YesNo(true) {
                    let _ = self.attempt(|work| {
                        let filing = actions::filing(work, id)?;
                        actions::curtain::order(work, filing, "寄幕布".to_owned())
                    });
                    *self.seen.entry("order".to_owned()).or_default() += 1;
                }
                if doubted {
                    let (state, _) = dialogue::ask(&filing, asked, Lead::Nothing, changing);
                    self.states.insert(person, state);
                } else {
                    self.present(person, &filing);
                }
            }
            Turn::MostDetailed { asked, answer, remark } => {
                let kept = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    let (of, said) = remark.clone();
                    let filing = actions::answer::answer(work, filing, of.place, of.field, said, false)?;
                    actions::answer::answer(work, filing, asked.place, asked.field, answer.clone(), false)
                });
                let Ok(filing) = kept else { return };
                self.present(person, &filing);
            }
            Turn::Explain {
                asked,
                words,
                is_settled,
            } => {
                let explained = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::explain::explain(work, filing, asked.place, asked.field, words.clone(), is_settled)
                });
                let Ok(filing) = explained else { return };
                assert_eq!(filing.reply(asked.place, asked.field.id), Some(words.as_str()));
                if is_settled {
                    self.present(person, &filing);
                } else {
                    let (state, _) = dialogue::ask(&filing, asked, Lead::Nothing, changing);
                    self.states.insert(person, state);
                }
            }
            Turn::Reply { words } => {
                let replied = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::explain::reply(work, filing, words.clone())
                });
                let Ok(filing) = replied else { return };
                assert_eq!(filing.reply_to_whole(), words.as_deref());
                *self.seen.entry("reply".to_owned()).or_default() += 1;
                self.present(person, &filing);
            }
            Turn::AskReply { lead } => {
                let (state, _) = dialogue::ask_reply(filing, lead);
                self.states.insert(person, state);
            }
            Turn::AskWords { asked, lead, changing } => {
                let (state, _) = dialogue::ask_words(filing, asked, lead, changing);
                self.states.insert(person, state);
            }
            Turn::Ask { asked, lead, changing } => {
                let (state, _) = dialogue::ask(filing, asked, lead, changing);
                self.states.insert(person, state);
            }
            Turn::Ticked { ticked, .. } => {
                if let Some(State::Answering { ticked: now, .. }) = self.states.get_mut(&person) {
                    *now = ticked;
                }
            }
            Turn::Present { .. } => self.present(person, filing),
            Turn::ConfirmKind => {
                let confirmed = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::confirm_kind::confirm_kind(work, filing)
                });
                match confirmed {
                    Ok(filing) => self.present(person, &filing),
                    // Whoever cannot be served here drops it, or changes an answer.
                    Err(_) if self.random.percent(50) => self.leave(person, id),
                    Err(_) => {}
                }
            }
            Turn::Submit => {
                let submitted = self.attempt(|work| {
                    let filing = actions::filing(work, id)?;
                    actions::submit::submit(work, filing)
                });
                match submitted {
                    Ok(Submitted::HandedIn(filing)) => {
                        self.must_fit(&filing);
                        self.states.insert(person, State::Idle);
                    }
                    Ok(Submitted::Asks(now)) => self.present(person, &now),
                    Err(Refusal::Incomplete) => self.present(person, filing),
                    Err(_) => self.leave(person, id),
                }
            }
            Turn::AskLeave => {
                if actions::withdraw::held([filing]).is_none() {
                    let version = filing.version;
                    self.states.insert(person, State::Leaving { filing: id, version });
                }
            }
            Turn::Leave => self.leave(person, id),
            Turn::Stay if filing.is_with_applicant() => self.present(person, filing),
            Turn::Stay => {
                self.states.insert(person, State::Idle);
            }
            Turn::Section { .. } | Turn::Stale | Turn::Unclear { .. } => {}
        }
    }

    pub(super) fn leave(&mut self, person: PersonId, id: FilingId) {
        let left = self.attempt(|work| {
            let filing = actions::filing(work, id)?;
            actions::withdraw::withdraw(work, filing)
        });
        if left.is_ok() {
            self.states.insert(person, State::Idle);
        }
    }
}
