// The catalogue: departments, resources with their fields and sources, libraries and what feeds
// them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/declared_rule.h"
#include "catalog/link_rule.h"
#include "element/registry.h"
#include "pack/document.h"

namespace jutong::catalog {

// 共享/开放类型 (domain of 政务数据共享条例 art. 14), from loose to strict.
enum class Terms : std::uint8_t { unconditional, conditional, denied };

struct Access {
    Terms type = Terms::unconditional;
    std::string conditions;
    std::string basis;  // why denied, and by which law
    std::vector<std::string> modes;
};

struct Field {
    std::string name;
    std::string title;
    element::Element const* element = nullptr;
    bool required = false;
    bool unique = false;
    std::optional<std::int64_t> min, max;  // in the unit of the element's kind
    std::vector<std::string> set;          // normalised texts
    std::string pattern;
    std::optional<std::int64_t> length_max;  // code points
    OnFailure on_failure = OnFailure::flag;
    Terms share = Terms::unconditional;
    Terms open = Terms::unconditional;
    bool sensitive = false;
};

struct ColumnMapping {
    std::string column;  // may have * and ?
    std::string field;
};

// A layout in which rows of a resource arrive: in files, or from a table or query of a connection.
struct Source {
    std::string connection;  // name of a connection; empty: files
    std::string table;       // as the database names it, with its schema; or:
    std::string query;       // one SELECT
    std::string since;       // column that only grows: only rows from the last greatest on are read
    std::string file;        // pattern of the file's name, as declared first
    std::vector<std::string> files;  // all patterns, {a,b} spelled out; without .zst or .gz
    std::string sheet;               // pattern of the sheets of a workbook; empty: all that fit
    std::vector<ColumnMapping> columns;
    bool header = true;
    std::string encoding;   // empty: recognised
    std::string delimiter;  // empty: recognised
    std::vector<std::string> missing;

    // What rows are traced by: the pattern of the files, else connection/table, or
    // connection/query- with a hash of the query.
    std::string name() const;
};

// Whose row it is: the fields that make the subject's number.
struct Subject {
    std::string kind;
    std::vector<std::size_t> number;  // places in fields
};

enum class Absent : std::uint8_t { kept, ended };

// What a file holds: all rows there are, or what changed since the last file.
enum class Extract : std::uint8_t { full, incremental };

// Where an incremental extract says what became of a row.
struct Change {
    std::optional<std::size_t> field;  // place in fields, or:
    std::string column;                // a column that gives no field; may have * and ?
    std::vector<std::string> deleted;  // texts that mean: the row has ended at its source
};

struct Resource {
    std::string name, title, code, provider, summary, format, subject_area, domain, level, update,
        published;
    std::vector<std::string> related;
    std::vector<std::size_t> key;  // places in fields
    std::optional<std::size_t> timestamp;
    Subject subject;
    Access share, open;
    Absent absent = Absent::kept;
    Extract extract = Extract::full;
    std::optional<Change> change;  // only of incremental extracts
    std::vector<Field> fields;
    std::vector<DeclaredRule> rules;
    std::optional<std::size_t> division;  // the field that tells the city of a row
    std::vector<Source> sources;
    pack::Place place;

    std::string table() const;  // samr.enterprise → samr_enterprise
    std::optional<std::size_t> find(std::string_view field) const;
};

enum class Rule : std::uint8_t { authority, recency, agreement };

struct LibraryField {
    std::string name, title;
    element::Element const* element = nullptr;
    Rule rule = Rule::authority;
    std::vector<std::size_t> order;  // feeds, most authoritative first
};

// What feeds a library: the rows of a resource, or the golden records of another library.
struct Feed {
    std::string source;                   // name of the resource or library
    std::optional<std::size_t> resource;  // place in the catalogue; nothing: a library feeds
    std::vector<std::size_t> number;  // fields of the resource that make the number; library: none
    std::vector<std::optional<std::size_t>>
        fields;             // for each field of this library: field of the resource or library
    std::string where;      // SQL over the source's fields: only rows that meet it; empty: all
    bool enriches = false;  // gives values to subjects that other feeds bring, and brings none
};

inline constexpr std::string_view base_kind = "base";

struct Library {
    std::string name, title, kind, lead, subject_kind;
    element::Element const* number = nullptr;  // null: a key made of several fields
    std::vector<LibraryField> fields;
    std::vector<Feed> feeds;
    std::optional<LinkRule> link;  // only of base libraries that have a number
    std::string awaits;  // of a library that nothing feeds yet: which data of whom it waits for
    pack::Place place;

    // Of the base libraries others may be made.
    bool is_base() const { return kind == base_kind; }
};

struct Department {
    std::string name, title, credit_code, item_code;
    pack::Place place;
};

// How scores are weighted, which texts mean "missing", and what a notice to a department asks for.
struct Measure {
    std::vector<std::pair<std::string, double>> weights;  // by dimension of GB/T 36344
    std::vector<std::string> missing;
    std::string authority;                            // who sends notices
    std::string basis;                                // by which law
    int correction_days = 10;                         // working days: 政务数据共享条例 art. 26
    std::vector<std::pair<std::string, int>> cycles;  // update → days that are still in time
};

// For how many days what is kept; nothing: for ever. What is of use still stays longer.
struct Retention {
    std::optional<std::int64_t> versions, quarantine, kept, runs, reports;
};

struct PackInfo {
    std::string name, title, version, hash;
    std::filesystem::path folder = {};
};

struct Catalog {
    std::vector<PackInfo> packs;
    std::vector<element::CodeList> codes;
    std::vector<Department> departments;
    std::vector<Resource> resources;  // sorted by name
    std::vector<Library> libraries;   // sorted by name
    Measure measure;
    Retention retention;

    Resource const* find_resource(std::string_view name) const;
    Library const* find_library(std::string_view name) const;
    Department const* find_department(std::string_view name) const;
};

// Code lists come first: elements are made of them, and everything else names elements.
std::vector<element::CodeList> read_code_lists(std::vector<pack::Pack> const& packs,
                                               pack::Problems& problems);

// Reads all the rest and holds it against the rules of the catalogue (政务信息资源目录编制指南,
// domain.md 2.2, 2.5). What is wrong is added to `problems`; the result may be used only where
// there are none.
Catalog read_catalog(std::vector<pack::Pack> const& packs, element::Registry const& registry,
                     pack::Problems& problems);

std::string_view to_string(Terms terms);
std::string_view to_string(Rule rule);

}  // namespace jutong::catalog
