// What a database does for the store. For the sources of this module alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace jutong::store {

// Not for sharing by threads.
class Engine {
public:
    virtual ~Engine() = default;
    virtual Result<std::vector<Row>> query(std::string_view sql, Values const& parameters) = 0;
    virtual Done run_script(std::string_view sql) = 0;
    virtual Done begin() = 0;
    virtual Done commit() = 0;
    virtual void rollback() = 0;  // of a transaction that is open; else nothing
    virtual Done check() = 0;
    virtual Done rewrite() = 0;
    // Tables as they must be written in SQL, and the SQL of a row of them as one text.
    struct Readable {
        std::string table, row;
    };
    virtual Result<std::vector<Readable>> tables() = 0;
    virtual Result<bool> hold_lock() = 0;  // kept over reconnections
};

Result<std::unique_ptr<Engine>> open_sqlite(std::filesystem::path const& file);
Result<std::unique_ptr<Engine>> open_postgres(std::string const& url);

}  // namespace jutong::store
