#include "base/name_table.h"
#include "vault/audit.h"

namespace vault {

namespace {

constexpr NameTable<AuditFault, 5> faults{
    {"inconsistent", "bad_signature", "cut", "damaged", "unknown_key"}};

} // namespace

std::string_view to_string(AuditFault fault) noexcept { return faults.name(fault); }

} // namespace vault
