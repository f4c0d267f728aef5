#pragma once

#include "context.h"
#include "fault.h"
#include "local_options.h"
#include "remote_options.h"

namespace cli {

// Both print the verdict and fault with bad_proof (a checkpoint's signature) or inconsistent_log (anything else) when it is bad.
[[nodiscard]] Answer<void> verify_audit_locally(Context& context, const LocalOptions& options);
[[nodiscard]] Answer<void> verify_audit_remotely(Context& context, const RemoteOptions& options);

} // namespace cli
