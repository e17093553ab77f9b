// Conditions over rows in memory, worked out by the engine a block at a time: an engine of its own,
// without tables and without files.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "element/registry.h"
#include "lake/batch.h"

namespace jutong::lake {

enum class Answer : std::uint8_t { no, yes, unknown };

// Conditions made ready over rows of certain columns. One connection, for one thread at a time.
class Formula {
public:
    ~Formula();

    // `fill` writes the block's columns, all of `rows` rows; answers[condition][row]. What fails
    // for a row (a cast, an overflow) is unknown.
    Done evaluate(std::size_t rows, std::function<void(BatchWriter&)> const& fill,
                  std::vector<std::vector<Answer>>& answers);

private:
    friend class Calculator;
    struct Impl;
    explicit Formula(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Safe from any thread.
class Calculator {
public:
    // With the functions jt_… of the registry's elements. Fails with lake.open (unavailable).
    static Result<std::unique_ptr<Calculator>> open(element::Registry const& registry);
    ~Calculator();

    // Fails with lake.statement (invalid), whose message is the engine's, where a condition is not
    // one. The calculator must outlive what it gives.
    Result<std::unique_ptr<Formula>> formula(std::vector<Column> columns,
                                             std::vector<std::string> const& conditions);

private:
    struct Impl;
    explicit Calculator(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace jutong::lake
