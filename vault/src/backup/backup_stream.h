#pragma once

#include "base/file.h"
#include "crypto/envelope.h"
#include "vault/backup.h"

#include <functional>
#include <optional>
#include <string>

namespace vault {

// What follows the head of a backup: the file's key K sealed to the recovery key, then records, cut into pieces of 64 KiB wherever they
// come, each piece an envelope under K behind its length (u32, little endian). A piece is bound to the vault, to the head, to its number and to
// being the last or not: one left out, exchanged, or missing at the end does not open.
//
//   record = kind (u8), length of what follows (u32, little endian), payload
enum class RecordKind : std::uint8_t {
    audit_seed = 1, // 32 bytes
    index_key = 2,  // 32 bytes
    tree = 3,       // buckets given out (u64le)
    key = 4,        // leaf (u64le), key (32)
    row = 5,        // table (u8, its place in copied_tables()), values (row_copy.h)
    end = 6,        // keys, rows (u64le each): nothing follows
};

using ByteSink = std::function<void(std::span<const std::byte>)>;

// Writes the pieces. Threads: one.
class BackupWriter {
public:
    // `sink` gets each piece as it is sealed; it may be exchanged between records.
    BackupWriter(
        const Secret& key, std::string store, std::string_view head, Random& random, ByteSink sink);
    void redirect(ByteSink sink) { sink_ = std::move(sink); }

    void record(RecordKind kind, std::span<const std::byte> payload);
    void key(std::uint64_t leaf, const Secret& key);
    // The last record and the last piece.
    void finish();

private:
    void append(std::span<const std::byte> bytes);
    void seal_piece(bool last);

    const Secret& key_;
    const std::string store_;
    const Bytes head_hash_;
    Random& random_;
    ByteSink sink_;
    Secret piece_;
    std::size_t used_ = 0;
    std::uint64_t index_ = 0;
    std::uint64_t keys_ = 0;
    std::uint64_t rows_ = 0;
};

// Reads them again. corrupt, once and for all, when a piece does not open or the file ends before its last one or goes on after it.
// Threads: one.
class BackupReader {
public:
    // `offset`: of the first piece.
    BackupReader(File& file, std::uint64_t offset, const Secret& key, std::string store,
        std::string_view head);

    struct Record {
        RecordKind kind{};
        Secret secret;            // the payload of audit_seed, index_key, and of key after the leaf
        std::uint64_t number = 0; // of tree, and the leaf of key
        Bytes row;
    };
    // nullopt after the end record has been checked.
    [[nodiscard]] Expected<std::optional<Record>> next();
    [[nodiscard]] std::uint64_t bytes_read() const noexcept { return offset_; }

private:
    [[nodiscard]] Expected<void> read(std::span<std::byte> out);
    [[nodiscard]] Expected<void> open_piece();
    [[nodiscard]] Expected<std::uint64_t> read_number();
    [[nodiscard]] Expected<std::optional<Record>> finish();

    File& file_;
    std::uint64_t offset_;
    const Secret& key_;
    const std::string store_;
    const Bytes head_hash_;
    Secret piece_;
    std::size_t used_ = 0;
    std::uint64_t index_ = 0;
    bool last_ = false;
    std::uint64_t keys_ = 0;
    std::uint64_t rows_ = 0;
};

} // namespace vault
