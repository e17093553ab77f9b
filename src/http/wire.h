// Answers as they go over the wire. For the sources of this module alone.
#pragma once

#include <string>

#include "http/message.h"

namespace jutong::http {

enum class Framing : std::uint8_t { length, chunks, until_close };

// The head of an answer to `request`, with its empty line. `length`: of the body, where it is
// known.
std::string wire_head(Response const& response, Framing framing, std::size_t length,
                      bool keep_alive);

// A chunk's size line.
std::string chunk_head(std::size_t size);
inline constexpr std::string_view chunk_tail = "\r\n";
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

// An id for a request that brings none, or one that logs cannot take.
std::string request_id(std::string_view brought);

}  // namespace jutong::http
