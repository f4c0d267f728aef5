#pragma once

#include "vault/files.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

struct sqlite3;

namespace vault {

// SQLite's own VFS for this system behind Files::permit: each open, read, write (with its bytes, already encrypted), sync, truncate and
// delete asks first. Registered under a name of its own for as long as it lives; must outlive its connections.
//
// The index of a write-ahead log is in memory (SharedIndex). A database whose size does not change is not cut, so that room held beyond its end
// stays its own.
//
// Still: for reading a copy that nobody serves without changing anything in its folder. Files are opened for reading only, none is made
// or deleted, and locks are not taken.
class GatedVfs {
public:
    enum class Kind : std::uint8_t { serving, still };

    static constexpr int log_header_bytes = 32;

    // `log_kept_bytes`: a write-ahead log that is cut keeps as many, overwritten with zeros, and stays when the last connection closes: what it had
    // of the disk nobody else gets. 0: it is cut to nothing and goes with the last connection.
    explicit GatedVfs(Files& files, Kind kind = Kind::serving, std::uint64_t log_kept_bytes = 0);
    GatedVfs(const GatedVfs&) = delete;
    GatedVfs& operator=(const GatedVfs&) = delete;
    ~GatedVfs();

    [[nodiscard]] const char* name() const noexcept;
    [[nodiscard]] bool keeps_log() const noexcept;
    // Whether the system has refused a read to this connection, which must be one through a GatedVfs. SQLCipher tries to decrypt what was not read,
    // and then calls the page damaged.
    [[nodiscard]] static bool read_has_failed(sqlite3* connection) noexcept;
    // The pages of the database's file that this connection has not read whole, by their numbers from 1. None can be told, and it is nullopt, but of
    // a copy without a write-ahead log, whose file is whole pages: elsewhere a page may be read from the log.
    [[nodiscard]] static std::optional<std::vector<std::uint32_t>> unread_pages(
        sqlite3* connection);
    // As if nothing had been read yet.
    static void forget_reads(sqlite3* connection) noexcept;

private:
    struct Registration;
    std::unique_ptr<Registration> registration_;
};

} // namespace vault
