#include "store/store.h"

#include <mutex>

#include "base/retry.h"
#include "store/engine.h"

namespace jutong::store {

std::int64_t Row::integer(std::size_t i) const {
    auto const* value = std::get_if<std::int64_t>(&values[i]);
    return value == nullptr ? 0 : *value;
}

std::string Row::text(std::size_t i) const {
    auto const* value = std::get_if<std::string>(&values[i]);
    return value == nullptr ? std::string() : *value;
}

namespace {

constexpr std::string_view lost = "store.lost";

}  // namespace

struct Store::Impl {
    std::unique_ptr<Engine> engine;
    std::recursive_mutex mutex;  // guards the engine, and one transaction at a time
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

bool is_postgres(std::string_view address) {
    return address.starts_with("postgresql://") || address.starts_with("postgres://");
}

Result<std::unique_ptr<Store>> Store::open(std::string const& address) {
    auto impl = std::make_unique<Impl>();
    impl->engine = TRY(is_postgres(address) ? open_postgres(address) : open_sqlite(address));
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<std::vector<Row>> Store::query(std::string_view sql, Values const& parameters) {
    std::lock_guard const lock(impl_->mutex);
    return impl_->engine->query(sql, parameters);
}

Done Store::run(std::string_view sql, Values const& parameters) {
    TRY(query(sql, parameters));
    return {};
}

Done Store::run_script(std::string_view sql) {
    std::lock_guard const lock(impl_->mutex);
    return impl_->engine->run_script(sql);
}

Done Store::transaction(std::function<Done()> const& work) {
    std::lock_guard const lock(impl_->mutex);
    bool is_doubtful = false;  // the server may have committed
    auto const once = [&]() -> Done {
        is_doubtful = false;
        TRY(impl_->engine->begin());
        auto done = work();
        is_doubtful = done.has_value();
        if (done) done = impl_->engine->commit();
        if (!done) impl_->engine->rollback();
        return done;
    };
    auto done = retry_conflicts(once);
    if (!done && done.error().reason == lost && !is_doubtful) done = retry_conflicts(once);
    return done;
}

Result<bool> Store::hold_lock() {
    std::lock_guard const lock(impl_->mutex);
    return impl_->engine->hold_lock();
}

Done Store::rewrite() {
    std::lock_guard const lock(impl_->mutex);
    return impl_->engine->rewrite();
}

Done Store::dump(std::function<Done(std::string const&, std::string_view)> const& take) {
    std::lock_guard const lock(impl_->mutex);
    for (auto const& [table, row] : TRY(impl_->engine->tables())) {
        auto const sql = "SELECT " + row + " FROM " + table;
        for (auto const& found : TRY(impl_->engine->query(sql, {})))
            TRY(take(table, found.text(0)));
    }
    return {};
}

Done Store::check() {
    std::lock_guard const lock(impl_->mutex);
    return impl_->engine->check();
}

}  // namespace jutong::store
