#include "redactor/documents/parser_messages.h"

#include <utility>

namespace redactor {
namespace {

class Encoder {
public:
    explicit Encoder(MessageType type)
    {
        bytes_ += static_cast<char>(type);
        number(0); // patched by finish()
    }

    Encoder& number(std::uint64_t value)
    {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            bytes_ += static_cast<char>((value >> shift) & 0xFFU);
        }
        return *this;
    }

    Encoder& text(std::string_view value)
    {
        number(value.size());
        bytes_ += value;
        return *this;
    }

    std::string finish()
    {
        std::uint64_t size = bytes_.size() - message_head_bytes;
        for (std::size_t i = 1; i < message_head_bytes; ++i) {
            bytes_[i] = static_cast<char>(size & 0xFFU);
            size >>= 8U;
        }
        return std::move(bytes_);
    }

private:
    std::string bytes_;
};

class Decoder {
public:
    explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number()
    {
        if (bytes_.size() < 8) {
            good_ = false;
            return 0;
        }
        std::uint64_t value = 0;
        for (unsigned i = 0; i < 8; ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
        }
        bytes_.remove_prefix(8);
        return value;
    }

    std::string text()
    {
        const std::uint64_t size = number();
        if (size > bytes_.size()) {
            good_ = false;
            return {};
        }
        std::string value(bytes_.substr(0, size));
        bytes_.remove_prefix(size);
        return value;
    }

    bool has_more() const { return good_ && !bytes_.empty(); }
    bool finished() const { return good_ && bytes_.empty(); }

private:
    std::string_view bytes_;
    bool good_ = true;
};

template <typename Message>
std::optional<Message> if_finished(const Decoder& decoder, Message message)
{
    return decoder.finished() ? std::optional<Message>(std::move(message)) : std::nullopt;
}

} // namespace

std::string encode(const DocumentMessage& message)
{
    const DocumentLimits& limits = message.limits;
    return Encoder(MessageType::document)
        .number(limits.document_bytes_max)
        .number(limits.decoded_bytes_max)
        .number(limits.decoded_ratio_max)
        .number(limits.decoded_bytes_free)
        .number(limits.members_max)
        .number(limits.depth_max)
        .number(limits.wall_ms_max)
        .number(message.rewrite ? 1 : 0)
        .text(message.bytes)
        .finish();
}

std::string encode(const std::vector<Edit>& edits)
{
    Encoder encoder(MessageType::edits);
    for (const Edit& edit : edits) {
        encoder.number(edit.begin).number(edit.end).text(edit.with);
    }
    return encoder.finish();
}

std::string encode_refusal() { return Encoder(MessageType::refuse).finish(); }

std::string encode(const ExamineMessage& message)
{
    return Encoder(MessageType::examine).text(message.member).text(message.text).finish();
}

std::string encode(const WholeMessage& message)
{
    return Encoder(MessageType::whole)
        .text(message.member)
        .number(static_cast<std::uint64_t>(message.reason))
        .finish();
}

std::string encode(const DoneMessage& message)
{
    Encoder encoder(MessageType::done);
    if (message.rewritten) {
        encoder.text(*message.rewritten);
    }
    return encoder.finish();
}

std::optional<MessageHead> decode_head(std::string_view head)
{
    if (head.size() != message_head_bytes || head[0] < static_cast<char>(MessageType::document) ||
        head[0] > static_cast<char>(MessageType::done)) {
        return std::nullopt;
    }
    return MessageHead{static_cast<MessageType>(head[0]), Decoder(head.substr(1)).number()};
}

std::optional<DocumentMessage> decode_document(std::string_view payload)
{
    Decoder decoder(payload);
    DocumentMessage message;
    DocumentLimits& limits = message.limits;
    limits.document_bytes_max = decoder.number();
    limits.decoded_bytes_max = decoder.number();
    limits.decoded_ratio_max = decoder.number();
    limits.decoded_bytes_free = decoder.number();
    limits.members_max = decoder.number();
    limits.depth_max = static_cast<std::uint32_t>(decoder.number());
    limits.wall_ms_max = static_cast<std::uint32_t>(decoder.number());
    message.rewrite = decoder.number() == 1;
    message.bytes = decoder.text();
    return if_finished(decoder, std::move(message));
}

std::optional<std::vector<Edit>> decode_edits(std::string_view payload, std::size_t text_bytes)
{
    Decoder decoder(payload);
    std::vector<Edit> edits;
    while (decoder.has_more()) {
        const std::size_t begin = decoder.number();
        const std::size_t end = decoder.number();
        edits.push_back({begin, end, decoder.text()});
    }
    if (!decoder.finished() || !are_in_order(edits, text_bytes)) {
        return std::nullopt;
    }
    return edits;
}

std::optional<ExamineMessage> decode_examine(std::string_view payload)
{
    Decoder decoder(payload);
    ExamineMessage message{decoder.text(), {}};
    message.text = decoder.text();
    return if_finished(decoder, std::move(message));
}

std::optional<WholeMessage> decode_whole(std::string_view payload)
{
    Decoder decoder(payload);
    WholeMessage message{decoder.text(), {}};
    const std::uint64_t reason = decoder.number();
    if (reason >= whole_reason_count) {
        return std::nullopt;
    }
    message.reason = static_cast<WholeReason>(reason);
    return if_finished(decoder, std::move(message));
}

std::optional<DoneMessage> decode_done(std::string_view payload)
{
    Decoder decoder(payload);
    DoneMessage message;
    if (decoder.has_more()) {
        message.rewritten = decoder.text();
    }
    return if_finished(decoder, std::move(message));
}

} // namespace redactor
