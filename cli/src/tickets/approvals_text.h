#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cli {

// "2 of security, 1 of shop": what a policy or a request says of groups. Empty: nothing.
[[nodiscard]] std::string group_needs(const nlohmann::json& needs);

// Whose approval a request still needs: "the customer, 2 of security and another agent". One that needs none any more waits for somebody who
// answers all the same, and says so.
[[nodiscard]] std::string waits_for(const nlohmann::json& grant);

} // namespace cli
