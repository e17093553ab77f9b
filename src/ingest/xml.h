// XML as it goes by, for the parts of a workbook: never a tree.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "ingest/stream.h"

namespace jutong::ingest {

// Attributes of a start tag; names without their prefix.
class XmlAttributes {
public:
    explicit XmlAttributes(char const* const* pairs) : pairs_(pairs) {}
    std::string_view get(std::string_view name) const;  // empty where there is none

private:
    char const* const* pairs_;
};

// Names come without their prefix. What a handler finds wrong it puts into `failure`.
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    virtual void start(std::string_view name, XmlAttributes const& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view text) = 0;

    std::optional<Error> failure;
};

class XmlStream {
public:
    // Borrows the handler.
    XmlStream(std::unique_ptr<ByteStream> bytes, XmlHandler& handler);
    ~XmlStream();
    XmlStream(XmlStream const&) = delete;
    XmlStream& operator=(XmlStream const&) = delete;

    // Parses the next piece; false at the end. Fails with ingest.workbook.damaged (invalid; a
    // document type, too, which no workbook has and bombs are made of), and as handler and stream.
    Result<bool> step();
    Done finish();  // steps to the end

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace jutong::ingest
