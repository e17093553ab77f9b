// jutong pack: check, apply and show content packs.
#include <fmt/format.h>

#include "cli/command.h"
#include "job/workplace.h"

namespace jutong::cli {

namespace {

Done check(Context& context, Arguments const&) {
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    json::array all;
    for (auto const& problem : problems) {
        context.terminal.line(context.terminal.bad("✗ ") + to_string(problem));
        all.push_back({{"file", problem.place.file},
                       {"line", problem.place.line},
                       {"reason", problem.reason},
                       {"message", problem.message},
                       {"remedy", problem.remedy}});
    }
    auto const& catalog = content.catalog;
    if (problems.empty())
        context.terminal.line(fmt::format(
            "{} {} packs, {} departments, {} resources, {} libraries, {} data elements: no "
            "mistakes",
            context.terminal.good("✓"), catalog.packs.size(), catalog.departments.size(),
            catalog.resources.size(), catalog.libraries.size(), content.registry->all().size()));
    context.terminal.object({{"problems", all}});
    if (!problems.empty())
        return fail(Code::invalid, problems.front().reason,
                    fmt::format("The packs have {} mistakes", problems.size()));
    return {};
}

Done apply(Context& context, Arguments const&) {
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::write, context.clock));
    TRY(job::apply_packs(*workplace));
    json::array packs;
    for (auto const& pack : workplace->catalog().packs) {
        context.terminal.line(fmt::format("applied {} {} {}", pack.name, pack.version, pack.title));
        packs.push_back({{"name", pack.name}, {"version", pack.version}, {"hash", pack.hash}});
    }
    context.terminal.object({{"packs", packs}});
    return {};
}

void show_resource(Terminal& out, catalog::Resource const& r) {
    out.heading(fmt::format("{}  {}", r.name, r.title));
    out.line(r.summary);
    out.line(fmt::format("code {}   provider {}   update {}   share {}   open {}", r.code,
                         r.provider, r.update, to_string(r.share.type), to_string(r.open.type)));
    TextTable table{{"field", "title", "element", "checks", "share", "open"}, {Align::left}, {}};
    for (std::size_t i = 0; i < r.fields.size(); ++i) {
        auto const& f = r.fields[i];
        std::string checks;
        for (auto const key : r.key) checks += key == i ? "key " : "";
        checks += f.required ? "required " : "";
        checks += f.unique ? "unique " : "";
        checks += f.min || f.max ? "range " : "";
        checks += !f.set.empty() ? "set " : "";
        checks += !f.pattern.empty() ? "pattern " : "";
        table.rows.push_back({f.name, f.title, std::string(f.element->name()), checks,
                              std::string(to_string(f.share)), std::string(to_string(f.open))});
    }
    out.table(table);
    for (auto const& source : r.sources) {
        std::string columns;
        for (auto const& mapping : source.columns)
            columns += fmt::format(" {}={}", mapping.column, mapping.field);
        out.line(fmt::format("source {}:{}", source.name(), columns));
    }
}

void show_library(Terminal& out, catalog::Library const& library) {
    out.heading(fmt::format("{}  {}", library.name, library.title));
    TextTable table{
        {"field", "title", "element", "rule", "from, most authoritative first"}, {Align::left}, {}};
    for (std::size_t i = 0; i < library.fields.size(); ++i) {
        auto const& f = library.fields[i];
        std::string from;
        for (auto const feed : f.order)
            if (library.feeds[feed].fields[i]) from += library.feeds[feed].source + " ";
        table.rows.push_back({f.name, f.title, std::string(f.element->name()),
                              std::string(to_string(f.rule)), from});
    }
    out.table(table);
}

json::object summary_of(catalog::Catalog const& catalog, element::Registry const& registry) {
    json::array departments, resources, libraries, elements;
    for (auto const& d : catalog.departments)
        departments.push_back({{"name", d.name}, {"title", d.title}});
    for (auto const& r : catalog.resources)
        resources.push_back({{"name", r.name},
                             {"title", r.title},
                             {"provider", r.provider},
                             {"fields", r.fields.size()},
                             {"share", to_string(r.share.type)},
                             {"open", to_string(r.open.type)}});
    for (auto const& l : catalog.libraries)
        libraries.push_back({{"name", l.name},
                             {"title", l.title},
                             {"kind", l.kind},
                             {"fields", l.fields.size()},
                             {"feeds", l.feeds.size()}});
    for (auto const* const e : registry.all())
        elements.push_back({{"name", e->name()}, {"title", e->title()}});
    return {{"departments", departments},
            {"resources", resources},
            {"libraries", libraries},
            {"elements", elements}};
}

