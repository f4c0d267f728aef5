#pragma once

#include "vault/audit.h"

#include <memory>
#include <span>

struct evp_md_ctx_st;

namespace vault {

// OpenSSL's SHA-256, piece by piece. finish() starts anew.
// Threads: one.
class Sha256 {
public:
    Sha256();
    void update(std::span<const std::byte> bytes);
    [[nodiscard]] Hash finish();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    void start();
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

} // namespace vault
