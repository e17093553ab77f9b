#include "job/link_survey.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/suggest.h"
#include "job/link_rows.h"

namespace jutong::job {

namespace {

constexpr double element_confidence_min = 0.5;
// From here on wrong numbers are damage. By chance one value of ten has a right check digit.
constexpr double numbers_accepted_min = 0.8;

constexpr std::string_view citizens_number = "id_number";
constexpr std::array<std::string_view, 3> organizations_numbers = {
    "credit_code", "organization_code", "registration_number"};

void add(SurveyedColumn& column, ingest::ColumnGuess const& guess) {
    if (guess.filled == 0) return;  // says nothing
    auto const& best = guess.best();
    auto const* const element = best.confidence < element_confidence_min ? nullptr : best.element;
    auto const is_first = column.confidence == 0 && column.element == nullptr;
    if (is_first) {
        column.element = element;
        column.confidence = best.confidence;
        column.accepted = best.accepted;
        return;
    }
    if (column.element != element) column.element = nullptr;
    column.confidence = std::min(column.confidence, best.confidence);
    column.accepted = std::min(column.accepted, best.accepted);
}

// A table of people and their employers has numbers of both, and one of two spouses has two of one
// kind: whose are the rows? Only where that is plain do numbers count.
void find_numbers(Survey& survey) {
    std::vector<SurveyedColumn*> found;
    auto citizens = 0, organizations = 0;
    for (auto& column : survey.columns) {
        if (column.element == nullptr || !is_identifying(*column.element)) continue;
        ++(column.element->name() == citizens_number ? citizens : organizations);
        for (auto const* const other : found)
            if (other->element == column.element) return;
        if (column.accepted >= numbers_accepted_min) found.push_back(&column);
    }
    if (citizens > 0 && organizations > 0) return;
    for (auto* const column : found) column->is_number = true;
}

}  // namespace

bool is_identifying(element::Element const& element) {
    return element.name() == citizens_number ||
           std::ranges::find(organizations_numbers, element.name()) != organizations_numbers.end();
}

SurveyedColumn const* Survey::find(std::string const& name) const {
    auto const found = std::ranges::find(columns, name, &SurveyedColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

Result<Survey> survey_inputs(std::vector<std::filesystem::path> const& files,
                             PackContent const& content, lake::Lake& lake) {
    Survey out;
    out.inputs = files.size();
    for (auto const& file : files) {
        auto const guessed = TRY(ingest::suggest(file, *content.registry, content.catalog, &lake));
        for (auto const& guess : guessed.columns) {
            auto const name = plain_name(guess.name);
            auto found = std::ranges::find(out.columns, name, &SurveyedColumn::name);
            if (found == out.columns.end()) {
                auto& column = out.columns.emplace_back();
                column.name = name;
                column.title = std::string(trim(guess.name));
                found = out.columns.end() - 1;
            }
            found->inputs.push_back(source_of(file));
            add(*found, guess);
        }
    }
    find_numbers(out);
    return out;
}

}  // namespace jutong::job
