#include "keys/root_slots.h"

#include "crypto/envelope.h"
#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace vault {

namespace {

constexpr std::uint64_t slot_count = 2;
constexpr std::size_t sector_bytes = 512;
constexpr std::size_t envelope_bytes = 3 + 24 + key_bytes + 16;
constexpr std::size_t record_bytes = envelope_bytes + std::tuple_size_v<RootCommitment>;
static_assert(record_bytes <= sector_bytes && slot_block_bytes % sector_bytes == 0);

// The commitment is bound too: a record whose name was exchanged does not open.
Binding binding_of(std::string_view store, std::span<const std::byte> commitment)
{
    Binding binding{store, store, "root"};
    binding.terms.assign(reinterpret_cast<const char*>(commitment.data()), commitment.size());
    return binding;
}

// A block that is wiped when it dies: a wrapped root must not outlive its slot in freed memory.
class WipedBlock {
public:
    WipedBlock() : block_{std::make_unique<SlotBlock>()} {}
    WipedBlock(WipedBlock&&) = default;
    WipedBlock& operator=(WipedBlock&&) = delete;
    ~WipedBlock()
    {
        if (block_)
            wipe(block_->bytes);
    }
    [[nodiscard]] SlotBlock& operator*() const noexcept { return *block_; }
    [[nodiscard]] SlotBlock* operator->() const noexcept { return block_.get(); }

private:
    std::unique_ptr<SlotBlock> block_;
};

WipedBlock block_with(
    const Secret& root, std::string_view store, const Secret& wrapping, Random& random)
{
    TV_ASSERT(root.size() == key_bytes);
    const RootCommitment commitment = root_commitment(root, store);
    const Bytes envelope = seal(root.reveal(), wrapping, binding_of(store, commitment), random);
    TV_ASSERT(envelope.size() == envelope_bytes);
    WipedBlock block;
    for (std::size_t sector = 0; sector < slot_block_bytes; sector += sector_bytes) {
        const auto record = std::span{block->bytes}.subspan(sector, record_bytes);
        std::ranges::copy(envelope, record.begin());
        std::ranges::copy(commitment, record.begin() + envelope_bytes);
    }
    return block;
}

} // namespace

RootCommitment root_commitment(const Secret& root, std::string_view store)
{
    const Bytes hash = keyed_hash(root, "tv1/root", std::as_bytes(std::span{store}));
    RootCommitment commitment;
    TV_ASSERT(hash.size() == commitment.size());
    std::ranges::copy(hash, commitment.begin());
    return commitment;
}

RootSlots::RootSlots(
    SlotFile file, std::string store, Secret wrapping, Random& random, Secret former)
    : file_{std::move(file)}, store_{std::move(store)}, wrapping_{std::move(wrapping)},
      former_{std::move(former)}, random_{random}
{
}

Expected<void> RootSlots::create(Files& files, const std::filesystem::path& path,
    std::string_view store, const Secret& wrapping, const Secret& root, Random& random)
{
    ensure_sodium_ready();
    const WipedBlock first = block_with(root, store, wrapping, random);
    if (const auto created = SlotFile::create(files, path, *first); !created)
        return created;
    auto file = SlotFile::open(files, path);
    if (!file)
        return fail(file.error());
    return file->grow(slot_count - 1);
}

Expected<RootSlots> RootSlots::open(Files& files, const std::filesystem::path& path,
    std::string_view store, Secret wrapping, Random& random, Secret former, SlotFile::Use use)
{
    ensure_sodium_ready();
    TV_ASSERT(wrapping.size() == key_bytes);
    auto file = SlotFile::open(files, path, use);
    if (!file)
        return fail(file.error());
    if (file->blocks() != slot_count)
        return fail({ErrorCode::corrupt, "the file of the root key has a wrong size"});
    return RootSlots{
        std::move(*file), std::string{store}, std::move(wrapping), random, std::move(former)};
}

Expected<Secret> RootSlots::open_in(const SlotBlock& block, const RootCommitment& commitment) const
{
    for (std::size_t sector = 0; sector < slot_block_bytes; sector += sector_bytes) {
        const auto record = std::span{block.bytes}.subspan(sector, record_bytes);
        if (!same_bytes(record.subspan(envelope_bytes), commitment))
            continue;
        for (const Secret* wrapping : {&wrapping_, &former_}) {
            if (wrapping->empty())
                continue;
            auto root = open_secret(
                record.first(envelope_bytes), *wrapping, binding_of(store_, commitment));
            // The name alone proves nothing: what opened must have it.
            if (root && root->size() == key_bytes && root_commitment(*root, store_) == commitment)
                return root;
        }
    }
    return fail({ErrorCode::corrupt, "no sector of this slot holds the root"});
}

Expected<Secret> RootSlots::adopt(const RootCommitment& commitment)
{
    TV_ASSERT(!prepared_);
    const WipedBlock block;
    for (std::uint64_t slot = 0; slot < slot_count; ++slot) {
        if (const auto read = file_.read(slot, *block); !read)
            return fail(read.error());
        auto root = open_in(*block, commitment);
        if (!root)
            continue;
        live_ = slot;
        adopted_ = true;
        return root;
    }
    return fail({ErrorCode::corrupt, "the key tree is lost: no slot holds the root key the "
                                     "database names, so nothing sealed can be opened again"});
}

Expected<void> RootSlots::prepare(const Secret& fresh)
{
    TV_ASSERT(adopted_ && !prepared_);
    const WipedBlock block = block_with(fresh, store_, wrapping_, random_);
    if (const auto written = file_.write(1 - live_, *block); !written)
        return written;
    const WipedBlock found;
    if (const auto read = file_.read(1 - live_, *found); !read)
        return read;
    if (found->bytes != block->bytes)
        return fail({ErrorCode::io, "a new root key did not reach the device"});
    prepared_ = true;
    return {};
}

Expected<void> RootSlots::withdraw()
{
    TV_ASSERT(prepared_);
    prepared_ = false;
    return erase_other();
}

void RootSlots::commit() noexcept
{
    TV_ASSERT(prepared_);
    live_ = 1 - live_;
    prepared_ = false;
}

Expected<void> RootSlots::erase_other()
{
    TV_ASSERT(adopted_ && !prepared_);
    const WipedBlock zeros;
    if (const auto written = file_.write(1 - live_, *zeros); !written)
        return written;
    const WipedBlock found;
    if (const auto read = file_.read(1 - live_, *found); !read)
        return read;
    if (found->bytes != zeros->bytes)
        return fail({ErrorCode::io, "an old root key is still on the device"});
    return {};
}

} // namespace vault
