#include "vault/secret.h"

#include <fmt/core.h>
#include <string>

std::string print(const vault::Secret& secret) { return fmt::format("{}", secret); }
