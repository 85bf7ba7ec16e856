//! The sandbox's server, driven as other programs drive it: through HTTP.

mod bot_side;
mod controls;
mod people_side;
mod refusals;
mod topics;
mod world;
