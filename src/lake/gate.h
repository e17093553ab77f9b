// Keeps commits out of the moment in which a reader finds out what the tables consist of, where the
// catalogue is a SQLite file: the engine reads such a catalogue in several steps that are not of
// one moment, and a commit between them replaces lists of deleted rows, so that the reader would
// see rows that are gone (ADR 0025). A catalogue on a server needs no gate.
#pragma once

#include <filesystem>

#include "base/file.h"
#include "base/result.h"

namespace jutong::lake {

// Shared by all processes that name the same file. Safe from any thread.
class Gate {
public:
    // Makes the file where it is not there. Fails with lake.gate (unavailable).
    static Result<Gate> open(std::filesystem::path file);

    // Held until destroyed, by the thread that took it, or until the process ends.
    class Pass {
    public:
        Pass(Pass&& other) noexcept;
        Pass& operator=(Pass&&) = delete;
        ~Pass();

    private:
        friend class Gate;
        Pass(std::filesystem::path const& file, FileHandle lock);

        FileHandle lock_;
        std::filesystem::path const* before_;
        bool is_moved_ = false;
    };

    // Many readers at once, no commit; waits for a commit that goes on or waits. A thread that has
    // a pass already gets another without waiting. Fails as above.
    Result<Pass> read() const;
    // One commit, nobody else. Fails as above.
    Result<Pass> commit() const;

private:
    explicit Gate(std::filesystem::path file) : file_(std::move(file)) {}
    Result<FileHandle> handle(int flags) const;

    std::filesystem::path file_;
};

}  // namespace jutong::lake
