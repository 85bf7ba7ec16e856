//! Numbers of certificates, each by the rule of its type (`src/domain/data/certificates.toml`).

use super::{Context, Malformed, Warning, credit_code, id_number, normalise, old_licence, organisation_code, pick};
use crate::domain::certificates::{self, Certificate, Check};
use crate::domain::characters;

value! {
    /// The number as it is filed: upper case, without blanks; hyphens only inside organisation codes.
    CertificateNumber, |text: &str| LENGTHS.contains(&text.chars().count()) && !text.chars().any(normalise::is_blank)
}

impl CertificateNumber {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    /// The first three and the last four characters; of a short one the last two.
    pub fn masked(&self) -> String {
        let count = self.0.chars().count();
        let (first, last) = if count >= 12 { (3, 4) } else { (0, 2) };
        let hidden = count.saturating_sub(first + last);
        self.0
            .chars()
            .enumerate()
            .map(|(i, c)| if (first..first + hidden).contains(&i) { '*' } else { c })
            .collect()
    }

    /// What the Ministry's SMS check asks for.
    pub fn last_six(&self) -> String {
        self.0.chars().skip(self.0.chars().count().saturating_sub(6)).collect()
    }
}

/// The lengths of every number there is.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=40;

type Found = Result<(CertificateNumber, Vec<Warning>), Malformed>;

pub(super) fn parse(text: &str, context: &Context) -> Found {
    let number = normalise::settled(text, |text| {
        let compact = normalise::compact(&normalise::value(text).to_uppercase());
        normalise::without_label(&compact).to_owned()
    });
    if number.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    let refused = match judge(number, context) {
        Err(refused) => refused,
        kept => return kept,
    };
    // The number may stand in a sentence, and letters in it may be another alphabet's.
    let number = characters::without_look_alikes(&normalise::value(text).to_uppercase());
    match pick::only(&number, pick::numbers(&number), |number| judge(number, context)) {
        Some(judged) => judged,
        None if number.contains('.')
            || number.chars().any(char::is_alphabetic) && !number.chars().any(|c| c.is_ascii_digit()) =>
        {
            Err(Malformed::new("certificate_number_none"))
        }
        None => {
            let several = pick::numbers(&number);
            // What is wrong with the longest of them: not with the sentence.
            let longest = several
                .iter()
                .filter(|_| several.len() > 1)
                .max_by_key(|number| number.len());
            match longest {
                Some(longest) => judge(longest.clone(), context).and(Err(refused)),
                None => Err(refused),
            }
        }
    }
}

fn judge(number: String, context: &Context) -> Found {
    let certificate = context.certificate_type.as_deref().and_then(certificates::certificate);
    let Some(certificate) = certificate else {
        return keep(number, Vec::new());
    };
    match certificate.check {
        Some(Check::Gb11643) => citizen(number, certificate, context),
        Some(Check::Gb32100) => credit(number, certificate, context),
        Some(Check::Gb11714) => organisation(number),
        Some(Check::ForeignPermanentResident) => permanent_resident(number, certificate, context),
        Some(Check::Iso7064Mod11_10) | None => by_form(number, certificate, context),
    }
}

/// An ID card, or a residence permit, which has the same number but for its beginning.
fn citizen(number: String, certificate: &Certificate, context: &Context) -> Found {
    use id_number::Fault;
    if credit_code::fault(&number).is_none() && number.chars().any(|c| c.is_ascii_uppercase() && c != 'X') {
        return Err(Malformed::new("id_card_is_credit_code"));
    }
    let code = match id_number::fault(&number, context.today) {
        None if certificate.id == "id_card" && is_residence_permit(&number) => {
            let warning = Warning::new("certificate_number_of_other").with("other", residence_permit(&number));
            return keep(number, vec![warning]);
        }
        None if certificate.fits(&number) => return keep(number, Vec::new()),
        None if certificate.id == "hk_macao_residence_permit" => "hk_macao_residence_permit_form",
        None => "taiwan_residence_permit_form",
        Some(Fault::Length) => {
            return Err(Malformed::new("id_card_length").with("count", number.chars().count()));
        }
        Some(Fault::Old) => "id_card_old",
        Some(Fault::Characters) => {
            let wanted = |c: char| c.is_ascii_digit() || c == 'X';
            return Err(Malformed::new("id_card_characters").with("characters", normalise::unwanted(&number, wanted)));
        }
        Some(Fault::Province) => "id_card_province",
        Some(Fault::BirthDate) => "id_card_birth_date",
        Some(Fault::Checksum) if context.insists => {
            return keep(number, vec![Warning::new("certificate_number_checksum")]);
        }
        Some(Fault::Checksum) => return Err(Malformed::new("id_card_checksum").insistable()),
    };
    Err(of_other(&number, certificate, context).unwrap_or_else(|| Malformed::new(code)))
}

