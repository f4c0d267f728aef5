#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// Base64 that holds an address with a password or an assignment of one: the whole run is the finding. `at` lies inside it.
void parse_encoded(SourceText& source, std::size_t at);

// SMTP and IMAP sign-in in a trace: AUTH PLAIN <base64>, and the client's line after the server's base64 "Password:".
void parse_mail_login(SourceText& source, std::size_t at);
void parse_mail_password(SourceText& source, std::size_t at);

} // namespace redactor
