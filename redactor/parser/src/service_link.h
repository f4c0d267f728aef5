#pragma once

#include "examiner.h"
#include "redactor/documents/parser_messages.h"

#include <optional>
#include <string>

namespace redactor::parser {

// The parser's end of the socket. A service that is gone or answers nonsense ends the process: there is nobody left to parse for.
class ServiceLink : public Examiner {
public:
    explicit ServiceLink(int socket) : socket_(socket) {}

    DocumentMessage receive_document();
    std::optional<std::vector<Edit>> examine(
        std::string_view member, std::string_view text) override;
    void whole(std::string_view member, WholeReason reason) override;
    void send_done(const DoneMessage& message);

private:
    void send(std::string_view bytes);
    std::string receive(std::size_t bytes);

    int socket_;
};

} // namespace redactor::parser
