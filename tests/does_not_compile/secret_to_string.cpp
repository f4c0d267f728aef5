#include "vault/secret.h"

#include <string>

std::string convert(const vault::Secret& secret) { return secret; }
