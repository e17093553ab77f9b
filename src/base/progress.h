// Progress of long work, and the wish that it stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace jutong {

// Where long work reports to. Functions may be called from any thread; the default is silence.
class Progress {
public:
    virtual ~Progress() = default;

    // A new step begins: `what` is shown; `total` is the work it has, in units of its own (0: not
    // known).
    virtual void step(std::string_view /*what*/, std::int64_t /*total*/) {}
    // So much of the step is done, and so many rows, counted from its beginning.
    virtual void at(std::int64_t /*done*/, std::int64_t /*rows*/) {}
    // Something worth a line of its own.
    virtual void note(std::string_view /*line*/) {}

    // The user wants the work to stop: it leaves things as they were and fails with `cancelled`.
    void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
    bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

    // Fails with run.cancelled (conflict) once the user wants the work to stop.
    Done go_on() const {
        if (cancelled()) return fail(Code::conflict, "run.cancelled", "Cancelled by the user");
        return {};
    }

private:
    std::atomic<bool> cancelled_ = false;
};

}  // namespace jutong
