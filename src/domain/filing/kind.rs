//! The kinds of filing (备案类型).

use serde::{Deserialize, Serialize};

/// What kind of filing it is (备案类型): found out by the type check, not chosen. The guide's section 验证备案类型.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

named!(FilingKind {
    FirstFiling = "first_filing",
    NewServiceElsewhere = "new_service_elsewhere",
    NewServiceHere = "new_service_here",
    NewAccessElsewhere = "new_access_elsewhere",
    NewAccessHere = "new_access_here",
});
