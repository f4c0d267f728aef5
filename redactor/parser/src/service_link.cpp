#include "service_link.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace redactor::parser {
namespace {

constexpr int exit_broken_link = 3;

[[noreturn]] void give_up() { ::_exit(exit_broken_link); }

} // namespace

void ServiceLink::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::write(socket_, bytes.data(), bytes.size());
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            give_up();
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string ServiceLink::receive(std::size_t bytes)
{
    std::string out(bytes, '\0');
    std::size_t at = 0;
    while (at < bytes) {
        const ssize_t got = ::read(socket_, out.data() + at, bytes - at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            give_up();
        }
        at += static_cast<std::size_t>(got);
    }
    return out;
}

DocumentMessage ServiceLink::receive_document()
{
    const auto head = decode_head(receive(message_head_bytes));
    if (!head || head->type != MessageType::document) {
        give_up();
    }
    auto message = decode_document(receive(head->payload_bytes));
    if (!message) {
        give_up();
    }
    return std::move(*message);
}

std::optional<std::vector<Edit>> ServiceLink::examine(
    std::string_view member, std::string_view text)
{
    send(encode(ExamineMessage{std::string(member), std::string(text)}));
    const auto head = decode_head(receive(message_head_bytes));
    if (!head) {
        give_up();
    }
    const std::string payload = receive(head->payload_bytes);
    if (head->type == MessageType::refuse) {
        return std::nullopt;
    }
    auto edits = decode_edits(payload, text.size());
    if (head->type != MessageType::edits || !edits) {
        give_up();
    }
    return edits;
}

void ServiceLink::whole(std::string_view member, WholeReason reason)
{
    send(encode(WholeMessage{std::string(member), reason}));
}

void ServiceLink::send_done(const DoneMessage& message) { send(encode(message)); }

} // namespace redactor::parser
