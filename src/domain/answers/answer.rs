//! An answer that passed its parser.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Address, CertificateNumber, DomainName, FileId, HomePage, IpAddress, Landline, Mobile, OrganiserName, PackageName,
    ParcelNumber, PersonName, PreApprovalNumber, SiteName, Text, landline, picture, several,
};

/// An answer that passed its parser; each variant holds a type that can only hold a good value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Answer {
    Text(Text),
    OrganiserName(OrganiserName),
    PersonName(PersonName),
    Address(Address),
    Mobile(Mobile),
    Landline(Landline),
    CertificateNumber(CertificateNumber),
    Domain(DomainName),
    HomePage(HomePage),
    IpAddress(IpAddress),
    SiteName(SiteName),
    PreApprovalNumber(PreApprovalNumber),
    Domains(Vec<DomainName>),
    IpAddresses(Vec<IpAddress>),
    PackageName(PackageName),
    ParcelNumber(ParcelNumber),
    /// Which files they are; never what they show.
    Pictures(Vec<FileId>),
    YesNo(bool),
    Choice(String),
    Choices(Vec<String>),
    Skipped,
}

impl From<landline::Line> for Answer {
    fn from(line: landline::Line) -> Self {
        match line {
            landline::Line::Fixed(landline) => Self::Landline(landline),
            landline::Line::Mobile(mobile) => Self::Mobile(mobile),
        }
    }
}

impl Answer {
    /// The full text, for its owner and the reviewer: `139 1234 5678`, a domain in Unicode. Of a choice the ids: their labels
    /// are in the prompts.
    pub fn show(&self) -> String {
        match self {
            Self::Text(value) => value.show(),
            Self::OrganiserName(value) => value.show(),
            Self::PersonName(value) => value.show(),
            Self::Address(value) => value.show(),
            Self::Mobile(value) => value.show(),
            Self::Landline(value) => value.show(),
            Self::CertificateNumber(value) => value.show(),
            Self::Domain(value) => value.show(),
            Self::HomePage(value) => value.show(),
            Self::IpAddress(value) => value.show(),
            Self::SiteName(value) => value.show(),
            Self::PreApprovalNumber(value) => value.show(),
            Self::Domains(values) => several::join(values.iter().map(DomainName::show)),
            Self::IpAddresses(values) => several::join(values.iter().map(IpAddress::show)),
            Self::PackageName(value) => value.show(),
            Self::ParcelNumber(value) => value.show(),
            Self::Pictures(files) => picture::show(files),
            Self::YesNo(_) | Self::Choice(_) | Self::Choices(_) | Self::Skipped => self.kept(),
        }
    }

    /// For logs and for eyes that need not see it all: `139****5678`, `陈**`.
    pub fn masked(&self) -> String {
        match self {
            Self::Text(value) => value.masked(),
            Self::OrganiserName(value) => value.masked(),
            Self::PersonName(value) => value.masked(),
            Self::Address(value) => value.masked(),
            Self::Mobile(value) => value.masked(),
            Self::Landline(value) => value.masked(),
            Self::CertificateNumber(value) => value.masked(),
            Self::Domain(value) => value.masked(),
            Self::HomePage(value) => value.masked(),
            Self::IpAddress(value) => value.masked(),
            Self::SiteName(value) => value.masked(),
            Self::PreApprovalNumber(value) => value.masked(),
            Self::Domains(values) => several::join(values.iter().map(DomainName::masked)),
            Self::IpAddresses(values) => several::join(values.iter().map(IpAddress::masked)),
            Self::PackageName(value) => value.masked(),
            Self::ParcelNumber(value) => value.masked(),
            Self::Pictures(files) => picture::show(files),
            Self::YesNo(_) | Self::Choice(_) | Self::Choices(_) | Self::Skipped => self.kept(),
        }
    }