json::object json_of(catalog::Resource const& r) {
    json::array fields, key, sources;
    for (auto const& f : r.fields)
        fields.push_back({{"name", f.name},
                          {"title", f.title},
                          {"element", f.element->name()},
                          {"required", f.required},
                          {"unique", f.unique},
                          {"share", to_string(f.share)},
                          {"open", to_string(f.open)}});
    for (auto const field : r.key) key.push_back(json::string(r.fields[field].name));
    for (auto const& source : r.sources) sources.push_back(json::string(source.name()));
    return {{"name", r.name},
            {"title", r.title},
            {"code", r.code},
            {"provider", r.provider},
            {"summary", r.summary},
            {"format", r.format},
            {"update", r.update},
            {"published", r.published},
            {"key", key},
            {"share", to_string(r.share.type)},
            {"open", to_string(r.open.type)},
            {"fields", fields},
            {"sources", sources}};
}

json::object json_of(catalog::Library const& l) {
    json::array fields, feeds;
    for (auto const& f : l.fields)
        fields.push_back({{"name", f.name},
                          {"title", f.title},
                          {"element", f.element->name()},
                          {"rule", to_string(f.rule)}});
    for (auto const& feed : l.feeds) feeds.push_back(json::string(feed.source));
    return {{"name", l.name},
            {"title", l.title},
            {"kind", l.kind},
            {"fields", fields},
            {"feeds", feeds}};
}

void show_lists(Terminal& out, catalog::Catalog const& catalog, element::Registry const& registry,
                std::string const& what) {
    if (what.empty() || what == "resources") {
        TextTable table{
            {"resource", "title", "provider", "fields", "share", "open"}, {Align::left}, {}};
        for (auto const& r : catalog.resources)
            table.rows.push_back({r.name, r.title, r.provider, std::to_string(r.fields.size()),
                                  std::string(to_string(r.share.type)),
                                  std::string(to_string(r.open.type))});
        out.heading("Resources");
        out.table(table);
    }
    if (what.empty() || what == "libraries") {
        TextTable table{{"library", "title", "kind", "fields", "feeds"}, {Align::left}, {}};
        for (auto const& l : catalog.libraries)
            table.rows.push_back({l.name, l.title, l.kind, std::to_string(l.fields.size()),
                                  std::to_string(l.feeds.size())});
        out.heading("Libraries");
        out.table(table);
    }
    if (what.empty() || what == "departments") {
        TextTable table{{"department", "title"}, {Align::left}, {}};
        for (auto const& d : catalog.departments) table.rows.push_back({d.name, d.title});
        out.heading("Departments");
        out.table(table);
    }
    if (what == "elements") {
        TextTable table{{"element", "title"}, {Align::left}, {}};
        for (auto const* const e : registry.all())
            table.rows.push_back({std::string(e->name()), std::string(e->title())});
        out.heading("Data elements");
        out.table(table);
    }
}

Done show(Context& context, Arguments const& arguments) {
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    if (!problems.empty())
        return fail(Code::invalid, problems.front().reason,
                    "The packs have mistakes; see jutong pack check");
    auto const what = arguments.text("WHAT");
    auto const& catalog = content.catalog;
    if (auto const* const resource = catalog.find_resource(what)) {
        context.terminal.object(json_of(*resource));
        show_resource(context.terminal, *resource);
    } else if (auto const* const library = catalog.find_library(what)) {
        context.terminal.object(json_of(*library));
        show_library(context.terminal, *library);
    } else if (what.empty() || what == "resources" || what == "libraries" ||
               what == "departments" || what == "elements") {
        context.terminal.object(summary_of(catalog, *content.registry));
        show_lists(context.terminal, catalog, *content.registry, what);
    } else {
        return fail(Code::not_found, "pack.unknown", "No resource or library is named " + what);
    }
    return {};
}

}  // namespace

Command pack_command() {
    return {
        "pack",
        "Content packs: departments, resources, libraries, code lists",
        "",
        {},
        {},
        {{"check",
          "Hold the packs against the rules; every mistake with file, line and remedy",
          "jutong pack check --packs packs",
          {},
          check,
          {}},
         {"apply",
          "Make the tables of the packs in the data directory",
          "jutong pack apply",
          {},
          apply,
          {}},
         {"show",
          "What the packs hold: everything, or one resource or library",
          "jutong pack show samr.enterprise",
          {{"WHAT", "WHAT", "A resource, a library, or: resources libraries departments elements"}},
          show,
          {}}}};
}

}  // namespace jutong::cli
