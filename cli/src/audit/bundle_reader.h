#pragma once

#include "text/fault.h"
#include "vault/audit_bundle.h"

#include <istream>

namespace cli {

// Reads an exported log through the verifier, line for line, to its end or its first fault. `progress` may be empty. Fault: it could not be read,
// or its first line is no bundle's; everything else, lines without end too, is the verdict's.
[[nodiscard]] Answer<vault::AuditVerdict> read_bundle(
    std::istream& in, const vault::VerifierKey& key, const vault::VerifyProgress& progress);

} // namespace cli
