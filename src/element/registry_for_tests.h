// The registry that the tests, the fuzzer and the benchmarks share: real content, two code lists.
#pragma once

#include <filesystem>

#include "base/verify.h"
#include "element/reference.h"
#include "element/registry.h"

namespace jutong::element {

inline std::filesystem::path content_folder(std::string_view pack) {
    return std::filesystem::path(JUTONG_SOURCE_DIR) / "packs" / pack / "content";
}

inline bool has_content() {
    return std::filesystem::exists(content_folder("national") / "divisions.tsv") &&
           std::filesystem::exists(content_folder("shandong") / "divisions.tsv");
}

inline Registry const& registry_for_tests() {
    static auto const registry =
        Registry::create({content_folder("national"), content_folder("shandong")},
                         {{"gender",
                           "性别",
                           "GB/T 2261.1",
                           {{"1", "男", {"男性", "M"}},
                            {"2", "女", {"女性", "F"}},
                            {"0", "未知的性别", {}},
                            {"9", "未说明的性别", {"未说明"}}}},
                          {"nation",
                           "民族",
                           "GB/T 3304",
                           {{"01", "汉族", {"汉"}},
                            {"02", "蒙古族", {"蒙古"}},
                            {"03", "回族", {"回"}},
                            {"11", "满族", {"满"}}}}})
            .value();
    return *registry;
}

inline Element const& element_named(std::string_view name) {
    auto const* const found = registry_for_tests().find(name);
    verify(found != nullptr, "the registry has the element");
    return *found;
}

}  // namespace jutong::element
