#pragma once

#include "vault/random.h"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vault {

// 128 random bits as 26 characters of lower-case Crockford base32 (no i, l, o, u), most significant first, the two spare bits zero.
using IdBytes = std::array<std::byte, 16>;
[[nodiscard]] std::string encode_id(std::string_view prefix, const IdBytes& bytes);
// Accepts exactly what encode_id writes: one spelling per id.
[[nodiscard]] std::optional<IdBytes> decode_id(std::string_view prefix, std::string_view text);

// An object's name. Tags keep a TicketId from being taken for a CredentialId. The bytes are random and never derived from content.
template <class Tag>
class Id {
public:
    [[nodiscard]] static Id random(Random& source)
    {
        IdBytes bytes;
        source.fill(bytes);
        return Id{bytes};
    }
    [[nodiscard]] static std::optional<Id> parse(std::string_view text)
    {
        const auto bytes = decode_id(Tag::prefix, text);
        return bytes ? std::optional<Id>{Id{*bytes}} : std::nullopt;
    }
    explicit Id(const IdBytes& bytes) : bytes_{bytes} {}

    // "tkt_0123456789abcdefghjkmnpqrs"
    [[nodiscard]] std::string to_string() const { return encode_id(Tag::prefix, bytes_); }
    [[nodiscard]] const IdBytes& bytes() const noexcept { return bytes_; }
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    IdBytes bytes_;
};

struct TicketTag {
    static constexpr std::string_view prefix = "tkt_";
};
struct MessageTag {
    static constexpr std::string_view prefix = "msg_";
};
struct AttachmentTag {
    static constexpr std::string_view prefix = "att_";
};
struct CredentialTag {
    static constexpr std::string_view prefix = "crd_";
};
struct GrantTag {
    static constexpr std::string_view prefix = "grt_";
};
struct PersonTag {
    static constexpr std::string_view prefix = "per_";
};
struct SessionTag {
    static constexpr std::string_view prefix = "ses_";
};
struct StoreTag {
    static constexpr std::string_view prefix = "vlt_";
};
struct BootTag {
    static constexpr std::string_view prefix = "boo_";
};

using TicketId = Id<TicketTag>;
using MessageId = Id<MessageTag>;
using AttachmentId = Id<AttachmentTag>;
using CredentialId = Id<CredentialTag>;
using GrantId = Id<GrantTag>;
// A customer, guest, agent, auditor or admin: whoever personal data belongs to.
using PersonId = Id<PersonTag>;
using SessionId = Id<SessionTag>;
// One vault: keys folder and data folder carry the same.
using StoreId = Id<StoreTag>;
// One run of a program on a vault, in every audit entry.
using BootId = Id<BootTag>;

} // namespace vault
