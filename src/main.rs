fn main() -> std::process::ExitCode {
    beian_bot::cli::main()
}
