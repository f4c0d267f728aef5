#include "keys/mark_file.h"

#include "base/little_endian.h"
#include "crypto/envelope.h"
#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace vault {

namespace {

constexpr std::uint64_t block_count = 2;
constexpr std::size_t sector_bytes = 512; // what a disk writes whole
constexpr std::size_t sector_count = slot_block_bytes / sector_bytes;
constexpr std::size_t number_bytes = 8;
constexpr std::size_t root_offset = 3 * number_bytes;
constexpr std::size_t tag_offset = root_offset + 32;
constexpr std::size_t tag_bytes = 32;

struct Record {
    std::uint64_t serial;
    Mark mark;
};

using Sector = std::span<const std::byte>;

std::uint64_t number_at(Sector sector, std::size_t offset)
{
    return from_little_endian<std::uint64_t>(sector.subspan(offset).first<number_bytes>());
}

Bytes tag_of(Sector sector, std::string_view store, const Secret& wrapping)
{
    Bytes input;
    const auto name = std::as_bytes(std::span{store});
    input.insert(input.end(), name.begin(), name.end());
    const Sector head = sector.first(tag_offset);
    input.insert(input.end(), head.begin(), head.end());
    Bytes tag = keyed_hash(wrapping, "tv1/mark", input);
    TV_ASSERT(tag.size() == tag_bytes);
    return tag;
}

std::unique_ptr<SlotBlock> block_of(
    const Record& record, std::string_view store, const Secret& wrapping)
{
    auto block = std::make_unique<SlotBlock>();
    const std::span all{block->bytes};
    const auto first = all.first<sector_bytes>();
    std::ranges::copy(little_endian(record.serial), first.begin());
    std::ranges::copy(little_endian(record.mark.latest_ms), first.subspan(number_bytes).begin());
    std::ranges::copy(little_endian(record.mark.log_size), first.subspan(2 * number_bytes).begin());
    std::ranges::copy(record.mark.log_root, first.subspan(root_offset).begin());
    std::ranges::copy(tag_of(first, store, wrapping), first.subspan(tag_offset).begin());
    for (std::size_t at = sector_bytes; at < all.size(); at += sector_bytes)
        std::ranges::copy(first, all.subspan(at).begin());
    return block;
}

std::optional<Record> record_in(Sector sector, std::string_view store, const Secret& wrapping)
{
    if (!same_bytes(sector.subspan(tag_offset, tag_bytes), tag_of(sector, store, wrapping)))
        return std::nullopt;
    Record record{number_at(sector, 0),
        {number_at(sector, number_bytes), number_at(sector, 2 * number_bytes), {}}};
    std::ranges::copy(
        sector.subspan(root_offset, record.mark.log_root.size()), record.mark.log_root.begin());
    return record;
}

bool is_zero(Sector bytes)
{
    return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
}

struct BlockFound {
    std::optional<Record> record;
    bool spoiled = false; // in some sectors
    bool empty = false;
};

// Of a write that was cut off some sectors hold the record of two marks before: the later one counts.
template <class Read>
BlockFound look_at(const SlotBlock& block, std::uint64_t place, const Read& read)
{
    const Sector all{block.bytes};
    BlockFound found;
    std::size_t good = 0;
    bool first_good = false;
    for (std::size_t at = 0; at < all.size(); at += sector_bytes) {
        const std::optional<Record> record = read(all.subspan(at, sector_bytes));
        if (!record || record->serial % block_count != place)
            continue;
        ++good;
        first_good = first_good || at == 0;
        if (!found.record || record->serial > found.record->serial)
            found.record = record;
    }
    // Earlier versions wrote the first sector only.
    const bool once = first_good && good == 1 && is_zero(all.subspan(sector_bytes));
    found.spoiled = good != sector_count && !once;
    found.empty = is_zero(all);
    return found;
}

} // namespace

MarkFile::MarkFile(SlotFile file, std::string store, Secret wrapping)
    : file_{std::move(file)}, store_{std::move(store)}, wrapping_{std::move(wrapping)}
{
}

Expected<void> MarkFile::create(Files& files, const std::filesystem::path& path,
    std::string_view store, const Secret& wrapping, const Mark& first)
{
    ensure_sodium_ready();
    if (const auto created = SlotFile::create(files, path, *block_of({0, first}, store, wrapping));
        !created)
        return created;
    auto file = SlotFile::open(files, path);
    if (!file)
        return fail(file.error());
    return file->grow(block_count - 1);
}

Expected<MarkFile> MarkFile::open(Files& files, const std::filesystem::path& path,
    std::string_view store, Secret wrapping, const Secret& former, SlotFile::Use use)
{
    ensure_sodium_ready();
    TV_ASSERT(wrapping.size() == key_bytes);
    auto file = SlotFile::open(files, path, use);
    if (!file)
        return fail(file.error());
    if (file->blocks() != block_count)
        return fail({ErrorCode::corrupt, "the mark file has a wrong size"});
    MarkFile mark{std::move(*file), std::string{store}, std::move(wrapping)};
    const auto block = std::make_unique<SlotBlock>();
    const auto record_of = [&](Sector sector) {
        auto record = record_in(sector, mark.store_, mark.wrapping_);
        return record || former.empty() ? record : record_in(sector, mark.store_, former);
    };
    std::array<BlockFound, block_count> found;
    for (std::uint64_t at = 0; at < block_count; ++at) {
        if (const auto read = mark.file_.read(at, *block); !read)
            return fail(read.error());
        found[at] = look_at(*block, at, record_of);
    }
    const auto serial_of = [](const BlockFound& one) {
        return one.record ? std::optional{one.record->serial} : std::nullopt;
    };
    const BlockFound& last = *std::ranges::max_element(found, {}, serial_of);
    const BlockFound& before = *std::ranges::min_element(found, {}, serial_of);
    if (!last.record)
        return fail({ErrorCode::corrupt, "the mark file is damaged in both its blocks"});
    mark.serial_ = last.record->serial;
    mark.last_ = last.record->mark;
    const bool only_one = mark.serial_ == 0 && before.empty; // a second one was never written
    if (!only_one && (!before.record || before.record->serial + 1 != mark.serial_))
        mark.found_ = Found::lost;
    else if (last.spoiled || (before.spoiled && !only_one))
        mark.found_ = Found::spoiled;
    return mark;
}

Expected<bool> MarkFile::was_written(Files& files, const std::filesystem::path& path)
{
    const auto bytes = read_file(files, path, block_count * slot_block_bytes);
    if (!bytes && bytes.error().code() == ErrorCode::missing)
        return false;
    if (!bytes)
        return fail(bytes.error());
    for (std::size_t at = 0; at + number_bytes <= bytes->size(); at += slot_block_bytes)
        if (std::string_view{*bytes}.substr(at, number_bytes).find_first_not_of('\0') !=
            std::string_view::npos)
            return true;
    return false;
}

Expected<void> MarkFile::write(const Mark& mark)
{
    TV_ASSERT(mark.latest_ms >= last_.latest_ms && mark.log_size >= last_.log_size);
    const std::uint64_t serial = serial_ + 1;
    if (const auto written =
            file_.write(serial % block_count, *block_of({serial, mark}, store_, wrapping_));
        !written)
        return written;
    serial_ = serial;
    last_ = mark;
    return {};
}

} // namespace vault
