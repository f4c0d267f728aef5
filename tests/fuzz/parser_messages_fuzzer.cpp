// What a parser that was taken over may send: every decoder takes any bytes, and what it takes encodes to the same bytes.
#include "redactor/documents/parser_messages.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace redactor;

template <typename Message>
void same(const std::optional<Message>& message, std::string_view payload)
{
    if (message && encode(*message).substr(message_head_bytes) != payload) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view payload(reinterpret_cast<const char*>(data), size);
    static_cast<void>(decode_head(payload.substr(0, message_head_bytes)));
    same(decode_examine(payload), payload);
    same(decode_whole(payload), payload);
    same(decode_done(payload), payload);
    constexpr std::size_t text_bytes = 100;
    same(decode_edits(payload, text_bytes), payload);
    return 0;
}
