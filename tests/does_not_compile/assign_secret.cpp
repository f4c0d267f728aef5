#include "vault/secret.h"

void assign(vault::Secret& to, const vault::Secret& from) { to = from; }
