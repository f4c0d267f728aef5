#pragma once

#include "scope/write_scope.h"

namespace vault {

// Takes back, each with an entry of `by`, what the customer allowed in advance for credentials that are still sealed. What was approved on it
// stays approved, as what the customer approved in person does.
void end_standing_consents(WriteScope& scope, const PersonId& customer, const Actor& by);

} // namespace vault
