// The command line, parsed with CLI11: the only file that includes it.
#include <charconv>
#include <csignal>
#include <exception>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "pack/document.h"

namespace jutong::cli {

namespace {

// Whom Ctrl-C asks to stop. Set once, before the handler is.
std::atomic<Progress*> interrupted;

void on_interrupt(int) {
    if (auto* const progress = interrupted.load()) progress->cancel();
}

// The options that every command has.
struct Shared {
    std::string data = "./var", packs, config, memory, database, connections;
    int threads = 0;
    bool json = false;
};

void add_shared(CLI::App& app, Shared& shared) {
    app.add_option("--data", shared.data, "Data directory")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--packs", shared.packs, "Packs folder (default: beside the program)")
        ->type_name("DIR");
    app.add_option("--config", shared.config,
                   "YAML file: data, packs, threads, memory, database, connections; flags go first")
        ->type_name("FILE");
    app.add_option("--threads", shared.threads, "Threads (0: all cores)")
        ->type_name("N")
        ->check(CLI::Range(0, 1024));
    app.add_option("--memory", shared.memory, "Memory of the lake's engine")->type_name("SIZE");
    app.add_option("--database", shared.database,
                   "Where small state and the lake's catalogue are kept instead of the data "
                   "directory: postgresql://…")
        ->type_name("URL");
    app.add_option("--connections", shared.connections,
                   "File of connections to departments' databases (default: connections.yaml in "
                   "the data directory)")
        ->type_name("FILE");
    app.add_flag("--json", shared.json, "One JSON object on stdout");
}

// One command given to CLI11, and where its parsed values land.
struct Parsed {
    Command command;
    CLI::App* app = nullptr;
    std::map<std::string, std::vector<std::string>> values;
    std::map<std::string, bool> flags;
};

void add_command(CLI::App& parent, Command const& command,
                 std::vector<std::unique_ptr<Parsed>>& all, Shared& shared) {
    auto* const app = parent.add_subcommand(command.name, command.summary);
    app->footer("Example:\n  " +
                (command.run ? command.example : command.subcommands.front().example));
    app->fallthrough();
    if (!command.run) app->require_subcommand(1);
    for (auto const& sub : command.subcommands) add_command(*app, sub, all, shared);
    if (!command.run) return;
    auto& parsed = *all.emplace_back(std::make_unique<Parsed>());
    parsed.command = command;
    parsed.app = app;
    for (auto const& option : command.options) {
        auto const is_flag = option.value.empty() && option.name.starts_with("--");
        if (is_flag) {
            app->add_flag(option.name, parsed.flags[option.name], option.help);
            continue;
        }
        auto const several = option.name.ends_with("…") || option.value.ends_with("…");
        auto const name =
            option.name.ends_with("…")
                ? option.name.substr(0, option.name.size() - std::string_view("…").size())
                : option.name;
        auto* const made =
            app->add_option(name, parsed.values[name], option.help)->type_name(option.value);
        if (several)
            made->expected(1, -1);
        else if (option.value.starts_with('['))
            made->expected(0, 1);
        else
            made->expected(1);
        if (!several) made->allow_extra_args(false);  // they are the next positional's
        if (option.required) made->required();
    }
}

Arguments arguments_of(Parsed const& parsed) {
    Arguments arguments;
    for (auto const& [name, set] : parsed.flags)
        if (set) arguments.values[name];
    for (auto const& [name, values] : parsed.values)
        if (!values.empty()) arguments.values[name] = values;
    return arguments;
}

// What the configuration file says, where no flag says it.
Done add_configuration(CLI::App const& app, Shared& shared) {
    if (shared.config.empty()) return {};
    auto const node = TRY(pack::read_yaml(shared.config));
    pack::Problems problems;
    pack::Reader reader(node, problems);
    auto const unless_given = [&](std::string const& name, std::string& value) {
        auto const text = reader.text(name, value);
        if (app.get_option("--" + name)->count() == 0) value = text;
    };
    unless_given("data", shared.data);
    unless_given("packs", shared.packs);
    unless_given("memory", shared.memory);
    unless_given("database", shared.database);
    (void)reader.node("server");  // jutong serve reads that
    unless_given("connections", shared.connections);
    auto const threads = reader.number("threads");
    if (threads && app.get_option("--threads")->count() == 0)
        shared.threads = static_cast<int>(*threads);
    reader.finish();
    if (problems.empty()) return {};
    return fail(Code::invalid, problems.front().reason, to_string(problems.front()));
}

int run_parsed(Parsed const& parsed, Shared const& shared) {
    Terminal terminal(shared.json);
    Bar bar;
    interrupted = &bar;
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    SystemClock const clock;
    job::Settings settings{shared.data,     shared.packs, shared.threads,    shared.memory,
                           shared.database, {},           shared.connections};
    Context context{std::move(settings), shared.config, terminal, bar, clock};
    Done outcome;
    try {
        outcome = parsed.command.run(context, arguments_of(parsed));
    } catch (std::bad_alloc const&) {
        outcome = fail(Code::limited, "program.memory", "Out of memory");
    } catch (std::exception const& e) {
        outcome = fail(Code::internal, "program.exception", e.what());
    }
    interrupted = nullptr;
    if (!outcome) {
        bar.note("");
        terminal.error(outcome.error());
    }
    return exit_code(outcome);
}

}  // namespace

std::string Arguments::text(std::string_view name, std::string const& fallback) const {
    auto const found = values.find(name);
    return found == values.end() || found->second.empty() ? fallback : found->second.front();
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
    auto const found = values.find(name);
    return found == values.end() ? std::vector<std::string>() : found->second;
}

Result<std::optional<std::int64_t>> Arguments::integer(std::string_view name,
                                                       std::int64_t min) const {
    auto const value = text(name);
    if (value.empty()) return std::optional<std::int64_t>();
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < min)
        return fail(Code::invalid, "cli.number",
                    fmt::format("{} takes a whole number from {}: {}", name, min, value));
    return std::optional(number);
}

int exit_code(Done const& outcome) {
    if (outcome) return 0;
    if (outcome.error().reason.starts_with("cli.")) return usage_exit_code;
    auto const code = outcome.error().code;
    return code == Code::internal ? 1 : 3 + static_cast<int>(code);
}

std::vector<Command> all_commands() {
    return {run_command(),    ingest_command(),   quality_command(),    fuse_command(),
            lookup_command(), pack_command(),     demo_command(),       sql_command(),
            fsck_command(),   status_command(),   backup_command(),     restore_command(),
            erase_command(),  maintain_command(), connections_command()};
}

int run_program(int argc, char const* const* argv, std::vector<Command> const& more) {
    CLI::App app("聚通 Jutong: departments' tables in, one trusted record per number out.",
                 "jutong");
    app.set_version_flag("--version", JUTONG_VERSION);
    app.require_subcommand(1);
    app.footer("Each command has its own --help with an example.");
    Shared shared;
    add_shared(app, shared);
    std::vector<std::unique_ptr<Parsed>> commands;
    auto all = all_commands();
    all.insert(all.end(), more.begin(), more.end());
    for (auto const& command : all) add_command(app, command, commands, shared);
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& e) {
        auto const code = app.exit(e);
        return code == 0 ? 0 : usage_exit_code;
    }
    if (auto const done = add_configuration(app, shared); !done) {
        Terminal(shared.json).error(done.error());
        return exit_code(done);
    }
    for (auto const& parsed : commands)
        if (parsed->app->parsed()) return run_parsed(*parsed, shared);
    return usage_exit_code;
}

}  // namespace jutong::cli
