#pragma once

#include "audit/proof_text.h"
#include "engine/writer.h"

#include <string>
#include <vector>

namespace vault {

class Engine;

// The signed note over `sealed`, about the first entry of a request that is durable: that entry must hold their sealed_digest().
[[nodiscard]] Expected<std::string> signed_receipt(Engine& engine, const TicketId& ticket,
    Instant at, const std::vector<SealedLine>& sealed, const Durable& durable);

} // namespace vault
