#pragma once

#include "context.h"
#include "text/fault.h"
#include "vault/secret.h"

#include <optional>
#include <string>

namespace cli {

// What login keeps: the only durable local state of this program. <config folder>/session.json, 0600, replaced whole.
struct Session {
    std::string server;      // https://host:port
    std::string fingerprint; // "SHA256:…" of the certificate trusted at login; empty when a CA was
    std::string ca_file;     // absolute; empty when a fingerprint or the system's CAs were trusted
    std::string login;
    std::string expires_at; // RFC 3339
    std::string
        verifier; // the vault's verifier key as seen at login: receipts and certificates are held against it
    vault::Secret token; // "tvs_…"
};

// nullopt when nobody is signed in. A file others can read, or a broken one, is a fault that says what to do.
[[nodiscard]] Answer<std::optional<Session>> read_session(Context& context);
[[nodiscard]] Answer<void> write_session(const Context& context, const Session& session);
// So that a session that others could read can be read once more, to end it. What cannot be done shows when it is read.
void make_session_private(const Context& context);
// No file is no fault.
[[nodiscard]] Answer<void> remove_session(const Context& context);

} // namespace cli
