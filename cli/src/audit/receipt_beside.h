#pragma once

#include "context.h"
#include "text/fault.h"
#include "vault/proof.h"

#include <string>

namespace cli {

// What lies beside a good receipt that does not name its credentials itself: its list, or the path of one line. bad_proof when it is not this receipt's;
// usage when the receipt needs none.
[[nodiscard]] Answer<std::string> read_receipt_list(
    Context& context, const std::string& file, const vault::ProofReading& receipt);
[[nodiscard]] Answer<std::string> read_receipt_path(
    Context& context, const std::string& file, const vault::ProofReading& receipt);

} // namespace cli
