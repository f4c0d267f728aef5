#include "redactor/engine_version.h"

#include <hs/hs.h>

namespace redactor {

std::string_view engine_version() noexcept { return hs_version(); }

} // namespace redactor
