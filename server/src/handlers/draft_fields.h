#pragma once

#include "intake/intake.h"
#include "json/fields.h"

namespace server {

inline constexpr json::TextRule site_rule{0, 2048};
inline constexpr json::TextRule user_rule{0, 320};
inline constexpr json::TextRule note_rule{0, 2000, json::TextShape::lines};
inline constexpr json::TextRule file_name_rule{1, 255};

inline constexpr std::int64_t credential_expiry_seconds_min = 60;

// A credential as it stands in a ticket's JSON or alone: kind, value, site, user, port, note, expires_in_seconds, unseals_max, consent.
// The value goes straight into locked memory.
[[nodiscard]] intake::CredentialDraft read_credential(json::Fields& fields);
// name, size, media_type.
[[nodiscard]] intake::AttachmentDraft read_attachment(json::Fields& fields);

} // namespace server