/// 81, 82 and 83 begin the numbers of residence permits (of Hong Kong's, Macao's and Taiwan's residents), and of no ID card.
fn is_residence_permit(number: &str) -> bool {
    matches!(number.get(..2), Some("81" | "82" | "83"))
}

fn residence_permit(number: &str) -> &'static str {
    if number.starts_with("83") {
        "taiwan_residence_permit"
    } else {
        "hk_macao_residence_permit"
    }
}

/// The number has the form of another certificate that is offered here: which one, so that it can be chosen instead.
fn of_other(number: &str, certificate: &Certificate, context: &Context) -> Option<Malformed> {
    // What may stand beside this one: the certificates of a person, or of the nature that files with it.
    let offered = if context.person {
        certificates::person_certificate_types()
    } else {
        let of_natures = certificates::natures().iter();
        let mut of_natures = of_natures.map(|nature| certificates::certificate_types(&nature.id));
        let files_with = |types: &Vec<&Certificate>| types.iter().any(|of| of.id == certificate.id);
        of_natures.find(files_with).unwrap_or_default()
    };
    let is_meant = |other: &&&'static Certificate| {
        if other.id == certificate.id || !other.fits(number) {
            return false;
        }
        match other.check {
            Some(Check::Gb11643) if other.id == "id_card" => {
                !is_residence_permit(number) && id_number::fault(number, context.today).is_none()
            }
            Some(Check::Gb11643) => id_number::fault(number, context.today).is_none(),
            Some(Check::Gb32100) => credit_code::fault(number).is_none(),
            Some(Check::Gb11714) => organisation_code::fault(number).is_none(),
            Some(Check::ForeignPermanentResident) => {
                let of_province = number.get(1..3).is_some_and(id_number::is_province);
                number.len() == 15 || of_province && id_number::birth_date_and_checksum(number, context.today).is_none()
            }
            // A passport's form is nearly any number's.
            _ => other.id != "passport" && !other.doubtful,
        }
    };
    let mut meant = offered.iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(other), None) => Some(
            Malformed::new("certificate_number_is_other")
                .with("certificate", &certificate.id)
                .with("other", &other.id),
        ),
        _ => None,
    }
}

fn credit(number: String, certificate: &Certificate, context: &Context) -> Found {
    use credit_code::Fault;
    let old = number.chars().count() != 18 || !number.chars().all(credit_code::is_used);
    if old && certificate.fits_old(&number) {
        let wrong = certificate.old_check == Some(Check::Iso7064Mod11_10) && !old_licence::is_right(&number);
        let mut warnings = vec![Warning::new("certificate_number_old")];
        if wrong {
            warnings.push(Warning::new("certificate_number_old_checksum"));
        }
        return keep(number, warnings);
    }
    let fault = credit_code::fault(&number);
    if fault.is_some() && id_number::fault(&number, None).is_none() {
        return Err(Malformed::new("credit_code_is_id_card"));
    }
    if certificate.doubtful && matches!(fault, Some(Fault::Length | Fault::Characters)) {
        return keep(number, vec![unusual(certificate)]);
    }
    match fault {
        Some(Fault::Length) => {
            return Err(Malformed::new("credit_code_length").with("count", number.chars().count()));
        }
        Some(Fault::Characters) => {
            return Err(Malformed::new("credit_code_characters")
                .with("characters", normalise::unwanted(&number, credit_code::is_used)));
        }
        Some(Fault::Checksum) | None => {}
    }
    let mut warnings = Vec::new();
    if !certificate.fits(&number) {
        let prefix = number.get(..2).unwrap_or_default();
        if certificate.doubtful {
            warnings.push(unusual(certificate));
        } else if let Some(other) = of_prefix(prefix) {
            return Err(Malformed::new("credit_code_other_kind")
                .with("prefix", prefix)
                .with("other", &other.id)
                .with("expected", certificate.prefixes.join(" / ")));
        } else if context.insists && fault.is_none() {
            warnings.push(unusual(certificate));
        } else {
            // Departments give kinds that our list does not have.
            return Err(Malformed::new("credit_code_prefix")
                .with("prefix", prefix)
                .insistable_if(fault.is_none()));
        }
    }
    if fault == Some(Fault::Checksum) {
        // Xiamen's licences before 2016 bear such codes.
        if !context.insists {
            return Err(Malformed::new("credit_code_checksum").insistable());
        }
        warnings.push(Warning::new("certificate_number_checksum"));
    }
    if fault.is_none() && id_number::fault(&number, None).is_none() {
        warnings.push(Warning::new("credit_code_like_id_card"));
    }
    if !credit_code::body_code_fits(&number) {
        warnings.push(Warning::new("credit_code_body_code"));
    }
    keep(number, warnings)
}

