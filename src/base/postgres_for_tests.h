// A PostgreSQL server for a test binary, and a fresh database for each test.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace jutong {

class PrivatePostgres {
public:
    PrivatePostgres()
        : folder_(std::filesystem::temp_directory_path() /
                  fmt::format("jutong_pg.{}", ::getpid())) {
        act("start", std::to_string(::getpid()));
    }
    ~PrivatePostgres() {
        act("stop");
        std::filesystem::remove_all(folder_);
    }
    PrivatePostgres(PrivatePostgres const&) = delete;

    // One server for all tests of a binary.
    static PrivatePostgres& get() {
        static PrivatePostgres server;
        return server;
    }

    // The address of a new, empty database.
    std::string database() {
        auto const name = fmt::format("t{}", ++databases_);
        act("database", name);
        return fmt::format("postgresql://postgres@/{}?host={}", name, folder_.string());
    }

    // A new process on the same data.
    void restart() { act("restart"); }

private:
    void act(std::string const& action, std::string const& last = {}) const {
        auto const command = fmt::format("{}/test/postgres/private {} {} {} >/dev/null",
                                         JUTONG_SOURCE_DIR, action, folder_.string(), last);
        if (std::system(command.c_str()) != 0) std::abort();
    }

    std::filesystem::path folder_;
    int databases_ = 0;
};

}  // namespace jutong
