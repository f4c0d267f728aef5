#pragma once

#include "context.h"
#include "text/fault.h"
#include "vault/secret.h"

#include <string>
#include <string_view>

namespace cli {

// Secrets come from a terminal without echo or from a file; there is no option that takes one.

// `file` when given ("-": standard input), else asked on the terminal. `what` as in "the password". `option` names the way out when there is
// no terminal: "--password-file".
[[nodiscard]] Answer<vault::Secret> obtain_secret(
    Context& context, const std::string& file, std::string_view what, std::string_view option);
// The same for a new one: on a terminal it is asked twice.
[[nodiscard]] Answer<vault::Secret> obtain_new_secret(
    Context& context, const std::string& file, std::string_view what, std::string_view option);

// A value that may have several lines: all of the file, or one line typed; a fault when more were pasted.
[[nodiscard]] Answer<vault::Secret> obtain_value(Context& context, const std::string& file,
    std::string_view what, std::string_view option, std::size_t bytes_max);

// A line typed on the terminal, with echo; a fault naming `option` when there is no terminal.
[[nodiscard]] Answer<std::string> ask_line(
    Context& context, std::string_view question, std::string_view option);
// Only "yes" in full is a yes. False without a terminal.
[[nodiscard]] bool ask_yes(Context& context, std::string_view question);

} // namespace cli