    /// The ids of a choice or of several; none for every other kind.
    pub fn choice_ids(&self) -> Vec<&str> {
        match self {
            Self::Choice(id) => vec![id],
            Self::Choices(ids) => ids.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The canonical text for keyed look-up hashes, of what is looked up: certificate number, mobile, domain, names.
    pub fn lookup_text(&self) -> Option<String> {
        match self {
            Self::CertificateNumber(_)
            | Self::Mobile(_)
            | Self::Domain(_)
            | Self::OrganiserName(_)
            | Self::PersonName(_)
            | Self::SiteName(_) => Some(self.kept()),
            _ => None,
        }
    }

    /// The canonical text as it is kept: a domain in ASCII, a mobile without blanks, ids by comma, `yes` or `no`.
    pub fn kept(&self) -> String {
        match self {
            Self::Text(value) => value.as_str().to_owned(),
            Self::OrganiserName(value) => value.as_str().to_owned(),
            Self::PersonName(value) => value.as_str().to_owned(),
            Self::Address(value) => value.as_str().to_owned(),
            Self::Mobile(value) => value.as_str().to_owned(),
            Self::Landline(value) => value.as_str().to_owned(),
            Self::CertificateNumber(value) => value.as_str().to_owned(),
            Self::Domain(value) => value.as_str().to_owned(),
            Self::HomePage(value) => value.as_str().to_owned(),
            Self::IpAddress(value) => value.as_str().to_owned(),
            Self::SiteName(value) => value.as_str().to_owned(),
            Self::PreApprovalNumber(value) => value.as_str().to_owned(),
            Self::Domains(values) => several::join(values.iter().map(|value| value.as_str().to_owned())),
            Self::IpAddresses(values) => several::join(values.iter().map(|value| value.as_str().to_owned())),
            Self::PackageName(value) => value.as_str().to_owned(),
            Self::ParcelNumber(value) => value.as_str().to_owned(),
            Self::Pictures(files) => several::join(files.iter().map(FileId::to_string)),
            Self::YesNo(true) => "yes".to_owned(),
            Self::YesNo(false) => "no".to_owned(),
            Self::Choice(id) => id.clone(),
            Self::Choices(ids) => ids.join(","),
            Self::Skipped => String::new(),
        }
    }

    /// The files of pictures; none for every other kind.
    pub fn files(&self) -> &[FileId] {
        match self {
            Self::Pictures(files) => files,
            _ => &[],
        }
    }

    pub fn as_domain(&self) -> Option<&DomainName> {
        match self {
            Self::Domain(name) => Some(name),
            _ => None,
        }
    }

    pub fn as_yes_no(&self) -> Option<bool> {
        match self {
            Self::YesNo(yes) => Some(*yes),
            _ => None,
        }
    }

    pub fn is_skipped(&self) -> bool {
        matches!(self, Self::Skipped)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Text(_) => "Text",
            Self::OrganiserName(_) => "OrganiserName",
            Self::PersonName(_) => "PersonName",
            Self::Address(_) => "Address",
            Self::Mobile(_) => "Mobile",
            Self::Landline(_) => "Landline",
            Self::CertificateNumber(_) => "CertificateNumber",
            Self::Domain(_) => "Domain",
            Self::HomePage(_) => "HomePage",
            Self::IpAddress(_) => "IpAddress",
            Self::SiteName(_) => "SiteName",
            Self::PreApprovalNumber(_) => "PreApprovalNumber",
            Self::Domains(_) => "Domains",
            Self::IpAddresses(_) => "IpAddresses",
            Self::PackageName(_) => "PackageName",
            Self::ParcelNumber(_) => "ParcelNumber",
            Self::Pictures(_) => "Pictures",
            Self::YesNo(_) => "YesNo",
            Self::Choice(_) => "Choice",
            Self::Choices(_) => "Choices",
            Self::Skipped => return f.write_str("Skipped"),
        };
        write!(f, "{kind}({})", self.masked())
    }
}
