#include "fusion/digest.h"

#include <algorithm>

#include <fmt/format.h>
#include <xxhash.h>

#include "fusion/plan.h"
#include "fusion/tables.h"
#include "lake/merge.h"

namespace jutong::fusion {

namespace {

constexpr std::size_t places_min = 1024;

// Kept apart from a number and from a text of no characters.
constexpr std::int64_t absent_mark = 0x5bd1e995;

}  // namespace

void Digester::add(std::int64_t number) {
    state_ = XXH3_64bits_withSeed(&number, sizeof number, state_);
}

void Digester::add(std::string_view text) {
    state_ = XXH3_64bits_withSeed(text.data(), text.size(), state_ + text.size());
}

void Digester::add(FieldValue const& value) {
    if (!value.present) return add(absent_mark);
    if (value.number != 0) add(value.number);
    add(value.text);
}

std::vector<lake::Column> digest_columns() {
    using lake::Type;
    return {{"subject", Type::integer}, {"record", Type::integer}, {"sides", Type::integer}};
}

Result<bool> have_digests(lake::Session& session, catalog::Library const& library) {
    auto const count = [&](std::string const& table) {
        return lake::count(session, "SELECT count(subject) AS n FROM " + table);
    };
    auto const records = TRY(count(library_table(library)));
    return TRY(count(digest_table(library))) == records;
}

Result<KnownSubjects> KnownSubjects::read(lake::Session& session, catalog::Library const& library,
                                          std::string const& scope) {
    KnownSubjects subjects;
    auto const take = [&](lake::Batch const& batch) -> Done {
        auto const at = [&](std::size_t column, std::size_t i) {
            return value_at(batch.columns[column], i).number;
        };
        for (std::size_t i = 0; i < batch.rows; ++i) subjects.add(at(0, i), {at(1, i), at(2, i)});
        return {};
    };
    TRY(session.scan(fmt::format("SELECT subject, record, sides FROM {}{}", digest_table(library),
                                 scope.empty() ? "" : " WHERE " + scope),
                     take));
    return subjects;
}

// Of what stands behind the records nothing is known: it is written anew.
Result<KnownSubjects> KnownSubjects::read_records(lake::Session& session,
                                                  catalog::Library const& library) {
    TRY(session.run("DELETE FROM " + digest_table(library)));
    std::vector<std::string> columns = {"subject", "number"};
    for (auto const& field : library.fields) columns.push_back(field.name);
    KnownSubjects subjects;
    auto const take = [&](lake::Batch const& batch) -> Done {
        for (std::size_t i = 0; i < batch.rows; ++i) {
            Digester record;
            record.add(batch.columns[1].text[i]);
            for (std::size_t c = 2; c < batch.columns.size(); ++c)
                record.add(value_at(batch.columns[c], i));
            subjects.add(batch.columns[0].number[i], {record.digest(), 0});
        }
        return {};
    };
    TRY(session.scan(
        fmt::format("SELECT {} FROM {}", lake::quoted_names(columns), library_table(library)),
        take));
    return subjects;
}

Digest const* KnownSubjects::meet(std::int64_t subject) {
    if (places_.empty()) return nullptr;
    auto const place = place_of(subject);
    if (states_[place] == free) return nullptr;
    states_[place] = met;
    return &places_[place].digest;
}

std::vector<std::int64_t> KnownSubjects::never_met() const {
    std::vector<std::int64_t> subjects;
    for (std::size_t i = 0; i < places_.size(); ++i)
        if (states_[i] == known) subjects.push_back(places_[i].subject);
    return subjects;
}

void KnownSubjects::add(std::int64_t subject, Digest const& digest) {
    if ((size_ + 1) * 4 > places_.size() * 3) grow();
    auto const place = place_of(subject);
    if (states_[place] == free) ++size_;
    places_[place] = {subject, digest};
    states_[place] = known;
}

void KnownSubjects::grow() {
    auto const old_places = std::move(places_);
    auto const old_states = std::move(states_);
    auto const count = std::max(places_min, old_places.size() * 2);
    places_ = std::vector<Place>(count);
    states_.assign(count, free);
    for (std::size_t i = 0; i < old_places.size(); ++i) {
        if (old_states[i] == free) continue;
        auto const place = place_of(old_places[i].subject);
        places_[place] = old_places[i];
        states_[place] = old_states[i];
    }
}

// Where the subject is, or where it would be.
std::size_t KnownSubjects::place_of(std::int64_t subject) const {
    auto place =
        static_cast<std::size_t>(XXH3_64bits(&subject, sizeof subject)) & (places_.size() - 1);
    while (states_[place] != free && places_[place].subject != subject)
        place = (place + 1) & (places_.size() - 1);
    return place;
}

}  // namespace jutong::fusion
