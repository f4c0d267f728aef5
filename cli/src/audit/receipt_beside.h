#pragma once

#include "context.h"
#include "text/fault.h"
#include "vault/proof.h"

#include <cstddef>
#include <string>

namespace cli {

// Of any file with a receipt, a certificate, or what lies beside them.
inline constexpr std::size_t proof_bytes_max = 64 * 1024;

// What lies beside a good receipt that does not name its credentials itself: its list, or the path of one line. bad_proof when it is not this receipt's;
// usage when the receipt needs none.
[[nodiscard]] Answer<std::string> read_receipt_list(
    Context& context, const std::string& file, const vault::ProofReading& receipt);
[[nodiscard]] Answer<std::string> read_receipt_path(
    Context& context, const std::string& file, const vault::ProofReading& receipt);

} // namespace cli
