#include "job/demo_province.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/file.h"

namespace jutong::job {

namespace {

// Converting needs no lake of anyone's: one that lives as long as this does.
Done truth_to_parquet(fs::path const& out, element::Registry const& registry) {
    auto const scratch = out / fmt::format(".scratch.{}", ::getpid());
    auto const convert = [&]() -> Done {
        auto const lake =
            TRY(lake::Lake::open({scratch / "lake", scratch / "tmp", 0, "", true, {}}, registry));
        auto session = TRY(lake->session());
        for (auto const* const kind : {"person", "organization"}) {
            auto const csv = out / "truth" / fmt::format("{}.csv", kind);
            auto const parquet = out / "truth" / fmt::format("{}.parquet", kind);
            TRY(session.run(fmt::format(
                "COPY (SELECT * FROM read_csv({}, header = true, columns = {{'subject': 'VARCHAR', "
                "'resource': 'VARCHAR', "
                "'file': 'VARCHAR', 'row': 'BIGINT'}})) TO {} (FORMAT parquet, COMPRESSION zstd)",
                lake::quoted_text(csv.string()), lake::quoted_text(parquet.string()))));
            fs::remove(csv);
        }
        return {};
    };
    auto const done = convert();
    std::error_code ignored;
    fs::remove_all(scratch, ignored);
    return done;
}

}  // namespace

Result<std::vector<demo::Written>> make_demo(demo::Plan const& plan,
                                             element::Registry const& registry,
                                             Progress& progress) {
    constexpr double steps = 1000;
    progress.step("demo province", static_cast<std::int64_t>(steps));
    auto const tell = [&](double done, std::string_view) {
        progress.at(static_cast<std::int64_t>(done * steps), 0);
        return !progress.cancelled();
    };
    auto written = TRY(demo::generate(plan, registry, tell));
    TRY(truth_to_parquet(plan.out, registry));
    for (auto& file : written)
        if (file.file.starts_with("truth/")) {
            file.file = fs::path(file.file).replace_extension(".parquet").generic_string();
            file.bytes = static_cast<std::int64_t>(fs::file_size(plan.out / file.file));
        }
    return written;
}

}  // namespace jutong::job
