#include "ingest/xml.h"

#include <array>

#include <expat.h>
#include <fmt/format.h>

namespace jutong::ingest {

namespace {

constexpr std::size_t piece_bytes = 16U << 10U;  // bounds the rows that wait to be taken
constexpr std::int64_t tag_bytes_max = 1LL << 20U;

std::string_view local(std::string_view name) {
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
    for (auto const* pair = pairs_; *pair != nullptr; pair += 2)
        if (local(pair[0]) == name) return pair[1];
    return {};
}

struct XmlStream::Impl {
    Impl(std::unique_ptr<ByteStream> from, XmlHandler& to)
        : bytes(std::move(from)), handler(to), parser(XML_ParserCreate(nullptr)) {}

    std::unique_ptr<ByteStream> bytes;
    XmlHandler& handler;
    XML_Parser parser;
    std::array<char, piece_bytes> piece{};
    std::int64_t fed = 0;
    bool has_doctype = false;

    static Impl& of(void* data) { return *static_cast<Impl*>(data); }
};

XmlStream::XmlStream(std::unique_ptr<ByteStream> bytes, XmlHandler& handler)
    : impl_(new Impl(std::move(bytes), handler)) {
    auto* const parser = impl_->parser;
    XML_SetUserData(parser, impl_.get());
    XML_SetElementHandler(
        parser,
        [](void* data, XML_Char const* name, XML_Char const** attributes) {
            Impl::of(data).handler.start(local(name), XmlAttributes(attributes));
        },
        [](void* data, XML_Char const* name) { Impl::of(data).handler.end(local(name)); });
    XML_SetCharacterDataHandler(parser, [](void* data, XML_Char const* text, int size) {
        Impl::of(data).handler.text({text, static_cast<std::size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(
        parser, [](void* data, XML_Char const*, XML_Char const*, XML_Char const*, int) {
            Impl::of(data).has_doctype = true;
            XML_StopParser(Impl::of(data).parser, XML_FALSE);
        });
}

XmlStream::~XmlStream() { XML_ParserFree(impl_->parser); }

Result<bool> XmlStream::step() {
    auto const count = TRY(impl_->bytes->read(impl_->piece));
    impl_->fed += static_cast<std::int64_t>(count);
    auto const status = XML_Parse(impl_->parser, impl_->piece.data(), static_cast<int>(count),
                                  count == 0 ? XML_TRUE : XML_FALSE);
    if (impl_->handler.failure) return fail(*impl_->handler.failure);
    auto const at = XML_GetCurrentByteIndex(impl_->parser);  // below 0: nothing waits
    auto const waits_too_long = at >= 0 && impl_->fed - at > tag_bytes_max;
    if (status == XML_STATUS_OK && !waits_too_long) return count > 0;
    auto const why = impl_->has_doctype        ? "a document type"
                     : status == XML_STATUS_OK ? "a tag that does not end"
                                               : XML_ErrorString(XML_GetErrorCode(impl_->parser));
    return fail(Code::invalid, "ingest.workbook.damaged",
                fmt::format("The workbook cannot be read; save and send it again: {}", why));
}

Done XmlStream::finish() {
    while (TRY(step())) {
    }
    return {};
}

}  // namespace jutong::ingest
