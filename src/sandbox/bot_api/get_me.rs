//! `getMe`: who the bot is.

use serde_json::json;

use super::Call;
use super::error::ApiResult;

pub async fn get_me(call: Call) -> ApiResult {
    let mut me = call.shared.act(|state| state.user(call.bot)).await?;
    me["can_join_groups"] = json!(true);
    for cannot in [
        "can_read_all_group_messages",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
    ] {
        me[cannot] = json!(false);
    }
    Ok(me)
}
