#include "account.h"

#include "keys/key_name.h"
#include "store/storage_fault.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::size_t login_bytes_max = 254;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t email_bytes_max = 254;

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
}

} // namespace

std::string folded_login(std::string_view login)
{
    std::string folded{login};
    std::ranges::transform(folded, folded.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return folded;
}

Expected<void> check_login(std::string_view login)
{
    if (login.empty() || login.size() > login_bytes_max || std::ranges::any_of(login, [](char c) { return is_control(c) || c == ' '; }))
        return fail({ErrorCode::invalid, "a login has 1 to 254 bytes without spaces and control characters"});
    return {};
}

Expected<void> check_profile(const Profile& profile)
{
    if (profile.name.size() > name_bytes_max || profile.email.size() > email_bytes_max)
        return fail({ErrorCode::invalid, "a name has at most 200 bytes and an e-mail address at most 254"});
    if (std::ranges::any_of(profile.name, is_control) || std::ranges::any_of(profile.email, is_control))
        return fail({ErrorCode::invalid, "name and e-mail address hold no control characters"});
    return {};
}

User open_user(const ReadScope& scope, const UserRecord& record)
{
    const auto person = scope.tables.persons.find(record.person);
    if (!person)
        throw StorageFault{Error{ErrorCode::corrupt, "an account without its person"}};
    const std::string id = record.person.to_string();
    const Secret key = scope.key(person->profile_slot, content_key_name(id));
    return {record.person, record.role, scope.text(record.login_ct, key, id, "login"), scope.profile(record.person), record.disabled};
}

} // namespace vault
