#pragma once

#include "context.h"
#include "text/fault.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cli {

// The table of credentials in tickets, answers to submissions and lists.
void print_credentials(Context& context, const nlohmann::json& credentials);
// "password of ftp.example.com, user deploy"
[[nodiscard]] std::string describe_credential(const nlohmann::json& credential);
// "3 left", "no limit"
[[nodiscard]] std::string unseals_left(const nlohmann::json& credential);

// A credential in a file, one object as the API takes it. The caller wipes it. `what` names the file in faults.
[[nodiscard]] Answer<nlohmann::json> read_credential_file(
    Context& context, const std::string& path);

} // namespace cli
