#pragma once

#include "context.h"
#include "fault.h"
#include "remote_options.h"

#include <string>

namespace cli {

// POST /v1/grants/{id}/unseal. The value alone goes to standard output or, with a path, to a private file; words about it to err. Nothing is
// claimed when there would be no place to put the value.
[[nodiscard]] Answer<void> unseal_credential(Context& context, const RemoteOptions& remote,
    const std::string& grant, const std::string& output_file);

} // namespace cli
