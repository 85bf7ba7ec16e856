//! A Telegram bot that takes an ICP filing (ICP备案) from the first question to the public-security number after it.
//! The modules stand in the order to read them; `docs/architecture.md` is the map.

pub mod actions;
pub mod adapters;
pub mod app;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod dialogue;
pub mod domain;
pub mod figures;
pub mod inspect;
pub mod prompts;
pub mod sandbox;
pub mod storage;
pub mod wakers;
pub mod work;
pub mod worker;
