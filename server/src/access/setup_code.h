#pragma once

#include "vault/random.h"
#include "vault/secret.h"

#include <mutex>
#include <string>
#include <string_view>

namespace server {

// The code that lets whoever started the service make the first admin: 16 letters in groups of four, 80 random bits, kept in locked
// memory only and gone once used.
//
// Threads: any.
class SetupCode {
public:
    // Makes a code and returns it for the console; shown once.
    [[nodiscard]] std::string make(vault::Random& random);

    // Runs `create` under the lock if `code` is right, and ends the code when `create` returns true. False: no code, or a wrong one.
    template <class Create>
    [[nodiscard]] bool use(std::string_view code, Create&& create)
    {
        const std::lock_guard lock{mutex_};
        if (!matches(code)) {
            return false;
        }
        if (create()) {
            code_.wipe();
        }
        return true;
    }

private:
    [[nodiscard]] bool matches(std::string_view code) const;

    std::mutex mutex_; // guards code_, and keeps two first admins from being made at once
    vault::Secret code_;
};

} // namespace server
