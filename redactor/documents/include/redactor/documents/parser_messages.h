#pragma once

#include "redactor/documents/edit.h"
#include "redactor/documents/limits.h"
#include "redactor/documents/whole_reason.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// What passes between the service and its parser process, over one socket. A message is one byte of type, the payload's length
// in eight bytes, and the payload; numbers are little-endian, texts have their length in front. The parser process reads hostile
// bytes, so the service believes nothing of what comes back: every reader checks bounds and gives nothing for a payload that does
// not fit exactly.
enum class MessageType : std::uint8_t {
    document = 1, // service: open this (the first message)
    edits = 2,    // service: the answer to examine
    refuse = 3,   // service: the text could not be examined; the answer to examine
    examine = 4,  // parser: look at this text of that member
    whole = 5,    // parser: this member can only be kept whole
    done = 6,     // parser: the document without what the edits took away (the last message)
};

inline constexpr std::size_t message_head_bytes = 9;

struct MessageHead {
    MessageType type{};
    std::uint64_t payload_bytes = 0;
};

struct DocumentMessage {
    DocumentLimits limits;
    bool rewrite = false; // else done carries no bytes
    std::string bytes;
};

struct ExamineMessage {
    std::string member; // "" the document itself, "a.zip/b.txt" inside; may hold any bytes
    std::string text;
};

struct WholeMessage {
    std::string member;
    WholeReason reason{};
};

struct DoneMessage {
    std::optional<std::string> rewritten; // absent: nothing had to change
};

std::string encode(const DocumentMessage& message);
std::string encode(const std::vector<Edit>& edits);
std::string encode_refusal();
std::string encode(const ExamineMessage& message);
std::string encode(const WholeMessage& message);
std::string encode(const DoneMessage& message);

// Nothing for an unknown type.
std::optional<MessageHead> decode_head(std::string_view head);

std::optional<DocumentMessage> decode_document(std::string_view payload);
std::optional<std::vector<Edit>> decode_edits(std::string_view payload, std::size_t text_bytes);
std::optional<ExamineMessage> decode_examine(std::string_view payload);
std::optional<WholeMessage> decode_whole(std::string_view payload);
std::optional<DoneMessage> decode_done(std::string_view payload);

} // namespace redactor