fn organisation(number: String) -> Found {
    use organisation_code::Fault;
    let code = match organisation_code::fault(&number) {
        None => return keep(organisation_code::with_hyphen(&number), Vec::new()),
        Some(Fault::Length) if credit_code::fault(&number).is_none() => "organisation_code_is_credit_code",
        Some(Fault::Length) => "organisation_code_length",
        Some(Fault::Characters) => "organisation_code_characters",
        Some(Fault::Checksum) => "organisation_code_checksum",
    };
    Err(Malformed::new(code))
}

fn permanent_resident(number: String, certificate: &Certificate, context: &Context) -> Found {
    if !certificate.fits(&number) {
        let form = || Malformed::new("foreign_permanent_resident_card_form");
        return Err(of_other(&number, certificate, context).unwrap_or_else(form));
    }
    let new = number.starts_with('9');
    // GA 2102-2023: the second and third characters are a province.
    let faulty = new
        && (id_number::birth_date_and_checksum(&number, context.today).is_some()
            || !number.get(1..3).is_some_and(id_number::is_province));
    let warning = faulty.then(|| Warning::new("foreign_permanent_resident_card_checksum"));
    keep(number, warning.into_iter().collect())
}

fn by_form(number: String, certificate: &Certificate, context: &Context) -> Found {
    // Its form alone would let an ID card pass for a passport: the type was changed and the number was not.
    let is_id_card = certificate.id == "passport" && id_number::fault(&number, context.today).is_none();
    if certificate.fits(&number) && !is_id_card {
        return keep(number, Vec::new());
    }
    if certificate.doubtful {
        return keep(number, vec![unusual(certificate)]);
    }
    if let Some(other) = of_other(&number, certificate, context) {
        return Err(other);
    }
    Err(match certificate.id.as_str() {
        "passport" => Malformed::new("passport_form"),
        "taiwan_permit" => Malformed::new("taiwan_permit_form"),
        "hk_macao_permit" => Malformed::new("hk_macao_permit_form"),
        _ => Malformed::new("certificate_number_length"),
    })
}

/// The certificate that codes with this beginning usually stand on.
fn of_prefix(prefix: &str) -> Option<&'static Certificate> {
    let usual = |certificate: &&Certificate| certificate.prefixes.iter().any(|of| of == prefix);
    certificates::all().iter().find(usual)
}

fn unusual(certificate: &Certificate) -> Warning {
    Warning::new("certificate_number_unusual").with("certificate", &certificate.id)
}

fn keep(number: String, warnings: Vec<Warning>) -> Found {
    if !LENGTHS.contains(&number.chars().count()) {
        return Err(Malformed::new("certificate_number_length"));
    }
    if !number.chars().any(char::is_alphanumeric) {
        return Err(Malformed::new("certificate_number_characters"));
    }
    Ok((CertificateNumber(number), warnings))
}

#[cfg(test)]
mod tests;
