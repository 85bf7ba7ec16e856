//! R10.2: what a reviewer asked for (补充材料). How it is called and why it is wanted are a reviewer's words and stand with the filing, so the
//! form has slots for it: each is a field that applies once a reviewer has named what it is for.

use crate::domain::answers::Kind;
use crate::domain::filing::SLOTS;
use crate::domain::form::field::{Field, Section, field};
use crate::domain::place::Level;

pub static MATERIAL: Section = Section {
    id: "material",
    level: Level::Subject,
    fields: &FIELDS,
};

/// The most pictures that one thing takes.
const PAGES: u8 = 9;

const fn material<const SLOT: u8>(id: &'static str) -> Field {
    Field {
        asked_when: |view| view.filing.is_slot_wanted(SLOT),
        personal: true,
        ..field(id, Kind::Material { pages: PAGES })
    }
}

/// Their places in the list are their numbers less one.
static FIELDS: [Field; SLOTS as usize] = [
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

/// The field of that slot.
pub fn field_of(slot: u8) -> Option<&'static Field> {
    FIELDS.get(usize::from(slot).checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filing::slot_of;

    #[test]
    fn each_slot_has_the_field_that_it_names() {
        for slot in 1..=SLOTS {
            let field = field_of(slot).unwrap();
            assert_eq!(slot_of(field.id), Some(slot), "{}", field.id);
        }
        assert_eq!(field_of(0), None);
        assert_eq!(field_of(SLOTS + 1), None);
        for id in ["material", "material_0", "material_21", "material_x", "domain"] {
            assert_eq!(slot_of(id), None, "{id}");
        }
    }
}
