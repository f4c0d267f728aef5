#include "people/account.h"

#include "scope/text_limits.h"
#include "store/storage_fault.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::size_t login_bytes_max = 200;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t email_bytes_max = 254;

} // namespace

std::string folded_login(std::string_view login)
{
    std::string folded{login};
    std::ranges::transform(folded, folded.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return folded;
}

Expected<void> check_login(std::string_view login)
{
    if (!is_line(login, 1, login_bytes_max) || login.contains(' '))
        return fail({ErrorCode::invalid,
            "a login has 1 to 200 bytes without spaces and control characters"});
    return {};
}

Expected<void> check_profile(const Profile& profile)
{
    if (!is_line(profile.name, 0, name_bytes_max) || !is_line(profile.email, 0, email_bytes_max))
        return fail({ErrorCode::invalid, "a name has at most 200 bytes, an e-mail address at most "
                                         "254, neither control characters"});
    return {};
}

User open_user(const ReadScope& scope, const UserRecord& record)
{
    const auto person = scope.tables.persons.find(record.person);
    if (!person)
        throw StorageFault{Error{ErrorCode::corrupt, "an account without its person"}};
    const std::string id = record.person.to_string();
    const Secret key = scope.key(person->profile_leaf);
    return {record.person, record.role, scope.text(record.login_ct, key, id, "login"),
        scope.profile(record.person), record.disabled};
}

} // namespace vault
