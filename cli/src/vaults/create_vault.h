#pragma once

#include "context.h"
#include "options/local_options.h"
#include "text/fault.h"

#include <memory>
#include <string>

namespace cli {

struct CreateOptions {
    std::shared_ptr<LocalOptions> local;
    std::string custody = "key-file";
    std::string origin; // empty: from the host's name
};

// ticketvault init. A key file made for a vault that then could not be made is removed again: nothing was sealed with it.
[[nodiscard]] Answer<void> create_vault(Context& context, const CreateOptions& options);

} // namespace cli
