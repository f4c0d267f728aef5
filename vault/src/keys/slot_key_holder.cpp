#include "keys/slot_key_holder.h"

#include "crypto/envelope.h"
#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace vault {

namespace {

constexpr std::string_view file_title = "ticket-vault keys.slots 1\n";
constexpr std::uint64_t growth_blocks = 64; // 2,048 slots, 256 KiB
constexpr std::byte record_version{1};
constexpr std::size_t nonce_offset = 1;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t wrapped_offset = nonce_offset + nonce_bytes;
constexpr std::size_t wrapped_bytes = key_bytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t record_end = wrapped_offset + wrapped_bytes;
static_assert(record_end <= SlotKeyHolder::record_bytes && 512 % SlotKeyHolder::record_bytes == 0);

unsigned char* raw(std::span<std::byte> bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

const unsigned char* raw(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool all_zero(std::span<const std::byte> bytes)
{
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

std::string associated_data(std::string_view store, std::uint64_t slot, std::string_view object)
{
    std::string bound{"tv1/slot "};
    bound.append(store).append(" ").append(std::to_string(slot)).append(" ").append(object);
    return bound;
}

SlotBlock header_block(std::string_view store)
{
    SlotBlock block;
    std::string text{file_title};
    text.append(store).append("\n");
    std::memcpy(block.bytes.data(), text.data(), text.size());
    return block;
}

std::uint64_t mirror_index(std::uint64_t slot) { return slot / SlotKeyHolder::block_records; }

} // namespace

SlotKeyHolder::SlotKeyHolder(SlotFile file, std::string store, Secret wrapping, Random& random)
    : file_{std::move(file)}, store_{std::move(store)}, wrapping_{std::move(wrapping)},
      random_{random}
{
}

Expected<void> SlotKeyHolder::create(
    Files& files, const std::filesystem::path& path, std::string_view store)
{
    return SlotFile::create(files, path, header_block(store));
}

Expected<std::unique_ptr<SlotKeyHolder>> SlotKeyHolder::open(Files& files,
    const std::filesystem::path& path, std::string_view store, Secret wrapping, Random& random)
{
    ensure_sodium_ready();
    TV_ASSERT(wrapping.size() == key_bytes);
    auto file = SlotFile::open(files, path);
    if (!file)
        return fail(file.error());
    std::unique_ptr<SlotKeyHolder> holder{
        new SlotKeyHolder{std::move(*file), std::string{store}, std::move(wrapping), random}};
    if (const auto loaded = holder->load(); !loaded)
        return fail(loaded.error());
    return holder;
}

Expected<void> SlotKeyHolder::load()
{
    const auto block = std::make_unique<SlotBlock>();
    if (const auto read = file_.read(0, *block); !read)
        return read;
    if (block->bytes != header_block(store_).bytes) {
        const bool ours =
            std::memcmp(block->bytes.data(), file_title.data(), file_title.size()) == 0;
        if (ours)
            return fail({ErrorCode::foreign, "the file of keys belongs to another vault"});
        return fail({ErrorCode::corrupt, "the file of keys has a damaged first block"});
    }
    mirror_.resize(file_.blocks() - 1);
    for (std::uint64_t at = 0; at < mirror_.size(); ++at)
        if (const auto read = file_.read(at + 1, mirror_[at]); !read)
            return read;
    for (std::uint64_t slot = mirror_.size() * block_records; slot-- > 0;) {
        if (all_zero(record(slot)))
            free_.push_back(slot);
        else
            ++live_;
    }
    return {};
}

Expected<void> SlotKeyHolder::grow()
{
    if (const auto grown = file_.grow(growth_blocks); !grown)
        return grown;
    const std::uint64_t before = mirror_.size();
    {
        const std::unique_lock lock{mutex_};
        mirror_.resize(before + growth_blocks);
    }
    for (std::uint64_t slot = mirror_.size() * block_records; slot-- > before * block_records;)
        free_.push_back(slot);
    return {};
}

std::span<std::byte> SlotKeyHolder::record(std::uint64_t slot) noexcept
{
    return std::span{mirror_[mirror_index(slot)].bytes}.subspan(
        slot % block_records * record_bytes, record_bytes);
}

std::span<const std::byte> SlotKeyHolder::record(std::uint64_t slot) const noexcept
{
    return std::span{mirror_[mirror_index(slot)].bytes}.subspan(
        slot % block_records * record_bytes, record_bytes);
}

Expected<KeySlot> SlotKeyHolder::put(std::string_view object, const Secret& key)
{
    TV_ASSERT(key.size() == key_bytes && !prepared_);
    if (free_.empty())
        if (const auto grown = grow(); !grown)
            return fail(grown.error());
    const std::uint64_t slot = free_.back();
    std::array<std::byte, record_end> fresh{};
    fresh[0] = record_version;
    const auto nonce = std::span{fresh}.subspan(nonce_offset, nonce_bytes);
    random_.fill(nonce);
    const std::string bound = associated_data(store_, slot, object);
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(std::span{fresh}.subspan(wrapped_offset)),
        &written, raw(key.reveal()), key.size(),
        reinterpret_cast<const unsigned char*>(bound.data()), bound.size(), nullptr, raw(nonce),
        raw(wrapping_.reveal()));
    TV_ASSERT(written == wrapped_bytes);
    free_.pop_back();
    steps_.push_back({true, slot});
    const std::unique_lock lock{mutex_};
    TV_ASSERT(all_zero(record(slot)));
    std::ranges::copy(fresh, record(slot).begin());
    wipe(fresh);
    ++live_;
    return KeySlot{slot};
}

void SlotKeyHolder::mark_for_destruction(KeySlot slot)
{
    TV_ASSERT(slot.number < mirror_.size() * block_records && !prepared_);
    if (all_zero(record(slot.number)))
        return; // destroyed before: marking it again must not free it twice
    steps_.push_back({false, slot.number});
}

Expected<void> SlotKeyHolder::prepare()
{
    // From the first write on: a block goes out whole, with every record put() left in it.
    prepared_ = true;
    // A key whose COMMIT failed must not outlive the next good one.
    if (const auto destroyed = destroy_condemned(); !destroyed)
        return destroyed;
    std::set<std::uint64_t> fresh;
    for (const Step& step : steps_)
        if (step.put)
            fresh.insert(step.slot);
    return write_blocks(fresh);
}

Expected<void> SlotKeyHolder::finish()
{
    TV_ASSERT(prepared_ || steps_.empty());
    for (const Step& step : steps_)
        if (!step.put && condemned_.insert(step.slot).second)
            clear_record(step.slot);
    steps_.clear();
    prepared_ = false;
    return destroy_condemned();
}

void SlotKeyHolder::abandon() noexcept
{
    if (!prepared_) {
        rollback_to(0);
        return;
    }
    for (const Step& step : steps_)
        if (step.put && condemned_.insert(step.slot).second)
            clear_record(step.slot);
    steps_.clear();
    prepared_ = false;
    // When this fails they stay condemned: the next prepare, finish or recover destroys them.
    ignore_failure(destroy_condemned());
}

void SlotKeyHolder::rollback_to(std::size_t savepoint) noexcept
{
    TV_ASSERT(savepoint <= steps_.size() && !prepared_);
    while (steps_.size() > savepoint) {
        const Step step = steps_.back();
        steps_.pop_back();
        if (!step.put)
            continue;
        clear_record(step.slot);
        free_.push_back(step.slot);
    }
}

Expected<Secret> SlotKeyHolder::open(KeySlot slot, std::string_view object) const
{
    std::array<std::byte, record_bytes> copy{};
    {
        const std::shared_lock lock{mutex_};
        if (slot.number >= mirror_.size() * block_records)
            return fail(Error{ErrorCode::gone, "no such key"}.with(slot.number));
        std::ranges::copy(record(slot.number), copy.begin());
    }
    if (all_zero(copy))
        return fail(Error{ErrorCode::gone, "this key is destroyed"}.with(slot.number));
    const std::span<const std::byte> bytes{copy};
    const std::string bound = associated_data(store_, slot.number, object);
    Secret key{key_bytes};
    const bool opened = bytes[0] == record_version && all_zero(bytes.subspan(record_end)) &&
                        crypto_aead_xchacha20poly1305_ietf_decrypt(raw(key.mutable_bytes()),
                            nullptr, nullptr, raw(bytes.subspan(wrapped_offset)), wrapped_bytes,
                            reinterpret_cast<const unsigned char*>(bound.data()), bound.size(),
                            raw(bytes.subspan(nonce_offset)), raw(wrapping_.reveal())) == 0;
    wipe(copy); // no wrapped key may outlive its record, not even on the stack
    if (!opened)
        return fail(
            Error{ErrorCode::corrupt, "a key does not open for its object"}.with(slot.number));
    return key;
}

Expected<void> SlotKeyHolder::recover(std::span<const LiveKey> live)
{
    TV_ASSERT(steps_.empty());
    std::vector<bool> keep(mirror_.size() * block_records);
    for (const LiveKey& key : live) {
        const auto opened = open(key.slot, key.object);
        if (!opened && opened.error().code() == ErrorCode::gone)
            return fail(Error{ErrorCode::corrupt, "a key the database needs is not there"}.with(
                key.slot.number));
        if (!opened)
            return fail(opened.error());
        keep[key.slot.number] = true;
    }
    for (std::uint64_t slot = 0; slot < keep.size(); ++slot) {
        if (keep[slot] || all_zero(record(slot)))
            continue;
        condemned_.insert(slot);
        clear_record(slot);
    }
    return destroy_condemned();
}

std::uint64_t SlotKeyHolder::live_count() const noexcept
{
    const std::shared_lock lock{mutex_};
    return live_;
}

void SlotKeyHolder::clear_record(std::uint64_t slot) noexcept
{
    const std::unique_lock lock{mutex_};
    if (all_zero(record(slot)))
        return;
    wipe(record(slot));
    --live_;
}

Expected<void> SlotKeyHolder::write_blocks(const std::set<std::uint64_t>& slots)
{
    std::uint64_t last = mirror_.size(); // no such block
    for (const std::uint64_t slot : slots) {
        if (mirror_index(slot) == last)
            continue;
        last = mirror_index(slot);
        if (const auto written = file_.write(last + 1, mirror_[last]); !written)
            return written;
    }
    return {};
}

Expected<void> SlotKeyHolder::destroy_condemned()
{
    if (const auto written = write_blocks(condemned_); !written)
        return written;
    const auto block = std::make_unique<SlotBlock>();
    std::uint64_t loaded = mirror_.size(); // no such block
    for (const std::uint64_t slot : condemned_) {
        if (mirror_index(slot) != loaded) {
            loaded = mirror_index(slot);
            if (const auto read = file_.read(loaded + 1, *block); !read)
                return read;
        }
        if (!all_zero(
                std::span{block->bytes}.subspan(slot % block_records * record_bytes, record_bytes)))
            return fail(Error{ErrorCode::io, "a destroyed key is still on the disk"}.with(slot));
    }
    for (const std::uint64_t slot : condemned_)
        free_.push_back(slot);
    condemned_.clear();
    return {};
}

} // namespace vault
