#include "redactor/document_parser.h"

#include "redactor/child_process.h"
#include "redactor/documents/parser_messages.h"
#include "redactor/scanner.h"

#include <chrono>
#include <utility>

namespace redactor {
namespace {

// Beyond the parser's own limit of time, for starting and ending it.
constexpr std::chrono::milliseconds slack{3000};
// A text, its member's name and their lengths.
constexpr std::uint64_t examine_bytes_max = scan_bytes_max + 64 * 1024;
// A reader may show the same bytes in more than one way (runs of two widths, cells and attributes).
constexpr std::uint64_t views_max = 4;

// One document, one process: the service's half of the talk.
class Talk {
public:
    Talk(ChildProcess& child, const DocumentLimits& limits, std::uint64_t document_bytes)
        : child_(child), bytes_left_(views_max * (limits.decoded_bytes_max + document_bytes)),
          messages_left_(views_max * limits.members_max + 1000),
          rewritten_bytes_max_(limits.decoded_bytes_max),
          time_left_(std::chrono::milliseconds(limits.wall_ms_max) + slack)
    {
    }

    // False: the process died, lied or was too slow.
    bool run(const DocumentMessage& document, const ExamineText& examine, ParsedDocument& out)
    {
        if (!timed([&](auto deadline) { return child_.send(encode(document), deadline); })) {
            return false;
        }
        bool done = false;
        while (!done) {
            if (!obey(examine, out, done)) {
                return false;
            }
        }
        return true;
    }

    bool too_slow() const { return time_left_.count() <= 0; }

private:
    // Only what the process takes counts against its time, not what examining takes.
    template <typename Step>
    bool timed(Step step)
    {
        const auto begin = std::chrono::steady_clock::now();
        const bool good = step(begin + time_left_);
        time_left_ -= std::chrono::steady_clock::now() - begin;
        return good && time_left_.count() > 0;
    }

    bool receive(MessageHead& head, std::string& payload)
    {
        return timed([&](auto deadline) {
            std::string bytes;
            if (!child_.receive(bytes, message_head_bytes, deadline)) {
                return false;
            }
            const auto decoded = decode_head(bytes);
            if (!decoded || !is_allowed(*decoded)) {
                return false;
            }
            head = *decoded;
            return child_.receive(payload, head.payload_bytes, deadline);
        });
    }

    bool is_allowed(const MessageHead& head)
    {
        const std::uint64_t most =
            head.type == MessageType::done ? rewritten_bytes_max_ : examine_bytes_max;
        if (head.payload_bytes > most || head.payload_bytes > bytes_left_ || messages_left_ == 0) {
            return false;
        }
        bytes_left_ -= head.payload_bytes;
        --messages_left_;
        return true;
    }

    bool obey(const ExamineText& examine, ParsedDocument& out, bool& done)
    {
        MessageHead head;
        std::string payload;
        if (!receive(head, payload)) {
            return false;
        }
        switch (head.type) {
        case MessageType::examine:
            return answer(payload, examine);
        case MessageType::whole: {
            auto message = decode_whole(payload);
            if (message) {
                out.whole.push_back({std::move(message->member), message->reason});
            }
            return message.has_value();
        }
        case MessageType::done: {
            auto message = decode_done(payload);
            done = message.has_value();
            if (message) {
                out.rewritten = std::move(message->rewritten);
            }
            return message.has_value();
        }
        case MessageType::document:
        case MessageType::edits:
        case MessageType::refuse:
            return false; // ours alone
        }
        return false;
    }

    bool answer(const std::string& payload, const ExamineText& examine)
    {
        const auto message = decode_examine(payload);
        if (!message) {
            return false;
        }
        const auto edits = examine(message->member, message->text);
        const std::string reply = edits ? encode(*edits) : encode_refusal();
        return timed([&](auto deadline) { return child_.send(reply, deadline); });
    }

    ChildProcess& child_;
    std::uint64_t bytes_left_;
    std::uint64_t messages_left_;
    std::uint64_t rewritten_bytes_max_;
    std::chrono::steady_clock::duration time_left_;
};

} // namespace

DocumentParser::DocumentParser(std::filesystem::path program, DocumentLimits limits)
    : program_(std::move(program)), limits_(limits)
{
}

ParsedDocument DocumentParser::parse(
    std::string_view bytes, bool rewrite, const ExamineText& examine) const
{
    ParsedDocument out;
    if (bytes.size() > limits_.document_bytes_max) {
        out.whole.push_back({{}, WholeReason::too_large});
        return out;
    }
    auto child = ChildProcess::start(program_);
    if (!child) {
        out.whole.push_back({{}, WholeReason::parser_failed});
        return out;
    }
    Talk talk(*child, limits_, bytes.size());
    if (!talk.run({limits_, rewrite, std::string(bytes)}, examine, out)) {
        out.rewritten.reset();
        out.whole.push_back(
            {{}, talk.too_slow() ? WholeReason::too_slow : WholeReason::parser_failed});
    }
    return out;
}

bool DocumentParser::works() const
{
    // An empty text is examined by nobody, so this one has a letter.
    bool asked = false;
    const ParsedDocument parsed =
        parse("{\\rtf1 a}", true, [&](const std::string&, std::string_view text) {
            asked = asked || text == "a";
            return std::optional<std::vector<Edit>>{std::vector<Edit>{}};
        });
    return asked && parsed.whole.empty();
}

std::filesystem::path parser_beside_program() { return program_beside_this("ticketvault-parser"); }

} // namespace redactor
