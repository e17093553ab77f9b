#include "api/load_book.h"

namespace jutong::api {

Result<std::shared_ptr<LoadBook::Entries const>> LoadBook::entries(job::Workplace& workplace,
                                                                   std::int64_t wanted) {
    std::lock_guard const lock(mutex_);
    if (wanted == 0 || entries_->contains(wanted)) return entries_;
    auto session = TRY(workplace.lake().session());
    auto const rows = TRY(session.query(
        "SELECT load, resource, file, strftime(loaded_at AT TIME ZONE 'UTC', "
        "'%Y-%m-%dT%H:%M:%SZ'), run FROM meta.load"));
    auto read = std::make_shared<Entries>();
    for (auto const& row : rows.rows)
        read->emplace(std::stoll(row[0].value_or("0")),
                      LoadEntry{row[1].value_or(""), row[2].value_or(""), row[3].value_or(""),
                                std::stoll(row[4].value_or("0"))});
    read->try_emplace(wanted);  // unknown stays unknown: not asked for again and again
    entries_ = std::move(read);
    return entries_;
}

}  // namespace jutong::api
