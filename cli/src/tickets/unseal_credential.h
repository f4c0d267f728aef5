#pragma once

#include "context.h"
#include "options/remote_options.h"
#include "text/fault.h"

#include <cstdint>
#include <string>

namespace cli {

// again: the answer to the last claim once more, which takes none.
enum class Claiming : std::uint8_t { anew, again };

// POST /v1/grants/{id}/unseal or fetch-again. The value alone goes to standard output or, with a path, to a private file; words about it to err. Nothing is
// claimed when there would be no place to put the value.
[[nodiscard]] Answer<void> unseal_credential(Context& context, const RemoteOptions& remote,
    const std::string& grant, const std::string& output_file, Claiming claiming);

} // namespace cli
