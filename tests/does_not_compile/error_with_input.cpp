#include "vault/error.h"

#include <string>

vault::Error echo(const std::string& input) { return {vault::ErrorCode::invalid, input.c_str()}; }
