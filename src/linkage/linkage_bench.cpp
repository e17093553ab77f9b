// What linkage costs in one process:
//   linkage_bench search MODEL PEOPLE.csv TRUTH.csv
// searches in an index: every 20th row is asked for, the others are in it.
//   linkage_bench clustering near|any ROWS LINKS
// finds which rows of drawn links hang together, on one thread, and tells it as JSON.
//   linkage_bench kernels PAIRS.csv
// compares the two texts of each line, on one thread, and tells nanoseconds a pair as JSON.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "element/names.h"
#include "element/pattern.h"
#include "element/registry_for_tests.h"
#include "element/text_compare.h"
#include "linkage/forest.h"
#include "linkage/index.h"

namespace {

using namespace jutong;
using namespace jutong::linkage;

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// Of this thread: others may be at work beside it.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double resident_bytes() {
    std::ifstream in("/proc/self/statm");
    double pages = 0, resident = 0;
    in >> pages >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> out;
    if (line.ends_with('\r')) line.remove_suffix(1);
    for (std::size_t begin = 0; begin <= line.size();) {
        auto const end = std::min(line.find(',', begin), line.size());
        out.push_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

struct People {
    Records known;
    std::vector<std::vector<std::string>> asked;  // by field of the model
    std::vector<std::size_t> subject_of_known, subject_of_asked;
};

People read_people(Learned const& learned, std::string const& people, std::string const& truth) {
    People out;
    std::ifstream rows(people), subjects(truth);
    std::string line, subject, plain;
    std::getline(rows, line);
    std::getline(subjects, subject);
    auto const header = cells_of(line);
    std::vector<std::size_t> places;
    for (auto const& field : learned.fields) {
        out.known.columns.push_back({field.column, {}, {}});
        places.push_back(
            static_cast<std::size_t>(std::ranges::find(header, field.column) - header.begin()));
    }
    for (std::size_t i = 0; std::getline(rows, line) && std::getline(subjects, subject); ++i) {
        auto const cells = cells_of(line);
        auto const is_asked = i % 20 == 0;
        auto const person = std::stoull(std::string(cells_of(subject).back()));
        if (is_asked) out.asked.emplace_back();
        for (std::size_t k = 0; k < places.size(); ++k) {
            plain_text(cells[places[k]], plain);
            auto& column = out.known.columns[k];
            if (is_asked)
                out.asked.back().push_back(plain);
            else
                column.codes.push_back(column.values.add(plain));
        }
        (is_asked ? out.subject_of_asked : out.subject_of_known).push_back(person);
        if (!is_asked) out.known.ids.emplace_back();
    }
    return out;
}

int search(std::string const& model, std::string const& people, std::string const& truth) {
    auto const& reference = element::registry_for_tests().reference();
    auto learned = read_model(*read_file(model));
    verify(learned.has_value(), "the model can be read");
    auto records = read_people(*learned, people, truth);
    auto subjects = records.subject_of_known;
    std::ranges::sort(subjects);
    std::vector<std::string>().swap(records.known.ids);
    records.known.ids.resize(records.subject_of_known.size());
    auto const before = resident_bytes();
    auto const start = seconds();
    auto const index = *Index::make(std::move(*learned), std::move(records.known), reference);
    auto const made = seconds();
    fmt::print(
        "{} rows: made in {:.1f} s, {:.0f} bytes a row more than values and terms, {:.0f} in all\n",
        index.rows(), made - start, (resident_bytes() - before) / index.rows(),
        resident_bytes() / index.rows());
    auto scratch = index.scratch();
    Found found;
    std::vector<double> times;
    std::size_t present = 0, first = 0, given = 0, compared = 0, cut = 0;
    std::vector<std::string_view> values;
    for (std::size_t i = 0; i < records.asked.size(); ++i) {
        values.assign(records.asked[i].begin(), records.asked[i].end());
        auto const from = cpu_seconds();
        verify(index.find(values, {}, scratch, found).has_value(), "a record can be asked for");
        times.push_back(cpu_seconds() - from);
        compared += found.compared;
        cut += !found.all_seen;
        auto const subject = records.subject_of_asked[i];
        if (!std::ranges::binary_search(subjects, subject)) continue;
        ++present;
        auto const is_right = [&](Candidate const& one) {
            return records.subject_of_known[one.row] == subject;
        };
        first += !found.candidates.empty() && is_right(found.candidates.front());
        given += std::ranges::any_of(found.candidates, is_right);
    }
    auto const n = times.size();
    double all = 0;
    for (auto const time : times) all += time;
    std::ranges::sort(times);
    fmt::print(
        "{} searches: {:.0f} a CPU second, p50 {:.0f} us, p99 {:.0f} us, longest {:.0f} us; {:.1f} "
        "rows "
        "compared each, {:.4f} cut short\n",
        n, static_cast<double>(n) / all, times[n / 2] * 1e6, times[n * 99 / 100] * 1e6,
        times.back() * 1e6, static_cast<double>(compared) / static_cast<double>(n),
        static_cast<double>(cut) / static_cast<double>(n));
    fmt::print("of {} who are known {:.4f} come first, {:.4f} among ten\n", present,
               static_cast<double>(first) / static_cast<double>(present),
               static_cast<double>(given) / static_cast<double>(present));
    return 0;
}

// near: half of the links are between neighbours, as of subjects that stand together in one source,
// half between rows of a block of a thousand. any: between any two rows.
int clustering(std::string const& kind, Row rows, std::size_t count) {
    std::vector<std::pair<Row, Row>> links(count);
    Random random(1);
    for (std::size_t i = 0; i < count; ++i) {
        auto const row = static_cast<Row>(random.below(rows));
        auto const step =
            kind == "any" ? random.below(rows) : 1 + random.below(i % 2 == 0 ? 1 : 1000);
        links[i] = {row, static_cast<Row>((row + step) % rows)};
    }
    auto const before = resident_bytes();
    auto const wall = seconds(), cpu = cpu_seconds();
    Forest forest(rows);
    forest.unite(links, [](auto const& link) { return link; });
    auto const lowest = std::move(forest).lowest();
    std::size_t clusters = 0;
    for (Row row = 0; row < rows; ++row) clusters += lowest[row] == row;
    fmt::print("{{\"clusters\": {}, \"seconds\": {:.2f}, \"cpu\": {:.2f}, \"gib\": {:.2f}}}\n",
               clusters, seconds() - wall, cpu_seconds() - cpu,
               (resident_bytes() - before) / (1U << 30U));
    return 0;
}

// The least of three times: the machine has other work.
template <typename Compare>
double nanoseconds(std::vector<std::pair<std::string_view, std::string_view>> const& pairs,
                   Compare const& compare, double& sum) {
    constexpr int repeats = 3;
    auto best = std::numeric_limits<double>::max();
    for (int i = 0; i < repeats; ++i) {
        sum = 0;
        auto const from = cpu_seconds();
        for (auto const& [left, right] : pairs) sum += static_cast<double>(compare(left, right));
        best = std::min(best, cpu_seconds() - from);
    }
    return best * 1e9 / static_cast<double>(pairs.size());
}

int kernels(std::string const& file) {
    auto const text = read_file(file);
    verify(text.has_value(), "the pairs can be read");
    std::vector<std::pair<std::string_view, std::string_view>> pairs;
    for (std::string_view rest = *text; !rest.empty();) {
        auto const end = std::min(rest.find('\n'), rest.size());
        auto const cells = cells_of(rest.substr(0, end));
        pairs.emplace_back(cells.front(), cells.back());
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    double steps = 0, likeness = 0;
    auto const levenshtein = nanoseconds(pairs, element::levenshtein, steps);
    auto const jaro_winkler = nanoseconds(pairs, element::jaro_winkler, likeness);
    fmt::print(
        "{{\"pairs\": {}, \"levenshtein\": {:.1f}, \"jaro_winkler\": {:.1f}, \"steps\": {}, "
        "\"likeness\": {:.3f}}}\n",
        pairs.size(), levenshtein, jaro_winkler, steps, likeness);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    std::vector<std::string> const arguments(words + 1, words + count);
    if (arguments.size() == 4 && arguments[0] == "search")
        return search(arguments[1], arguments[2], arguments[3]);
    if (arguments.size() == 4 && arguments[0] == "clustering")
        return clustering(arguments[1], static_cast<Row>(std::stoul(arguments[2])),
                          std::stoull(arguments[3]));
    if (arguments.size() == 2 && arguments[0] == "kernels") return kernels(arguments[1]);
    fmt::print(stderr,
               "linkage_bench search MODEL PEOPLE.csv TRUTH.csv\n"
               "linkage_bench clustering near|any ROWS LINKS\n"
               "linkage_bench kernels PAIRS.csv\n");
    return 2;
}
