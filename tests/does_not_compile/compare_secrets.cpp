#include "vault/secret.h"

bool compare(const vault::Secret& a, const vault::Secret& b) { return a == b; }
