// Arena: text that lives as long as a block of rows.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace jutong {

// Hands out stable bytes from chunks that are kept for the next block; not for sharing by threads.
class Arena {
public:
    // The bytes stay where they are until clear().
    char* take(std::size_t size) {
        if (size > left_) grow(size);
        auto* const bytes = next_;
        next_ += size;
        left_ -= size;
        return bytes;
    }

    std::string_view keep(std::string_view text) {
        auto* const bytes = take(text.size());
        if (!text.empty()) std::memcpy(bytes, text.data(), text.size());
        return {bytes, text.size()};
    }

    void clear() {
        if (chunks_.size() > 1) chunks_.erase(chunks_.begin(), chunks_.end() - 1);
        next_ = chunks_.empty() ? nullptr : chunks_.back().bytes.get();
        left_ = chunks_.empty() ? 0 : chunks_.back().size;
    }

private:
    struct Chunk {
        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };

    void grow(std::size_t at_least) {
        constexpr std::size_t chunk_bytes_min = 64 * 1024;
        auto const doubled = chunks_.empty() ? chunk_bytes_min : chunks_.back().size * 2;
        auto const size = at_least > doubled ? at_least : doubled;
        chunks_.push_back({std::unique_ptr<char[]>(new char[size]), size});
        next_ = chunks_.back().bytes.get();
        left_ = size;
    }

    std::vector<Chunk> chunks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace jutong
