#include "backup/backup_stream.h"

#include "base/little_endian.h"
#include "vault/assert.h"

#include <algorithm>
#include <array>

namespace vault {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::size_t sealed_bytes_max = piece_bytes + 256;
constexpr std::size_t record_bytes_max = 64 * 1024 * 1024;

constexpr Literal damaged_text = "the backup is damaged or cut short: a piece of it does not open";

std::unexpected<Error> damaged() { return fail({ErrorCode::corrupt, damaged_text}); }

Binding piece_binding(const std::string& store, const Bytes& head, std::uint64_t index, bool last)
{
    Binding binding{store, store, "backup"};
    binding.terms.assign(reinterpret_cast<const char*>(head.data()), head.size());
    binding.terms += ';' + std::to_string(index) + (last ? ";last" : ";more");
    return binding;
}

Bytes hash_of(std::string_view head) { return ciphertext_hash(std::as_bytes(std::span{head})); }

} // namespace

BackupWriter::BackupWriter(
    const Secret& key, std::string store, std::string_view head, Random& random, ByteSink sink)
    : key_{key}, store_{std::move(store)}, head_hash_{hash_of(head)}, random_{random},
      sink_{std::move(sink)}, piece_{piece_bytes}
{
}

void BackupWriter::seal_piece(bool last)
{
    const Bytes sealed = seal(piece_.reveal().first(used_), key_,
        piece_binding(store_, head_hash_, index_++, last), random_);
    sink_(little_endian(static_cast<std::uint32_t>(sealed.size())));
    sink_(sealed);
    used_ = 0;
}

void BackupWriter::append(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        if (used_ == piece_bytes)
            seal_piece(false);
        const auto part = bytes.first(std::min(bytes.size(), piece_bytes - used_));
        std::ranges::copy(part, piece_.mutable_bytes().subspan(used_).begin());
        used_ += part.size();
        bytes = bytes.subspan(part.size());
    }
}

void BackupWriter::record(RecordKind kind, std::span<const std::byte> payload)
{
    TV_ASSERT(payload.size() <= record_bytes_max);
    rows_ += kind == RecordKind::row ? 1 : 0;
    append(std::array{static_cast<std::byte>(kind)});
    append(little_endian(static_cast<std::uint32_t>(payload.size())));
    append(payload);
}

void BackupWriter::key(std::uint64_t leaf, const Secret& key)
{
    TV_ASSERT(key.size() == key_bytes);
    ++keys_;
    append(std::array{static_cast<std::byte>(RecordKind::key)});
    append(little_endian(static_cast<std::uint32_t>(sizeof leaf + key_bytes)));
    append(little_endian(leaf));
    append(key.reveal());
}

void BackupWriter::finish()
{
    Bytes counts;
    for (const std::uint64_t count : {keys_, rows_})
        std::ranges::copy(little_endian(count), std::back_inserter(counts));
    record(RecordKind::end, counts);
    seal_piece(true);
}

BackupReader::BackupReader(
    File& file, std::uint64_t offset, const Secret& key, std::string store, std::string_view head)
    : file_{file}, offset_{offset}, key_{key}, store_{std::move(store)}, head_hash_{hash_of(head)}
{
}

Expected<void> BackupReader::open_piece()
{
    if (last_)
        return damaged();
    const auto size = file_.size();
    if (!size)
        return fail(size.error());
    std::array<std::byte, 4> length_bytes{};
    if (*size - std::min(*size, offset_) < length_bytes.size())
        return damaged();
    if (const auto got = file_.read_at(offset_, length_bytes); !got)
        return got;
    const auto length = from_little_endian<std::uint32_t>(length_bytes);
    offset_ += length_bytes.size();
    if (length > sealed_bytes_max || *size - offset_ < length)
        return damaged();
    Bytes sealed(length);
    if (const auto got = file_.read_at(offset_, sealed); !got)
        return got;
    offset_ += length;
    last_ = offset_ == *size;
    auto piece = open_secret(sealed, key_, piece_binding(store_, head_hash_, index_++, last_));
    if (!piece)
        return damaged();
    piece_ = std::move(*piece);
    used_ = 0;
    return {};
}

Expected<void> BackupReader::read(std::span<std::byte> out)
{
    while (!out.empty()) {
        if (used_ == piece_.size())
            if (const auto opened = open_piece(); !opened)
                return opened;
        const auto part =
            piece_.reveal().subspan(used_, std::min(out.size(), piece_.size() - used_));
        std::ranges::copy(part, out.begin());
        used_ += part.size();
        out = out.subspan(part.size());
    }
    return {};
}

Expected<std::uint64_t> BackupReader::read_number()
{
    std::array<std::byte, sizeof(std::uint64_t)> bytes{};
    if (const auto got = read(bytes); !got)
        return fail(got.error());
    return from_little_endian<std::uint64_t>(bytes);
}

Expected<std::optional<BackupReader::Record>> BackupReader::finish()
{
    const auto keys = read_number();
    const auto rows = keys ? read_number() : keys;
    if (!rows)
        return fail(rows.error());
    if (!last_ || used_ != piece_.size() || *keys != keys_ || *rows != rows_)
        return damaged();
    return std::nullopt;
}

Expected<std::optional<BackupReader::Record>> BackupReader::next()
{
    std::array<std::byte, 5> start{};
    if (const auto got = read(start); !got)
        return fail(got.error());
    const auto length = from_little_endian<std::uint32_t>(std::span{start}.subspan<1>());
    Record record;
    record.kind = static_cast<RecordKind>(start[0]);
    const auto fixed = [&](std::size_t wanted, bool numbered, bool secret) -> Expected<void> {
        if (length != wanted)
            return damaged();
        if (numbered) {
            const auto number = read_number();
            if (!number)
                return fail(number.error());
            record.number = *number;
        }
        if (!secret)
            return {};
        record.secret = Secret{key_bytes};
        return read(record.secret.mutable_bytes());
    };
    Expected<void> got{};
    switch (record.kind) {
    case RecordKind::audit_seed:
    case RecordKind::index_key:
        got = fixed(key_bytes, false, true);
        break;
    case RecordKind::tree:
        got = fixed(sizeof record.number, true, false);
        break;
    case RecordKind::key:
        ++keys_;
        got = fixed(sizeof record.number + key_bytes, true, true);
        break;
    case RecordKind::row:
        ++rows_;
        if (length > record_bytes_max)
            return damaged();
        record.row.resize(length);
        got = read(record.row);
        break;
    case RecordKind::end:
        return length == 2 * sizeof(std::uint64_t) ? finish() : damaged();
    default:
        return damaged();
    }
    if (!got)
        return fail(got.error());
    return record;
}

} // namespace vault
