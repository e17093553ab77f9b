#include "fusion/repair.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace jutong::fusion {

namespace {

// Every character that an identity number or a credit code may have.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t number_length_max = 40;

// Names in two tables are the same thing spelled alike: their element decides.
constexpr double same_name_min = 0.97;

}  // namespace

std::vector<std::string> one_slip_away(std::string_view sent, element::Element const& number) {
    auto text = std::string(trim(sent));
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    std::set<std::string> found;
    if (text.size() > number_length_max) return {};
    auto const keep = [&](std::string const& candidate) {
        if (number.valid(candidate)) found.insert(candidate);
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        for (auto const c : alphabet) {
            changed[i] = c;
            if (c != text[i]) keep(changed);
        }
        if (i + 1 == text.size() || text[i] == text[i + 1]) continue;
        auto swapped = text;
        std::swap(swapped[i], swapped[i + 1]);
        keep(swapped);
    }
    return {found.begin(), found.end()};
}

void NumberRepair::add(SubjectRow const& row, std::string_view number_as_sent) {
    Broken broken;
    append_row(broken.bytes, row);
    broken.as_sent = number_as_sent;
    for (auto const field : plan_.names)
        if (row.fields[field].present) broken.names.emplace_back(field, row.fields[field].text);
    if (!broken.names.empty())
        for (auto const& candidate : one_slip_away(number_as_sent, *plan_.library->number))
            candidates_[hash_of(candidate)].push_back(broken_.size());
    broken_.push_back(std::move(broken));
    ++broken_count_;
}

std::vector<std::string> NumberRepair::narrow(Touched& touched,
                                              std::vector<std::string> const& sent) {
    auto const& number = *plan_.library->number;
    // A row that may be mended to one of `numbers`, by place in broken_.
    auto const waiting_for = [&](Touched const& numbers) {
        std::vector<std::size_t> places;
        for (auto const& one : numbers.numbers()) {
            auto const found = candidates_.find(hash_of(one));
            if (found != candidates_.end())
                places.insert(places.end(), found->second.begin(), found->second.end());
        }
        std::ranges::sort(places);
        places.erase(std::unique(places.begin(), places.end()), places.end());
        return places;
    };
    for (auto const place : waiting_for(touched))
        for (auto const& candidate : one_slip_away(broken_[place].as_sent, number))
            touched.add(candidate);
    for (auto const& text : sent)
        for (auto const& candidate : one_slip_away(text, number)) touched.add(candidate);

    std::vector<Broken> kept;
    std::vector<std::string> to_read;
    auto const places = waiting_for(touched);
    candidates_.clear();
    for (auto const place : places) {
        auto& broken = broken_[place];
        for (auto& candidate : one_slip_away(broken.as_sent, number)) {
            candidates_[hash_of(candidate)].push_back(kept.size());
            if (!touched.contains(hash_of(candidate))) to_read.push_back(std::move(candidate));
        }
        kept.push_back(std::move(broken));
    }
    broken_ = std::move(kept);
    return to_read;
}

void NumberRepair::confirm(SubjectRow const& row) {
    if (candidates_.empty()) return;
    auto const found = candidates_.find(row.hash);
    if (found == candidates_.end()) return;
    for (auto const place : found->second) {
        auto& broken = broken_[place];
        for (auto const& [field, name] : broken.names) {
            if (!row.fields[field].present) continue;
            auto const* const element = plan_.library->fields[field].element;
            if (element->compare(name, row.fields[field].text) < same_name_min) continue;
            std::lock_guard const lock(mutex_);
            if (std::ranges::find(broken.fitting, row.number) == broken.fitting.end())
                broken.fitting.emplace_back(row.number);
        }
    }
}

std::vector<NumberRepair::Mended> NumberRepair::mended() const {
    std::vector<Mended> out;
    for (auto const& broken : broken_)
        if (broken.fitting.size() == 1) out.push_back({broken.fitting.front(), broken.bytes});
    return out;
}

}  // namespace jutong::fusion
