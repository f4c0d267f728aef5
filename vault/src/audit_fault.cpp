#include "name_table.h"
#include "vault/audit.h"

namespace vault {

namespace {

constexpr NameTable<AuditFault, 4> faults{{"inconsistent", "bad_signature", "cut", "damaged"}};

} // namespace

std::string_view to_string(AuditFault fault) noexcept { return faults.name(fault); }

} // namespace vault
