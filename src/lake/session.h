// What a session is made of. For the sources of this module alone.
#pragma once

#include "lake/engine.h"
#include "lake/gate.h"

namespace jutong::lake {

struct Session::Impl {
    ~Impl() { watched->forget(); }

    Connection connection;
    FeedTable& feeds;
    SinkTable& sinks;
    int data_folder;      // open descriptor of the folder of data files, owned by the lake
    Gate const* reads;    // null where this session writes, or the catalogue needs no gate
    Gate const* commits;  // null where this session reads, or the catalogue needs no gate
    std::shared_ptr<Watched> watched;  // shared with the deadline that may look at it right now
};

}  // namespace jutong::lake
