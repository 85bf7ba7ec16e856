//! People with filings of their own: they start, answer, hand in, come back, want to leave.

use uuid::Uuid;

use super::{APPLICANTS, Walk};
use crate::actions;
use crate::dialogue::{self, Input, Lead};
use crate::domain::answers::Kind;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, Status};
use crate::domain::form::asked::Asked;
use crate::domain::form::statements::statements;
use crate::domain::form::{self, journey};
use crate::domain::outgoing::PersonId;
use crate::domain::place::{Place, Service, ServiceKind};
use crate::domain::press::{Press, Verb, token};
use crate::domain::verification;

impl Walk {
    pub(super) fn applicant(&mut self) {
        let person = *self.random.of(&APPLICANTS).unwrap();
        if self.random.percent(4) {
            return self.afterwards(person);
        }
        if self.random.percent(1) {
            let from = self.states.get(&person).cloned().unwrap_or_default();
            let _ = self.attempt(|work| actions::ask::ask(work, person, &from, "怎么办？".to_owned()));
            return;
        }
        let own = self.open(|filing| filing.applicant == person);
        let state = self.states.get(&person).cloned().unwrap_or_default();
        let current = self.filing(state.filing()).filter(|filing| filing.is_with_applicant());
        if own.len() < 3 && self.random.percent(if own.is_empty() { 100 } else { 1 }) {
            return self.starts(person);
        }
        let Some(filing) = current.filter(|_| !self.random.percent(2)) else {
            return self.comes_back(person, &own);
        };
        let input = self.input(person, &state, &filing);
        self.turn(person, &state, input, &filing);
    }

    fn starts(&mut self, person: PersonId) {
        // The form offers one website for now; more are in the data.
        let services: &[ServiceKind] = match self.random.below(3) {
            0 => &[ServiceKind::Site],
            1 => &[ServiceKind::Site, ServiceKind::Site, ServiceKind::App],
            _ => &[ServiceKind::Site, ServiceKind::App],
        };
        let begun = self.attempt(|work| {
            let mut filing = actions::start::start(work, person)?;
            filing.services = std::iter::zip(1.., services)
                .map(|(no, kind)| Service { no, kind: *kind })
                .collect();
            work.filings.put(filing.id, filing.clone());
            Ok(filing)
        });
        if let Ok(filing) = begun {
            self.present(person, &filing);
        }
    }

    /// Goes on with one of their filings, or wants to leave it.
    fn comes_back(&mut self, person: PersonId, own: &[Filing]) {
        // Few get so far as to the curtain's photo.
        let at_curtain = own.iter().find(|filing| filing.is_at_curtain());
        let at_curtain = at_curtain.filter(|_| self.random.percent(60)).cloned();
        let Some(filing) = at_curtain.or_else(|| self.random.of(own).cloned()) else {
            return;
        };
        if filing.status == Status::CurtainPhoto && self.random.percent(40) {
            let is_there = self.random.percent(50);
            let _ = self.attempt(|work| {
                let filing = actions::filing(work, filing.id)?;
                match is_there {
                    true => actions::curtain::arrived(work, filing),
                    false => actions::curtain::not_arrived(work, filing),
                }
            });
            return;
        }
        if filing.is_with_applicant() && self.random.percent(90) {
            return self.present(person, &filing);
        }
        if matches!(filing.status, Status::Sms | Status::Ready) && self.random.percent(60) {
            return self.verifies(&filing);
        }
        let state = self.states.get(&person).cloned().unwrap_or_default();
        let press = match state {
            State::Leaving { filing: id, version } if id == filing.id => {
                let verb = if self.random.percent(20) {
                    Verb::Leave
                } else {
                    Verb::Stay
                };
                Press::of(verb, filing.id, version)
            }
            _ => Press::of(Verb::Leave, filing.id, filing.version).with("ask"),
        };
        self.turn(person, &state, Input::Press(press), &filing);
    }

    /// Tells when a granted site opened, or that the public-security filing is done: rightly or not.
    fn afterwards(&mut self, person: PersonId) {
        let all = self.work.filings.iter().map(|(_, filing)| filing);
        let mut granted: Vec<_> = all
            .filter(|filing| filing.applicant == person && filing.status == Status::Granted)
            .cloned()
            .collect();
        granted.sort_by_key(|filing| filing.id);
        let Some(filing) = self.random.of(&granted).cloned() else {
            return;
        };
        let days = ["今天", "昨天", "2199-01-01", "1999-01-01", "没有", "明天"];
        let day = *self.random.of(&days).unwrap();
        let count = filing.services.len() - usize::from(self.random.percent(10));
        let numbers = vec!["32010002010001"; count].join(",");
        let is_day = self.random.percent(75);
        let _ = self.attempt(|work| {
            let filing = actions::filing(work, filing.id)?;
            match is_day {
                true => actions::afterwards::opened(work, filing, day),
                false => actions::afterwards::public_security(work, filing, &numbers),
            }
        });
    }

    /// Reports who has verified, or does not want it handed over again by itself.
    fn verifies(&mut self, filing: &Filing) {
        let id = filing.id;
        let open = verification::verifiers(filing);
        let place = self.random.of(&open).map(|one| one.place);
        let objects = self.random.percent(30);
        let _ = self.attempt(|work| {
            let filing = actions::filing(work, id)?;
            match (filing.status, place) {
                (Status::Sms, Some(place)) => actions::sms::report(work, filing, place).map(drop),
                (Status::Ready, _) if objects => actions::sms::object(work, filing).map(drop),
                _ => Ok(()),
            }
        });
    }

