// The demo province on disk: the departments' tables, and the truth as Parquet.
#pragma once

#include <vector>

#include "base/progress.h"
#include "demo/demo.h"
#include "lake/lake.h"

namespace jutong::job {

// OUT/<resource>.<ext> and OUT/truth/{person,organization}.parquet. Fails as demo::generate does.
Result<std::vector<demo::Written>> make_demo(demo::Plan const& plan,
                                             element::Registry const& registry, Progress& progress);

}  // namespace jutong::job
