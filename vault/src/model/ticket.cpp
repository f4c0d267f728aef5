#include "vault/ticket.h"

#include "base/name_table.h"

namespace vault {

namespace {

constexpr NameTable<TicketState, 4> ticket_states{{"receiving", "open", "closing", "closed"}};
constexpr NameTable<AttachmentState, 4> attachment_states{
    {"announced", "stored", "sealed_whole", "abandoned"}};

} // namespace

std::string_view to_string(TicketState state) noexcept { return ticket_states.name(state); }

std::string_view to_string(AttachmentState state) noexcept { return attachment_states.name(state); }

} // namespace vault
