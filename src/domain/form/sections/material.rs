//! R10.2: what a reviewer asked for (补充材料). How it is called and why it is wanted are a reviewer's words and stand with the filing, so the
//! form has slots for it: each is a field that applies once a reviewer has named what it is for.

use crate::domain::answers::Kind;
use crate::domain::form::field::{Field, Level, Section, field};

pub static MATERIAL: Section = Section {
    id: "material",
    level: Level::Subject,
    fields: &SLOTS,
};

/// The most pictures that one thing takes.
const PAGES: u8 = 9;

const fn material<const SLOT: u8>(id: &'static str) -> Field {
    Field {
        asked_when: |view| view.filing.asked_for.iter().any(|asked| asked.slot == SLOT),
        personal: true,
        ..field(id, Kind::Material { pages: PAGES })
    }
}

/// Their places in the list are their numbers less one.
static SLOTS: [Field; 20] = [
    material::<1>("material_1"),
    material::<2>("material_2"),
    material::<3>("material_3"),
    material::<4>("material_4"),
    material::<5>("material_5"),
    material::<6>("material_6"),
    material::<7>("material_7"),
    material::<8>("material_8"),
    material::<9>("material_9"),
    material::<10>("material_10"),
    material::<11>("material_11"),
    material::<12>("material_12"),
    material::<13>("material_13"),
    material::<14>("material_14"),
    material::<15>("material_15"),
    material::<16>("material_16"),
    material::<17>("material_17"),
    material::<18>("material_18"),
    material::<19>("material_19"),
    material::<20>("material_20"),
];

/// How many things a filing may be asked for, ever.
pub fn slots() -> u8 {
    SLOTS.len() as u8
}

/// The field of that slot.
pub fn field_of(slot: u8) -> Option<&'static Field> {
    SLOTS.get(usize::from(slot).checked_sub(1)?)
}

/// The slot that a field is; none where it is another field.
pub fn slot_of(id: &str) -> Option<u8> {
    let at = SLOTS.iter().position(|field| field.id == id)?;
    u8::try_from(at + 1).ok()
}
