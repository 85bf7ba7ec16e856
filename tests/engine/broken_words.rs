//! A text that does not render is our fault: the input fails like any other, and nobody is shown a gap or the name of a file.

use beian_bot::domain::language::Language;
use beian_bot::prompts::{Prompts, Provider, folders};

use crate::support::engine::Engine;

#[tokio::test]
async fn a_text_that_does_not_render_fails_its_input_and_nobody_is_shown_it() {
    let mut folders = folders::compiled_in().unwrap();
    let files = folders.get_mut(&Language::DEFAULT).unwrap();
    files.insert("steps/welcome.j2".to_owned(), "前半句{{ what_nobody_has }}".to_owned());
    let labels = files.get_mut("labels.toml").unwrap();
    *labels = labels.replace("drafting = ", "draughting = ");
    let provider = Provider {
        name: "示例云".to_owned(),
        phone: "010-12345678".to_owned(),
        address: None,
    };
    let prompts = Prompts::read(&folders, provider).unwrap();
    let engine = Engine::with(Vec::new(), prompts).await;
    // The one has a name that no struct has, the other a status without its word.
    engine.say(&[1], "/start").await;
    engine.say(&[2], "/new").await;
    engine.say(&[2], "/status").await;
    for chat in [1, 2] {
        let texts = engine.texts(chat).await;
        assert!(
            texts.iter().any(|text| text.contains("抱歉，我们这边出了错")),
            "{texts:?}"
        );
        let shows_a_file =
            |text: &&String| text.contains("steps/") || text.contains("前半句") || text.contains("draughting");
        assert_eq!(texts.iter().find(shows_a_file), None);
    }
    let failed = engine.inputs().await.into_iter().filter(|row| row.status == "failed");
    assert_eq!(failed.count(), 2);
}
