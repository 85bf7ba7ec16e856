//! The words of a refusal.

use super::talk::Talk;
use crate::actions::{Refusal, reject};
use crate::domain::conversation::ChatKind;
use crate::domain::filing::Filing;
use crate::domain::form::sections::IDENTITY;
use crate::domain::form::{self, Field, Section, journey};
use crate::domain::options;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::verification;
use crate::prompts::Fault;
use crate::prompts::shown::{FieldName, Html, Refused};

/// The filing that the commands' usage lines name.
const EXAMPLE_NUMBER: &str = "1001";

impl Talk<'_> {
    /// The words of a refusal. `filing` gives it the domain it may speak of.
    pub fn refusal_text(&self, refusal: &Refusal, filing: Option<&Filing>) -> Result<String, Fault> {
        self.text(&self.refused(refusal, filing)?)
    }

    fn refused(&self, refusal: &Refusal, filing: Option<&Filing>) -> Result<Refused, Fault> {
        let words = &self.words;
        let name = |person: &PersonId| -> String {
            self.work
                .people
                .get(person)
                .map_or_else(|| person.to_string(), |person| person.name.clone())
        };
        let domain = || {
            let service = filing?.services.first()?;
            filing?
                .view(service.place())
                .value("domain")
                .map(|domain| domain.show())
        };
        let bare = Refused {
            code: refusal.code(),
            ..Refused::default()
        };
        let of_number = |number: &dyn ToString| Refused {
            number: Some(number.to_string()),
            ..bare.clone()
        };
        Ok(match refusal {
            Refusal::UnknownFiling(number) => Refused {
                number: self.repeated(number),
                ..bare
            },
            Refusal::AlreadyClaimed { number, by } => Refused {
                name: Some(name(by)),
                ..of_number(number)
            },
            Refusal::NothingToUndo { number }
            | Refusal::UnknownQuestion(number)
            | Refusal::OwnQuestion { number }
            | Refusal::AnsweredAlready { number }
            | Refusal::NotClaimed { number }
            | Refusal::SameNumbers { number }
            | Refusal::NothingPicked { number }
            | Refusal::OwnFiling { number } => of_number(number),
            Refusal::WrongStatus {
                number,
                status,
                action,
                possible,
            } => {
                let possible = possible.iter().map(|action| words.label("act", action.as_str()));
                Refused {
                    status: Some(words.label("status", status.as_str())?),
                    action: Some(words.label("act", action)?),
                    possible: possible.collect::<Result<_, _>>()?,
                    ..of_number(number)
                }
            }
            Refusal::OpeningUnread { number } | Refusal::OpeningTooFar { number } => Refused {
                wanted: Some(words.day(self.work.today())),
                ..of_number(number)
            },
            Refusal::OpeningBeforeGrant { number, granted } => Refused {
                found: Some(words.day(*granted)),
                ..of_number(number)
            },
            Refusal::BadPublicSecurity { number, why } => Refused {
                kind: Some((*why).to_owned()),
                ..of_number(number)
            },
            Refusal::BadParcel {
                number,
                why,
                characters,
            } => {
                let carriers = options::carriers().iter();
                let carriers = carriers.map(|carrier| words.data("carriers", &carrier.id));
                Refused {
                    kind: Some((*why).to_owned()),
                    text: characters.as_ref().and_then(|text| self.repeated(text)),
                    possible: carriers.collect::<Result<_, _>>()?,
                    // A draft has none.
                    number: Some(number.to_string()).filter(|_| *number != 0),
                    ..bare
                }
            }
            Refusal::BadWantedDay { number, why, latest } => Refused {
                kind: Some((*why).to_owned()),
                wanted: Some(words.day(*latest)),
                ..of_number(number)
            },
            Refusal::BadMaterial { number, text, why } => Refused {
                kind: Some((*why).to_owned()),
                text: self.repeated(text),
                ..of_number(number)
            },
            Refusal::NeedNotVerify { number, text, filing } => {
                let filing = self.work.filings.get(filing).filter(|_| self.kind != ChatKind::Group);
                let verifiers = filing.map(verification::verifiers).unwrap_or_default();
                Refused {
                    text: self.repeated(text),
                    possible: verifiers.into_iter().filter_map(|verifier| verifier.name).collect(),
                    ..of_number(number)
                }
            }
            Refusal::UnknownField { text, filing } => {
                let named = |id: &'static str| -> Result<_, Fault> {
                    let label = words.field(id)?;
                    Ok(FieldName {
                        id: id.to_owned(),
                        label,
                    })
                };
                let filing = self.work.filings.get(filing);
                let has = |level| filing.is_none_or(|filing| !filing.places(level).is_empty());
                // Documents, material and what goes with a curtain only where this filing is asked for them.
                let asked: Vec<_> = filing.map(journey::applicable).unwrap_or_default();
                let is_asked = |field: &Field| asked.iter().any(|asked| asked.field == field);
                let is_added =
                    |section: &Section| section.id == IDENTITY.id || form::added().any(|added| added.id == section.id);
                let concerns = |field: &Field| filing.is_none_or(|filing| reject::concerns(filing, field));
                let fields = form::all().iter().filter(|(section, field)| {
                    has(section.level) && (!is_added(section) || is_asked(field)) && concerns(field)
                });
                let fields = fields.map(|(_, field)| named(field.id));
                Refused {
                    text: self.repeated(text),
                    fields: fields.collect::<Result<_, _>>()?,
                    ..bare
                }
            }
            Refusal::WhichPlace { filing, field, places } => {
                let filing = self.work.filings.get(filing);
                let named = |place: &Place| -> Result<_, Fault> {
                    let label = match filing {
                        Some(filing) => words.field_at(filing, *place, field)?,
                        None => words.field(field)?,
                    };
                    Ok(FieldName {
                        id: format!("{field}@{place}"),
                        label,
                    })
                };
                Refused {
                    field: Some(words.field(field)?),
                    fields: places.iter().map(named).collect::<Result<_, _>>()?,
                    ..bare
                }
            }
            Refusal::MissingReason { field } => Refused {
                field: Some(words.field(field)?),
                ..bare
            },
            Refusal::MissingArgument { command, number } => {
                let usage = words.usage(command)?;
                // The example's number is somebody else's filing.
                let usage = match number {
                    Some(number) => usage.replace(EXAMPLE_NUMBER, &number.to_string()),
                    None => usage,
                };
                Refused {
                    usage: Some(Html(usage)),
                    ..bare
                }
            }
            Refusal::OtherProvince {
                number,
                icp_number,
                found,
                wanted,
            } => {
                let found = found.as_ref().map(|region| words.data("regions", region));
                Refused {
                    icp_number: Some(icp_number.clone()),
                    found: found.transpose()?,
                    wanted: Some(words.data("regions", wanted)?),
                    ..of_number(number)
                }
            }
            Refusal::NumberTaken { number, icp_number } => Refused {
                icp_number: Some(icp_number.clone()),
                ..of_number(number)
            },
            Refusal::CannotWithdraw { number, status } => Refused {
                status: Some(words.label("status", status.as_str())?),
                ..of_number(number)
            },
            Refusal::BadGrantNumber {
                number,
                wanted,
                text,
                subject,
            } => Refused {
                text: text.as_ref().and_then(|text| self.repeated(text)),
                sites: *wanted,
                subject_alone: subject.is_some(),
                icp_number: subject.clone(),
                ..of_number(number)
            },
            Refusal::AlreadyFiledHere { icp_number } => Refused {
                domain: domain(),
                ..of_number(icp_number)
            },
            Refusal::DomainConflict => Refused {
                domain: domain(),
                ..bare
            },
            Refusal::DeleteBlocked { number } => of_number(number),
            Refusal::UnknownPerson(person) => Refused {
                text: self.told_id(*person).map(|id| id.to_string()),
                ..bare
            },
            _ => bare,
        })
    }
}
