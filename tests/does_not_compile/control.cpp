// What the other files do wrongly, done rightly: this must compile.
#include "http/message.h"
#include "vault/error.h"
#include "vault/id.h"
#include "vault/secret.h"

#include <fmt/core.h>
#include <ostream>
#include <string>
#include <utility>

void takes(const vault::CredentialId&);

bool rightly(vault::Secret secret, const vault::CredentialId& id, std::ostream& out)
{
    vault::Secret moved = std::move(secret);
    const vault::Secret copy = moved.clone();
    takes(id);
    out << fmt::format("{}", id.to_string());
    const vault::Error error{vault::ErrorCode::not_found, "no such thing"};
    const server::http::Problem problem{"not-found", error.literal(), {}};
    out << problem.detail.text();
    return vault::same_bytes(moved.reveal(), copy.reveal()) && id == id &&
           error.code() == vault::ErrorCode::not_found;
}
