#pragma once

#include "context.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"
#include "vault/files.h"

#include <sstream>

namespace tests {

// A command's outside with streams that can be read back and a folder of its own for the session.
struct CommandOutside {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    ManualClock clock;
    FixedRandom random;
    vault::SystemFiles files;
    TemporaryFolder folder;
    cli::Context context{in, out, err, {clock, random, files}};

    CommandOutside() { context.config_folder = folder.path() / "config"; }
};

} // namespace tests
