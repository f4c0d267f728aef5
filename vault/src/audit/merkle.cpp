#include "audit/merkle.h"

#include "vault/assert.h"

#include <openssl/evp.h>

#include <bit>
#include <initializer_list>
#include <memory>
#include <utility>

namespace vault {

namespace {

constexpr std::byte leaf_prefix{0};
constexpr std::byte node_prefix{1};

struct DigestFree {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

Hash sha256(std::initializer_list<std::span<const std::byte>> parts)
{
    // Fetching the algorithm and making a context cost more than hashing a leaf, so both are kept.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    thread_local const std::unique_ptr<EVP_MD_CTX, DigestFree> context{EVP_MD_CTX_new()};
    TV_ASSERT(algorithm != nullptr && context != nullptr);
    Hash hash{};
    unsigned int size = 0;
    TV_ASSERT(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
    for (const auto part : parts)
        TV_ASSERT(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    TV_ASSERT(EVP_DigestFinal_ex(
                  context.get(), reinterpret_cast<unsigned char*>(hash.data()), &size) == 1 &&
              size == hash.size());
    return hash;
}

} // namespace

Hash leaf_hash(std::span<const std::byte> data) { return sha256({{&leaf_prefix, 1}, data}); }

Hash node_hash(const Hash& left, const Hash& right)
{
    return sha256({{&node_prefix, 1}, left, right});
}

TreeEdge::TreeEdge(std::uint64_t size, std::vector<Hash> roots)
    : size_{size}, roots_{std::move(roots)}
{
    TV_ASSERT(roots_.size() == static_cast<std::size_t>(std::popcount(size_)));
}

void TreeEdge::append(const Hash& leaf)
{
    Hash subtree = leaf;
    // Each trailing one of the size is a perfect subtree as large as the one that just became complete.
    for (std::uint64_t rest = size_; (rest & 1U) != 0; rest >>= 1) {
        subtree = node_hash(roots_.back(), subtree);
        roots_.pop_back();
    }
    roots_.push_back(subtree);
    ++size_;
}

Hash TreeEdge::root() const
{
    if (roots_.empty())
        return sha256({});
    Hash root = roots_.back();
    for (auto left = roots_.rbegin() + 1; left != roots_.rend(); ++left)
        root = node_hash(*left, root);
    return root;
}

} // namespace vault
