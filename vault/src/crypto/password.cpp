#include "crypto/password.h"

#include "crypto/common_password.h"
#include "crypto/sodium_ready.h"

#include <sodium.h>

#include <array>
#include <semaphore>

namespace vault {

namespace {

constexpr std::size_t password_characters_min = 12;
constexpr std::size_t password_characters_max = 128;

// Each run takes 256 MiB: more at once and a flood of sign-ins takes the machine's memory.
constexpr std::ptrdiff_t runs_at_once_max = 2;
std::counting_semaphore<runs_at_once_max> runs{runs_at_once_max};

class Run {
public:
    Run() { runs.acquire(); }
    ~Run() { runs.release(); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
};

// Compared when there is no user, so that the work is the same. Salt and hash bytes are zero: no password gives them.
constexpr const char* nobody_hash = "$argon2id$v=19$m=262144,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
static_assert(
    crypto_pwhash_MEMLIMIT_MODERATE == 262144ULL * 1024 && crypto_pwhash_OPSLIMIT_MODERATE == 3);

const char* chars(const Secret& password)
{
    return reinterpret_cast<const char*>(password.reveal().data());
}

// UTF-8 characters: bytes that do not continue one.
std::size_t count_characters(const Secret& password)
{
    std::size_t count = 0;
    for (const std::byte byte : password.reveal())
        if ((byte & std::byte{0xc0}) != std::byte{0x80})
            ++count;
    return count;
}

} // namespace

Expected<std::string> hash_password(const Secret& password)
{
    ensure_sodium_ready();
    const std::size_t characters = count_characters(password);
    if (characters < password_characters_min || characters > password_characters_max ||
        password.size() > 4 * password_characters_max)
        return fail({ErrorCode::invalid, "a password has 12 to 128 characters"});
    if (is_common_password(password))
        return fail({ErrorCode::invalid, "this password is too common"});
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const Run run;
    if (crypto_pwhash_str_alg(text.data(), chars(password), password.size(),
            crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
            crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail({ErrorCode::unavailable, "not enough memory to hash a password"});
    return std::string{text.data()};
}

bool verify_password(const Secret& password, std::string_view hash)
{
    ensure_sodium_ready();
    const std::string text{hash.empty() ? std::string_view{nobody_hash} : hash};
    const Run run;
    const bool same = crypto_pwhash_str_verify(text.c_str(), chars(password), password.size()) == 0;
    return same && !hash.empty();
}

} // namespace vault
