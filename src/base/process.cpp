#include "base/process.h"

#include <cerrno>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace jutong {

Done call_program(std::vector<std::string> const& words) {
    std::vector<char*> arguments;
    for (auto const& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: posix_spawn changes none
    arguments.push_back(nullptr);
    pid_t child = 0;
    if (::posix_spawnp(&child, words.front().c_str(), nullptr, nullptr, arguments.data(),
                       environ) != 0)
        return fail(Code::unavailable, "process.missing",
                    "Cannot start " + words.front() + "; is it installed?");
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return fail(Code::unavailable, "process.failed",
                fmt::format("{} ended with status {}", words.front(), WEXITSTATUS(status)));
}

}  // namespace jutong
