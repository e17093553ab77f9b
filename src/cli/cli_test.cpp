#include <set>

#include <gtest/gtest.h>

#include "cli/command.h"
#include "cli/terminal.h"

namespace jutong::cli {
namespace {

TEST(DisplayWidth, HanCharactersTakeTwoColumns) {
    EXPECT_EQ(display_width("聚通 ok"), 7U);
    EXPECT_EQ(display_width("\x1b[32m好\x1b[0m"), 2U);
    EXPECT_EQ(display_width("𠮷"), 2U);
    EXPECT_EQ(grouped(1'234'567), "1,234,567");
}

// interfaces.md: 0 ok, 1 internal, 2 usage, then the error codes in order from 3.
TEST(ExitCode, FollowsTheOrderOfCodes) {
    EXPECT_EQ(exit_code({}), 0);
    EXPECT_EQ(exit_code(fail(Code::internal, "x", "")), 1);
    EXPECT_EQ(exit_code(fail(Code::invalid, "x", "")), 3);
    EXPECT_EQ(exit_code(fail(Code::not_found, "x", "")), 6);
    EXPECT_EQ(exit_code(fail(Code::conflict, "x", "")), 7);
    EXPECT_EQ(exit_code(fail(Code::corrupt, "x", "")), 10);
}

void check_taught(Command const& command, std::string const& parent) {
    EXPECT_FALSE(command.summary.empty()) << command.name;
    if (command.subcommands.empty()) {
        EXPECT_NE(command.example.find("jutong " + parent + command.name), std::string::npos)
            << command.name;
        EXPECT_TRUE(command.run) << command.name;
    }
    for (auto const& option : command.options) EXPECT_FALSE(option.help.empty()) << option.name;
    for (auto const& sub : command.subcommands) check_taught(sub, parent + command.name + " ");
}

TEST(Commands, EachTeachesWithAnExample) {
    std::set<std::string> names;
    for (auto const& command : all_commands()) {
        check_taught(command, "");
        names.insert(command.name);
    }
    EXPECT_EQ(names, (std::set<std::string>{"backup", "connections", "demo", "erase", "fsck",
                                            "fuse", "ingest", "lookup", "maintain", "pack",
                                            "quality", "restore", "run", "sql", "status"}));
}

TEST(Arguments, ReadWholeNumbers) {
    Arguments arguments;
    arguments.values["--limit"] = {"12"};
    EXPECT_EQ(arguments.integer("--limit", 1).value(), 12);
    EXPECT_EQ(arguments.integer("--none", 1).value(), std::nullopt);
    for (auto const* const wrong : {"0", "-1", "1x", "x", "99999999999999999999"}) {
        arguments.values["--limit"] = {wrong};
        EXPECT_EQ(arguments.integer("--limit", 1).error().reason, "cli.number") << wrong;
    }
}

}  // namespace
}  // namespace jutong::cli
