//! Drafts for tests: `draft().enterprise().site("example.com").done()`.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::domain::answers::Answer;
use crate::domain::filing::{ANY_FIELD, AskedFor, FieldId, Filing, FilingKind, Rejection, Status};
use crate::domain::form::asked::Asked;
use crate::domain::form::journey::{self, Next};
use crate::domain::form::sections::material;
use crate::domain::form::{self, samples};
use crate::domain::place::{Place, Platform, Service, ServiceKind};

/// The day on which the tests of the rules are: 2026-03-02.
pub fn today() -> NaiveDate {
    now().date_naive()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_413_200, 0).expect("an instant")
}

/// A draft without any service and any answer.
pub fn draft() -> Draft {
    let mut filing = Filing::new(Uuid::from_u128(1), Uuid::from_u128(2), 5, now());
    filing.services.clear();
    Draft { filing }
}

pub struct Draft {
    filing: Filing,
}

impl Draft {
    pub fn enterprise(self) -> Self {
        self.answer(Place::Subject, "region", "江苏")
            .answer(Place::Subject, "nature", "企业")
            .answer(Place::Subject, "certificate_type", "营业执照")
    }

    pub fn individual(self) -> Self {
        self.answer(Place::Subject, "region", "江苏")
            .answer(Place::Subject, "nature", "个人")
            .answer(Place::Subject, "certificate_type", "居民身份证")
    }

    /// One more website.
    pub fn site(self, domain: &str) -> Self {
        let (draft, place) = self.service(ServiceKind::Site);
        draft.answer(place, "domain", domain)
    }

    /// One more APP.
    pub fn app(self, name: &str, platforms: &[Platform]) -> Self {
        let (draft, place) = self.service(ServiceKind::App);
        let platforms: Vec<_> = platforms.iter().map(|platform| platform.as_str()).collect();
        draft
            .answer(place, "app_name", name)
            .answer(place, "app_platforms", &platforms.join(","))
    }

    fn service(mut self, kind: ServiceKind) -> (Self, Place) {
        let no = u8::try_from(self.filing.services.len() + 1).expect("few services");
        let service = Service { no, kind };
        self.filing.services.push(service);
        (self, service.place())
    }

    /// An answer as it would be typed.
    pub fn answer(mut self, place: Place, id: &str, text: &str) -> Self {
        let field = form::field(id).unwrap_or_else(|| panic!("there is no field {id}"));
        let context = self.filing.view(place).context(field, today());
        let parsed = field.kind.parse(text, &context);
        let parsed = parsed.unwrap_or_else(|error| panic!("{id} does not take {text}: {error}"));
        self.filing.keep(place, field.id, parsed.answer, false, now());
        self
    }

    /// Pictures, as they are kept.
    pub fn pictures(mut self, place: Place, id: FieldId, pictures: Answer) -> Self {
        self.filing.keep(place, id, pictures, false, now());
        self
    }

    /// A reviewer has asked for this besides the form, and waits for it.
    pub fn asked_for(mut self, what: &str, why: &str) -> Self {
        let slot = self.filing.free_slot().expect("a free slot");
        self.filing.asked_for.push(AskedFor {
            slot,
            what: what.to_owned(),
            by: 7,
            at: now(),
            until: None,
        });
        let field = material::field_of(slot).expect("a slot's field");
        self.sent_back_because(&[(Place::Subject, field.id)], why)
    }

    /// An answer about which there was a doubt that nobody has settled.
    pub fn doubted(mut self, place: Place, id: &str, text: &str) -> Self {
        self = self.answer(place, id, text);
        for (key, kept) in &mut self.filing.answers {
            kept.doubted |= *key == (place, id);
        }
        self
    }

    /// The type check is confirmed.
    pub fn of(mut self, kind: FilingKind) -> Self {
        self.filing.kind = Some(kind);
        self
    }

    /// Everything that is asked is answered, and the type check is confirmed.
    pub fn complete(mut self) -> Self {
        // More than any form asks.
        for _ in 0..500 {
            match journey::next(&self.filing, today()) {
                Next::Question(Asked { place, field }) => {
                    self = match samples::picture(&Asked { place, field }) {
                        Some(picture) => self.pictures(place, field.id, picture),
                        None => {
                            let text = samples::text(&self.filing, &Asked { place, field });
                            self.answer(place, field.id, &text)
                        }
                    };
                }
                Next::TypeResult => self = self.of(FilingKind::FirstFiling),
                Next::Summary => return self,
            }
        }
        panic!(
            "the form has no end: {:?} is asked again",
            journey::next(&self.filing, today())
        );
    }

    /// It was handed in, and these fields were sent back.
    pub fn sent_back(self, fields: &[(Place, FieldId)]) -> Self {
        self.sent_back_because(fields, "请改")
    }

    fn sent_back_because(mut self, fields: &[(Place, FieldId)], why: &str) -> Self {
        self.filing.status = Status::Rejected;
        self.filing.round += 1;
        for (place, field) in fields {
            self.filing.rejections.push(Rejection {
                round: self.filing.round,
                place: *place,
                field,
                answer_version: self.filing.version,
                reason: None,
                words: Some(why.to_owned()),
                reply: None,
                was: None,
                by: 7,
                sent_at: Some(now()),
                created_at: now(),
            });
        }
        self.filing.raise(now());
        self
    }

    /// The whole was sent back with words, no field in particular.
    pub fn sent_back_whole(self) -> Self {
        self.sent_back(&[(Place::Subject, ANY_FIELD)])
    }

    pub fn done(self) -> Filing {
        self.filing
    }
}
