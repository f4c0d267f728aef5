#include "keys/mark_file.h"

#include "base/little_endian.h"
#include "crypto/envelope.h"
#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace vault {

namespace {

constexpr std::uint64_t block_count = 2;
constexpr std::size_t number_bytes = 8;
constexpr std::size_t root_offset = 3 * number_bytes;
constexpr std::size_t tag_offset = root_offset + 32;
constexpr std::size_t tag_bytes = 32;

struct Record {
    std::uint64_t serial;
    Mark mark;
};

void put_number(SlotBlock& block, std::size_t offset, std::uint64_t number)
{
    std::ranges::copy(
        little_endian(number), block.bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

std::uint64_t number_at(const SlotBlock& block, std::size_t offset)
{
    return from_little_endian<std::uint64_t>(
        std::span{block.bytes}.subspan(offset).first<number_bytes>());
}

Bytes tag_of(const SlotBlock& block, std::string_view store, const Secret& wrapping)
{
    Bytes input;
    const auto name = std::as_bytes(std::span{store});
    input.insert(input.end(), name.begin(), name.end());
    input.insert(input.end(), block.bytes.begin(), block.bytes.begin() + tag_offset);
    Bytes tag = keyed_hash(wrapping, "tv1/mark", input);
    TV_ASSERT(tag.size() == tag_bytes);
    return tag;
}

std::unique_ptr<SlotBlock> block_of(
    const Record& record, std::string_view store, const Secret& wrapping)
{
    auto block = std::make_unique<SlotBlock>();
    put_number(*block, 0, record.serial);
    put_number(*block, number_bytes, record.mark.latest_ms);
    put_number(*block, 2 * number_bytes, record.mark.log_size);
    std::ranges::copy(record.mark.log_root, block->bytes.begin() + root_offset);
    std::ranges::copy(tag_of(*block, store, wrapping), block->bytes.begin() + tag_offset);
    return block;
}

std::optional<Record> record_in(
    const SlotBlock& block, std::string_view store, const Secret& wrapping)
{
    if (!same_bytes(
            std::span{block.bytes}.subspan(tag_offset, tag_bytes), tag_of(block, store, wrapping)))
        return std::nullopt;
    Record record{number_at(block, 0),
        {number_at(block, number_bytes), number_at(block, 2 * number_bytes), {}}};
    const auto root = std::span{block.bytes}.subspan(root_offset, record.mark.log_root.size());
    std::ranges::copy(root, record.mark.log_root.begin());
    return record;
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
    bool found = false;
    for (std::uint64_t at = 0; at < block_count; ++at) {
        if (const auto read = mark.file_.read(at, *block); !read)
            return fail(read.error());
        auto record = record_in(*block, mark.store_, mark.wrapping_);
        if (!record && !former.empty())
            record = record_in(*block, mark.store_, former);
        if (!record || (found && record->serial <= mark.serial_))
            continue;
        mark.serial_ = record->serial;
        mark.last_ = record->mark;
        found = true;
    }
    if (!found)
        return fail({ErrorCode::corrupt, "the mark file is damaged in both its blocks"});
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
