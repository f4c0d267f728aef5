#include "access/setup_code.h"

#include <array>
#include <span>

namespace server {

std::string SetupCode::make(vault::Random& random)
{
    // 32 letters, none of which is taken for another: 5 bits each.
    constexpr std::string_view letters = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";
    static_assert(letters.size() == 32);
    std::array<std::byte, 16> bytes{};
    random.fill(bytes);
    std::string shown;
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        if (index > 0 && index % 4 == 0) {
            shown += '-';
        }
        shown += letters[std::to_integer<std::size_t>(bytes[index]) % letters.size()];
    }
    const std::lock_guard lock{mutex_};
    code_ = vault::Secret::copy_of(std::string_view{shown});
    return shown;
}

bool SetupCode::matches(std::string_view code) const
{
    return !code_.empty() && vault::same_bytes(code_.reveal(), std::as_bytes(std::span{code}));
}

} // namespace server
