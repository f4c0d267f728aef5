#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// What a label announces. `user` announces nothing secret but makes its neighbour one; `account`
// is a name that systems give their accounts; `cue` names no credential, but people write one behind it ("sorry, it is X").
enum class LabelClass : std::uint8_t {
    password,
    secret,
    key,
    token,
    pin,
    otp,
    recovery,
    license,
    session,
    remote,
    user,
    account,
    cue,
    marker,
    service
};

// A word of rules/words/labels.yml in one spelling.
struct Label {
    std::string text; // as it is searched: ASCII lower case, other letters exactly
    LabelClass label_class = LabelClass::password;
    bool glued = false; // also found inside a longer run of letters (dbpassword)
    bool prose = false; // may be followed by a copula and a value in running text
    bool ascii = true;
    bool network = false; // a credential only beside the name of a wireless network: "code"
    bool strong =
        false; // names a credential by itself; a bare "key" or "code" does not. Of a cue: it leads to one
    // Of a service's name only: the rule that names it, and how much of `text` is the name (a common word stands with a key
    // word behind it).
    std::size_t service_rule = 0;
    std::size_t name_bytes = 0;
};

// One place where a label stands in the text.
struct LabelHit {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t label = 0;
};

// The whole identifier or word around a label: `DB_PASSWORD` for `password`.
struct Identifier {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t label_begin = 0; // of the last keyword, which decides the class
    std::size_t label_end = 0;
    std::size_t label = 0;
};

} // namespace redactor