    pub(super) fn present(&mut self, person: PersonId, filing: &Filing) {
        let (state, _) = dialogue::present(filing, self.work.today(), Lead::Nothing);
        self.states.insert(person, state);
    }

    /// What they do: mostly what makes sense.
    fn input(&mut self, person: PersonId, state: &State, filing: &Filing) -> Input {
        let press = match state {
            State::Answering {
                place, field, version, ..
            } => {
                let asked = place.parse::<Place>().ok().zip(form::field(field));
                let Some((place, field)) = asked else {
                    return Input::Back;
                };
                let asked = Asked { place, field };
                if self.random.percent(80) {
                    return self.answer(filing, asked, *version);
                }
                let verbs = [
                    Verb::Hint,
                    Verb::Skip,
                    Verb::Back,
                    Verb::TicksDone,
                    Verb::Tick,
                    Verb::Choose,
                    Verb::Take,
                ];
                Press::of(*self.random.of(&verbs).unwrap(), filing.id, *version).at(place, field.id)
            }
            State::TypeResult { version, .. } if self.random.percent(80) => {
                Press::of(Verb::ConfirmKind, filing.id, *version)
            }
            State::Summary { .. } | State::Replying { .. }
                if filing.sent_back_whole().is_some() && self.random.percent(40) =>
            {
                let said = [
                    "商标证书已经寄给您了",
                    "the trademark certificate is on its way",
                    "没错",
                ];
                return Input::Text {
                    text: (*self.random.of(&said).unwrap()).to_owned(),
                    named: Vec::new(),
                };
            }
            State::Summary { version, .. } if self.random.percent(60) => Press::of(Verb::Submit, filing.id, *version),
            State::Summary { version, .. } if self.random.percent(20) => {
                Press::of(Verb::Section, filing.id, *version).with(self.random.below(9).to_string())
            }
            State::Leaving { version, .. } => {
                let verb = if self.random.percent(20) {
                    Verb::Leave
                } else {
                    Verb::Stay
                };
                Press::of(verb, filing.id, *version)
            }
            _ => match self.random.below(10) {
                0 => return Input::NotText,
                1 => return Input::Back,
                2 => return Input::Skip,
                3 => {
                    return Input::Text {
                        text: "谢谢".to_owned(),
                        named: Vec::new(),
                    };
                }
                4 if self.random.percent(50) => {
                    let payload = *self
                        .random
                        .of(&[dialogue::explain::ASK, dialogue::explain::TAKE_BACK])
                        .unwrap();
                    Press::of(Verb::Explain, filing.id, filing.version).with(payload)
                }
                4 => Press::of(Verb::Leave, filing.id, filing.version).with("ask"),
                // A button of some earlier step, perhaps of another filing.
                5 | 6 => match self.random.of(&self.buttons).cloned() {
                    Some((whose, press)) if whose == person => press,
                    _ => return Input::Skip,
                },
                _ => {
                    let asked = self.random.of(&journey::applicable(filing)).copied();
                    let Some(asked) = asked else { return Input::Skip };
                    let kept = filing.kept(asked.place, asked.field.id);
                    let version = kept.map_or(0, |kept| kept.version);
                    Press::of(Verb::Change, filing.id, version).at(asked.place, asked.field.id)
                }
            },
        };
        if self.buttons.len() < 50 {
            self.buttons.push((person, press.clone()));
        }
        Input::Press(press)
    }

    fn answer(&mut self, filing: &Filing, asked: Asked, version: i64) -> Input {
        let press = |verb| Press::of(verb, filing.id, version).at(asked.place, asked.field.id);
        let offered = dialogue::offered(filing, asked);
        let offers = dialogue::offers(filing, asked, self.work.today());
        match self.random.below(20) {
            0 => Input::NotText,
            1 => Input::Back,
            2 => Input::Skip,
            3 => {
                let text = self.random.of(&form::samples::odd()).cloned().unwrap();
                Input::Text {
                    text,
                    named: Vec::new(),
                }
            }
            4..8 if !offers.is_empty() => {
                let offer = self.random.of(&offers).unwrap();
                Input::Press(press(Verb::Take).with(token(&offer.show())))
            }
            4..6 if !offered.is_empty() => {
                let verb = if matches!(asked.field.kind, Kind::Choices(_)) {
                    Verb::Tick
                } else {
                    Verb::Choose
                };
                let id = *self.random.of(&offered).unwrap();
                Input::Press(press(verb).with(token(id)))
            }
            // Else hardly anybody would.
            6..13 if asked.field.id == "identity_check" => Input::Press(press(Verb::Choose).with(token("curtain"))),
            _ if asked.field.kind.pages().is_some() => Input::Picture(Uuid::from_u128(self.step.into())),
            // The samples are an organisation's: people file too.
            _ if asked.field.id == "nature" && self.random.percent(30) => {
                Input::Press(press(Verb::Choose).with(token("individual")))
            }
            // What the checks of the data refuse outright: an individual's pledge without a word of the site.
            _ if asked.field.id == "site_remark" && self.random.percent(30) => Input::Text {
                text: statements().individual_site.clone(),
                named: Vec::new(),
            },
            _ => {
                let text = form::samples::text(filing, &asked);
                let named: Vec<_> = match asked.field.kind {
                    Kind::YesNo if self.random.percent(5) => vec!["yes".to_owned()],
                    Kind::YesNo => vec![if text == "是" { "yes" } else { "no" }.to_owned()],
                    _ if offered.contains(&text.as_str()) => vec![text.clone()],
                    _ => Vec::new(),
                };
                Input::Text { text, named }
            }
        }
    }
}
