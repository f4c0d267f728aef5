#pragma once

#include <string>

namespace cli {

// Where the list of a receipt is kept that does not name its credentials itself: beside the receipt. Empty where the receipt is kept nowhere.
[[nodiscard]] std::string list_file_of(const std::string& receipt_file);

// One line that says so to the person who keeps them.
[[nodiscard]] std::string where_list_is(const std::string& receipt_file);

} // namespace cli
