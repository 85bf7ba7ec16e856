//! The kinds of filing (备案类型).

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// What kind of filing it is (备案类型): found out by the type check, not chosen. The guide's section 验证备案类型.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FilingKind {
    /// 新增备案: neither subject nor domain has been filed.
    FirstFiling,
    /// 新增网站/APP, the subject is filed with another provider.
    NewServiceElsewhere,
    /// 新增网站/APP, the subject is filed here.
    NewServiceHere,
    /// 新增接入, the subject is filed with another provider.
    NewAccessElsewhere,
    /// 新增接入, the subject is filed here.
    NewAccessHere,
}

impl FilingKind {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
