#include "audit/sha256.h"

#include "vault/assert.h"

#include <openssl/evp.h>

namespace vault {

void Sha256::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_{EVP_MD_CTX_new()}
{
    TV_ASSERT(context_ != nullptr);
    start();
}

void Sha256::start()
{
    // Fetching the algorithm costs more than hashing a leaf, so it is kept.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    TV_ASSERT(algorithm != nullptr);
    TV_ASSERT(EVP_DigestInit_ex2(context_.get(), algorithm, nullptr) == 1);
}

void Sha256::update(std::span<const std::byte> bytes)
{
    TV_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

Hash Sha256::finish()
{
    Hash hash{};
    unsigned int size = 0;
    TV_ASSERT(EVP_DigestFinal_ex(
                  context_.get(), reinterpret_cast<unsigned char*>(hash.data()), &size) == 1 &&
              size == hash.size());
    start();
    return hash;
}

} // namespace vault
