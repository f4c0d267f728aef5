#pragma once

#include "application.h"
#include "http/message.h"

namespace server {

// answer_error, and for a shredded credential the 410 with its certificate.
[[nodiscard]] http::Response answer_gone(Application& application, const vault::Actor& actor,
    const vault::CredentialId& id, const vault::Error& error);

} // namespace server
