#pragma once

#include "context.h"
#include "fault.h"
#include "vault/secret.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace cli {

// The whole file, or standard input for "-"; a read that fails is a fault, never the end. `what` names it in the sentence of a fault
// ("the description"); the path is not repeated.
[[nodiscard]] Answer<std::string> read_text_file(
    Context& context, const std::string& path, std::string_view what, std::size_t bytes_max);

// The first line of a file, or of standard input for "-", without its line end, in locked memory. At most 4 KiB; empty is a fault.
[[nodiscard]] Answer<vault::Secret> read_secret_file(
    Context& context, const std::string& path, std::string_view what);

} // namespace cli
