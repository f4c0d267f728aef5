#pragma once

#include "vault/proof.h"

#include <nlohmann/json_fwd.hpp>

namespace cli {

// The verdict of POST /v1/audit/verify, which does not hold where its head is not signed by this key. A log that was rewritten as a whole and signed
// anew holds by itself; the head has the root of all entries, so that its key answers for each of them.
[[nodiscard]] nlohmann::json held_against(nlohmann::json verdict, const vault::VerifierKey& key);

} // namespace cli
