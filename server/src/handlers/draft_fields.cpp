#include "handlers/draft_fields.h"

#include <algorithm>

namespace server {

namespace {

constexpr json::TextRule kind_rule{1, 40};
constexpr json::TextRule value_rule{1, vault::credential_value_bytes_max, json::TextShape::value};
constexpr json::TextRule consent_rule{1, 20};
constexpr json::TextRule media_type_rule{0, 127};
constexpr json::IntegerRule port_rule{1, 65'535};
constexpr json::IntegerRule expiry_rule{
    credential_expiry_seconds_min, vault::credential_expiry_ms_max / 1000};
constexpr json::IntegerRule unseals_rule{0, 1'000};

// type/subtype of RFC 6838, without parameters.
bool is_media_type(std::string_view text)
{
    const auto is_name = [](std::string_view name) {
        return !name.empty() && std::ranges::all_of(name, [](char letter) {
            return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                   (letter >= '0' && letter <= '9') ||
                   std::string_view{"!#$&-^_.+"}.find(letter) != std::string_view::npos;
        });
    };
    const std::size_t slash = text.find('/');
    return slash != std::string_view::npos && is_name(text.substr(0, slash)) &&
           is_name(text.substr(slash + 1));
}

} // namespace

intake::CredentialDraft read_credential(json::Fields& fields)
{
    intake::CredentialDraft draft;
    const auto kind = redactor::parse_kind(fields.text("kind", kind_rule));
    if (!kind) {
        fields.refuse("kind", "this is no kind of credential; /v1/version lists them");
    }
    draft.kind = kind.value_or(redactor::Kind::other);
    draft.value = fields.secret("value", value_rule);
    draft.site = fields.optional_text("site", site_rule).value_or(std::string_view{});
    draft.user = fields.optional_text("user", user_rule).value_or(std::string_view{});
    draft.note = fields.optional_text("note", note_rule).value_or(std::string_view{});
    draft.port = static_cast<std::uint16_t>(fields.integer_or("port", port_rule, 0));
    draft.expires_in_ms = 1000 * fields.integer_or("expires_in_seconds", expiry_rule,
                                     vault::credential_expiry_ms_default / 1000);
    draft.unseals_max =
        static_cast<std::uint32_t>(fields.integer_or("unseals_max", unseals_rule, 0));
    const auto consent =
        vault::parse_consent(fields.optional_text("consent", consent_rule).value_or("ask"));
    if (!consent) {
        fields.refuse("consent", "ask, hour or while_open is expected");
    }
    draft.consent = consent.value_or(vault::Consent::ask);
    fields.finish();
    return draft;
}

intake::AttachmentDraft read_attachment(json::Fields& fields)
{
    intake::AttachmentDraft draft;
    draft.name = fields.text("name", file_name_rule);
    draft.size = static_cast<std::uint64_t>(
        fields.integer("size", {1, static_cast<std::int64_t>(vault::attachment_bytes_max)}));
    draft.media_type =
        fields.optional_text("media_type", media_type_rule).value_or("application/octet-stream");
    if (!is_media_type(draft.media_type)) {
        fields.refuse("media_type", "a media type is expected, for example text/plain");
    }
    fields.finish();
    return draft;
}

} // namespace server
