#include "vault/secret.h"

#include <ostream>

void print(std::ostream& out, const vault::Secret& secret) { out << secret; }
