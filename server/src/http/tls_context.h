#pragma once

#include "http/http_server.h"

#include <Poco/Net/Context.h>

#include <expected>

namespace server::http {

// Server settings for TLS 1.2 (ECDHE with AEAD only) and 1.3, with the certificate chain and key of
// `files`. No renegotiation, no compression, no resumption: a ticket key kept in memory would open
// recorded sessions.
std::expected<Poco::Net::Context::Ptr, ServerError> load_tls_context(const TlsFiles& files);

} // namespace server::http
