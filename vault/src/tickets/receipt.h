#pragma once

#include "audit/proof_text.h"
#include "engine/writer.h"
#include "vault/proof.h"

#include <string>
#include <vector>

namespace vault {

class Engine;

// The signed note over `sealed`, about the first entry of a request that is durable: that entry must hold their sealed_root().
[[nodiscard]] Expected<Receipt> signed_receipt(Engine& engine, const TicketId& ticket, Instant at,
    const std::vector<SealedLine>& sealed, const Durable& durable);

} // namespace vault
