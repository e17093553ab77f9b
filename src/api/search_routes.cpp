// Search: a number, a name, a resource, a page.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "api/reading.h"
#include "api/search_words.h"
#include "base/text.h"
#include "job/personal.h"
#include "job/subject.h"

namespace jutong::api {

namespace {

constexpr std::size_t hits_max = 30;
constexpr std::size_t hits_of_a_kind_max = 10;
constexpr int names_max = 8;  // of organizations

struct Page {
    std::string_view href, title, words;
};
// The console's rooms.
constexpr std::array<Page, 9> pages = {{{"/", "概览", "overview"},
                                        {"/resources", "资源", "resources"},
                                        {"/runs", "运行", "runs"},
                                        {"/quarantine", "隔离区", "quarantine"},
                                        {"/quality", "质量", "quality"},
                                        {"/libraries", "库", "libraries"},
                                        {"/subjects", "主体", "subjects"},
                                        {"/connect", "接入", "connect"},
                                        {"/system", "系统", "system"}}};

struct Hit {
    int fit = 0;
    json::object object;
};

class Search {
public:
    Search(Services& services, Site site, std::string typed)
        : services_(services),
          site_(std::move(site)),
          typed_(std::move(typed)),
          words_(site_->registry().reference(), typed_) {}

    Result<json::array> run() {
        TRY(find_subject());
        TRY(find_run());
        auto const& catalog = site_->catalog();
        for (auto const& page : pages)
            add("page", page.words, page.title, "", page.href, best({page.title, page.words}));
        keep();
        for (auto const& library : catalog.libraries)
            add("library", library.name, library.title, library.name, "/libraries/" + library.name,
                best({library.title, library.name}));
        keep();
        for (auto const& resource : catalog.resources)
            add("resource", resource.name, resource.title,
                department_title(catalog, resource.provider), "/resources/" + resource.name,
                best({resource.title, resource.name}));
        keep();
        for (auto const& department : catalog.departments)
            add("department", department.name, department.title, department.name,
                "/resources?department=" + department.name,
                best({department.title, department.name}));
        keep();
        for (auto const& resource : catalog.resources)
            for (auto const& field : resource.fields)
                add("field", resource.name + "." + field.name, field.title,
                    resource.title + " · " + field.name,
                    "/resources/" + resource.name + "?field=" + field.name,
                    std::max(words_.fit(field.title), words_.fit(field.name) >= 4 ? 4 : 0));
        keep();
        TRY(find_names());
        // The better ones first; of equals in the order of kinds above.
        std::ranges::stable_sort(kept_, std::ranges::greater(), &Hit::fit);
        json::array out;
        for (auto& hit : kept_)
            if (out.size() < hits_max) out.push_back(std::move(hit.object));
        return out;
    }

private:
    static constexpr int certain = 9;

    int best(std::initializer_list<std::string_view> texts) const {
        int fit = 0;
        for (auto const text : texts) fit = std::max(fit, words_.fit(text));
        return fit;
    }

    void add(std::string_view kind, std::string_view name, std::string_view title,
             std::string_view detail, std::string_view href, int fit) {
        if (fit == 0) return;
        found_.push_back({fit,
                          {{"kind", kind},
                           {"name", name},
                           {"title", title},
                           {"detail", detail},
                           {"href", href}}});
    }

    // The best of what was found of a kind.
    void keep() {
        std::ranges::stable_sort(found_, std::ranges::greater(), &Hit::fit);
        if (found_.size() > hits_of_a_kind_max) found_.resize(hits_of_a_kind_max);
        std::ranges::move(found_, std::back_inserter(kept_));
        found_.clear();
    }

    // A number that a library's element reads leads to its subject, be there one or not: the name
    // of the hit is what was typed, nothing else is told.
    Done find_subject() {
        for (auto const& library : site_->catalog().libraries) {
            if (!library.is_base()) continue;
            auto const number = job::normalised_number(library, typed_);
            if (!number) continue;
            add("subject", *number, *number, library.title, "/subjects/" + *number, certain);
            break;
        }
        keep();
        return {};
    }

    // Organizations by a part of their name; people are not looked for by theirs.
    Done find_names() {
        constexpr std::size_t length_min = 2;
        auto const is_han = std::ranges::any_of(
            typed_, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
        if (!is_han || length(typed_) < length_min) return {};
        auto session = TRY(site_->lake().session());
        for (auto const& library : site_->catalog().libraries) {
            auto const name = std::ranges::find(library.fields, "org_name",
                                                [](auto const& f) { return f.element->name(); });
            if (!library.is_base() || library.number == nullptr ||
                job::is_personal(*library.number) || name == library.fields.end())
                continue;
            auto const field = lake::quoted_name(name->name);
            auto const rows = TRY(session.query(
                fmt::format("SELECT number, {0} FROM library.{1} WHERE contains({0}, $1) ORDER BY "
                            "length({0}), number LIMIT {2}",
                            field, lake::quoted_name(library.name), names_max),
                {typed_}));
            for (auto const& row : rows.rows)
                add("subject", *row[0], *row[1], *row[0], "/subjects/" + *row[0], 3);
        }
        keep();
        return {};
    }

    Done find_run() {
        std::int64_t run = 0;
        auto const* const end = typed_.data() + typed_.size();
        auto const read = std::from_chars(typed_.data(), end, run);
        constexpr std::size_t digits_max = 9;
        if (read.ec != std::errc() || read.ptr != end || typed_.size() > digits_max) return {};
        auto const view = services_.runner.find(run);
        if (!view && view.error().code != Code::not_found) return fail(view.error());
        if (view)
            add("run", typed_, "第 " + typed_ + " 次运行", operation::line_of(view->request),
                "/runs/" + typed_, certain);
        keep();
        return {};
    }

    Services& services_;
    Site site_;
    std::string typed_;
    SearchWords words_;
    std::vector<Hit> found_, kept_;
};

}  // namespace

void add_search_routes(Routes& routes, Services& s) {
    routes.components["SearchHit"] = object(
        {{"kind", choice({"page", "resource", "field", "library", "department", "subject", "run"})},
         {"name", text()},
         {"title", text()},
         {"detail", text()},
         {"href", text()}});
    routes.add({.path = "/api/v1/search",
                .name = "search",
                .tag = "overview",
                .summary = "By Chinese text, pinyin or its initials, name or number",
                .parameters = {{"q", In::query, text_of(1, 100), true}},
                .answer = items_of(component("SearchHit")),
                .handle = [&s](Call& call) -> Result<http::Response> {
                    auto items = TRY(Search(s, s.workplace(), call.text("q")).run());
                    return json_response({{"items", std::move(items)}});
                }});
}

}  // namespace jutong::api
