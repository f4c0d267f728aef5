#include "scope/person_seal.h"

namespace vault {

std::string profile_text(const Profile& profile) { return profile.name + '\n' + profile.email; }

Profile parse_profile(std::string_view text)
{
    const auto line = text.find('\n');
    if (line == std::string_view::npos)
        return {std::string{text}, {}};
    return {std::string{text.substr(0, line)}, std::string{text.substr(line + 1)}};
}

} // namespace vault
