//! A new file below `prompts/` is compiled in without any change of Rust: cargo is told to look at the folder.

fn main() {
    println!("cargo::rerun-if-changed=prompts");
}
