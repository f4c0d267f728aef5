#pragma once

#include "vault/error.h"

#include <exception>
#include <utility>

namespace vault {

// A fault of the database below the domain's rules: full disk, damaged page, taken key. Thrown inside the vault and caught where a
// transaction ends (Writer, Engine::read, open, create): with a broken transaction there is nothing a caller in between could decide, and
// a forgotten check would commit half a request. It never crosses the module's border: there it is an Error.
class StorageFault final : public std::exception {
public:
    explicit StorageFault(Error error) : error_{std::move(error)} {}

    [[nodiscard]] const Error& error() const noexcept { return error_; }
    [[nodiscard]] const char* what() const noexcept override { return "storage fault"; }

private:
    Error error_;
};

} // namespace vault
