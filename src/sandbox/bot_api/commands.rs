//! `setMyCommands`, `getMyCommands`, `deleteMyCommands`: the menu, by scope and language.

use serde_json::{Value, json};

use super::Call;
use super::error::{ApiError, ApiResult};
use crate::sandbox::state::bots::{CommandSet, Scope};
use crate::sandbox::state::{Key, State};

const MOST_COMMANDS: usize = 100;

pub async fn set_my_commands(call: Call) -> ApiResult {
    let commands = call
        .params
        .json("commands")?
        .ok_or_else(|| ApiError::bad_request("parameter \"commands\" is required"))?;
    let commands = checked(&commands)?;
    change(&call, Some(commands)).await
}

pub async fn delete_my_commands(call: Call) -> ApiResult {
    change(&call, None).await
}

pub async fn get_my_commands(call: Call) -> ApiResult {
    let language = language(&call)?;
    call.shared
        .act(|state| {
            let scope = scope(&call, state)?;
            let sets = state.commands.get(&call.bot).map_or(&[][..], Vec::as_slice);
            let set = sets.iter().find(|set| set.scope == scope && set.language == language);
            Ok(set.map_or(json!([]), |set| set.commands.clone()))
        })
        .await?
}

async fn change(call: &Call, commands: Option<Value>) -> ApiResult {
    let language = language(call)?;
    call.shared
        .act(|state| {
            let scope = scope(call, state)?;
            let sets = state.commands.entry(call.bot).or_default();
            sets.retain(|set| set.scope != scope || set.language != language);
            if let Some(commands) = commands.filter(|commands| *commands != json!([])) {
                sets.push(CommandSet {
                    scope,
                    language,
                    commands,
                });
            }
            state.touch(Key::Commands(call.bot));
            Ok::<_, ApiError>(())
        })
        .await??;
    // A menu that is open shows the change.
    call.shared.announce();
    Ok(json!(true))
}

fn checked(commands: &Value) -> Result<Value, ApiError> {
    let list = commands
        .as_array()
        .ok_or_else(|| ApiError::bad_request("expected an Array of BotCommand"))?;
    if list.len() > MOST_COMMANDS {
        return Err(ApiError::bad_request("BOT_COMMANDS_TOO_MUCH"));
    }
    list.iter()
        .map(|item| {
            let command = item["command"].as_str().unwrap_or_default().trim_start_matches('/');
            let is_name = command
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !is_name || !(1..=32).contains(&command.len()) {
                return Err(ApiError::bad_request("BOT_COMMAND_INVALID"));
            }
            let description = item["description"].as_str().unwrap_or_default().trim();
            if description.is_empty() {
                return Err(ApiError::bad_request("command description must be non-empty"));
            }
            if description.chars().count() > 256 {
                return Err(ApiError::bad_request("BOT_COMMAND_DESCRIPTION_INVALID"));
            }
            Ok(json!({ "command": command, "description": description }))
        })
        .collect()
}

fn language(call: &Call) -> Result<String, ApiError> {
    let language = call.params.text("language_code").unwrap_or_default();
    if !language.is_empty() && (language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase())) {
        return Err(ApiError::bad_request("invalid language code specified"));
    }
    Ok(language)
}

fn scope(call: &Call, state: &State) -> Result<Scope, ApiError> {
    let Some(scope) = call.params.json("scope")? else {
        return Ok(Scope::Default);
    };
    let number = |name: &str| scope[name].as_i64().or_else(|| scope[name].as_str()?.parse().ok());
    let chat = || {
        let key = number("chat_id").and_then(|id| state.chat_key(call.bot, id));
        key.ok_or_else(|| ApiError::bad_request("chat not found"))
    };
    let group = || {
        let key = chat()?;
        if key.is_private() {
            return Err(ApiError::bad_request("can't use specified scope in private chats"));
        }
        Ok(key.id())
    };
    Ok(match scope["type"].as_str().unwrap_or_default() {
        "default" => Scope::Default,
        "all_private_chats" => Scope::AllPrivateChats,
        "all_group_chats" => Scope::AllGroupChats,
        "all_chat_administrators" => Scope::AllChatAdministrators,
        "chat" => Scope::Chat(chat()?.id()),
        "chat_administrators" => Scope::ChatAdministrators(group()?),
        "chat_member" => {
            let user = number("user_id").ok_or_else(|| ApiError::bad_request("invalid user_id specified"))?;
            Scope::ChatMember(group()?, user)
        }
        _ => {
            return Err(ApiError::bad_request(
                "can't parse BotCommandScope: unsupported type specified",
            ));
        }
    })
}
