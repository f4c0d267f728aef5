#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace cli {

// The manual page of one command in man(7) macros, from the same descriptions as its help.
[[nodiscard]] std::string manual_page(const CLI::App& command);

// "ticketvault ticket submit" -> "ticketvault-ticket-submit"
[[nodiscard]] std::string manual_page_name(std::string_view full_name);

} // namespace cli
