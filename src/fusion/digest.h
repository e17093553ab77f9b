// What a library has of each subject, as digests, so that a fusion writes only what differs without
// reading what is there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "fusion/rows.h"
#include "lake/lake.h"

namespace jutong::fusion {

// 64 bits of everything that is added, in its order. The lake keeps them: where their making
// changes, the tables of digests must be emptied.
class Digester {
public:
    void add(std::int64_t number);
    void add(std::string_view text);
    void add(FieldValue const& value);
    std::int64_t digest() const { return static_cast<std::int64_t>(state_); }

private:
    std::uint64_t state_ = 0;
};

struct Digest {
    std::int64_t record = 0;  // of the golden record
    std::int64_t sides = 0;   // of its origins, conflicts and links
    bool operator==(Digest const&) const = default;
};

// The columns of meta.digest_L.
std::vector<lake::Column> digest_columns();

// Has every golden record its digest? A lake of before they were kept has none.
Result<bool> have_digests(lake::Session& session, catalog::Library const& library);

// The subjects that a library has before a fusion.
class KnownSubjects {
public:
    // By their digests. `scope`: SQL over the column subject; empty: all.
    static Result<KnownSubjects> read(lake::Session& session, catalog::Library const& library,
                                      std::string const& scope);
    // By the golden records themselves, where there are no digests or they are of other fields,
    // which are then let go. Inside a transaction.
    static Result<KnownSubjects> read_records(lake::Session& session,
                                              catalog::Library const& library);

    std::size_t size() const { return size_; }

    // What the library has of a subject, which is noted as met; null where it has nothing. Safe
    // from any thread, but one subject at one time from one thread only.
    Digest const* meet(std::int64_t subject);

    // Those that were never met.
    std::vector<std::int64_t> never_met() const;

private:
    enum State : std::uint8_t { free, known, met };
    struct Place {
        std::int64_t subject;
        Digest digest;
    };

    void add(std::int64_t subject, Digest const& digest);
    void grow();
    std::size_t place_of(std::int64_t subject) const;

    // An open hash table, a power of two long and never full.
    std::vector<Place> places_;
    std::vector<State> states_;
    std::size_t size_ = 0;
};

}  // namespace jutong::fusion
