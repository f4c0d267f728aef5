#include "vault/credential.h"

#include "base/name_table.h"

namespace vault {

namespace {

constexpr NameTable<Source, 4> sources{{"entered", "found", "unscanned", "original"}};
constexpr NameTable<CredentialState, 3> states{{"sealed", "shredding", "shredded"}};
constexpr NameTable<Cause, 7> causes{
    {"expired", "used_up", "revoked", "replaced", "closed", "requested", "lost"}};
constexpr NameTable<Consent, 3> consents{{"ask", "hour", "while_open"}};

} // namespace

std::string_view to_string(Source source) noexcept { return sources.name(source); }

std::string_view to_string(CredentialState state) noexcept { return states.name(state); }

std::string_view to_string(Cause cause) noexcept { return causes.name(cause); }

std::string_view to_string(Consent consent) noexcept { return consents.name(consent); }

std::optional<Consent> parse_consent(std::string_view text) noexcept
{
    return consents.parse(text);
}

} // namespace vault
