// Small transactional state: run this SQL in this transaction. Embedded SQLite (WAL, synchronous
// FULL). Trusted: who can write the file can change what the platform believes of its runs and
// packs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace jutong::store {

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Values = std::vector<Value>;

struct Row {
    Values values;
    bool is_null(std::size_t i) const { return values[i].index() == 0; }
    std::int64_t integer(std::size_t i) const;  // 0 for null
    std::string text(std::size_t i) const;      // empty for null
};

// Safe from any thread; calls are serialised.
class Store {
public:
    // Makes the file where there is none. Fails with store.open (unavailable), store.corrupt
    // (corrupt).
    static Result<std::unique_ptr<Store>> open(std::filesystem::path const& file);
    ~Store();

    // One statement with ?1, ?2 … bound. Fails with store.statement (internal), store.busy
    // (unavailable), store.full (unavailable), store.corrupt (corrupt).
    Result<std::vector<Row>> query(std::string_view sql, Values const& parameters = {});
    Done run(std::string_view sql, Values const& parameters = {});

    // Several statements without parameters, as a module's schema file has them.
    Done run_script(std::string_view sql);

    // All of `work` or nothing; durable once it returns.
    Done transaction(std::function<Done()> const& work);

    // The file's own check. Fails with store.corrupt.
    Done check();

private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

}  // namespace jutong::store
