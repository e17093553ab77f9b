// A subcommand, described as data: the parser, --help and the tests read the same description.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "cli/terminal.h"
#include "job/workplace.h"

namespace jutong::cli {

struct Option {
    std::string name;   // "--limit", or "RESOURCE" for a positional argument
    std::string value;  // "N"; empty: a flag. A name with … takes several.
    std::string help;
    bool required = false;
};

class Arguments {
public:
    std::map<std::string, std::vector<std::string>, std::less<>>
        values;  // flags: present with no values

    bool has(std::string_view name) const { return values.contains(name); }
    std::string text(std::string_view name, std::string const& fallback = "") const;
    std::vector<std::string> texts(std::string_view name) const;
    // Fails with cli.number (invalid).
    Result<std::optional<std::int64_t>> integer(std::string_view name, std::int64_t min) const;
};

// What a command works with.
struct Context {
    job::Settings settings;
    std::filesystem::path config;  // the configuration file; empty: none
    Terminal& terminal;
    Progress& progress;
    Clock const& clock;
};

struct Command {
    std::string name;
    std::string summary;
    std::string example;
    std::vector<Option> options;
    std::function<Done(Context&, Arguments const&)> run;
    std::vector<Command> subcommands;
};

Command run_command();
Command ingest_command();
Command quality_command();
Command fuse_command();
Command lookup_command();
Command pack_command();
Command demo_command();
Command sql_command();
Command fsck_command();
Command status_command();
Command backup_command();
Command restore_command();
Command erase_command();
Command maintain_command();
Command connections_command();

// jutong fuse --input FILE… without and with --splink, and the subcommands of fuse.
Done fuse_files(Context& context, Arguments const& arguments);
Done fuse_splink(Context& context, Arguments const& arguments);
Done fuse_add(Context& context, Arguments const& arguments);
Done fuse_search(Context& context, Arguments const& arguments);
Done suggest_plan(Context& context, Arguments const& arguments);
Done evaluate_clusters(Context& context, Arguments const& arguments);

// jutong fuse review, jutong fuse answer.
Done review_links(Context& context, Arguments const& arguments);
Done answer_link(Context& context, Arguments const& arguments);

// jutong ingest --suggest FILE.
Done suggest(Context& context, Arguments const& arguments);

// All of them, in the order that --help shows.
std::vector<Command> all_commands();

// The exit code of an outcome (interfaces.md): 0 ok, 1 internal, 3 invalid … 10 corrupt.
int exit_code(Done const& outcome);
inline constexpr int usage_exit_code = 2;

// Parses the command line and runs it, `more` being commands that other modules bring. Everything
// said to the user goes through `terminal`.
int run_program(int argc, char const* const* argv, std::vector<Command> const& more = {});

}  // namespace jutong::cli
