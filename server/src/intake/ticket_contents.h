#pragma once

#include "intake/redaction.h"
#include "vault/vault.h"

#include <string>
#include <vector>

namespace server::intake {

// What a ticket holds already, for the redaction of what comes next: its own placeholders stay, and copies of its live values are sealed.
struct TicketContents {
    std::vector<std::string> credential_ids; // of all it ever had
    std::vector<vault::LiveValue> live;      // in locked memory; gone with the object

    // Views into `live`.
    [[nodiscard]] std::vector<KnownValue> known_values() const;
};

[[nodiscard]] vault::Expected<TicketContents> read_contents(
    vault::Vault& vault, const vault::Actor& by, const vault::TicketId& ticket);

} // namespace server::intake
