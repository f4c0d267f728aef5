#pragma once

#include "store/sql.h"
#include "vault/secret.h"

#include <cstdint>
#include <filesystem>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace vault {

class GatedVfs;

// One connection to the encrypted database. Keeps its compiled statements.
//
// Errors are thrown as StorageFault: corrupt for a wrong key or damaged pages, missing, read_only, disk_full, in_use, io.
// Threads: one at a time.
class Database {
public:
    // create: the file is made if it is not there. reader: refuses every change. still: nothing may touch the folder, for a copy nobody
    // serves (see GatedVfs).
    enum class Mode : std::uint8_t { create, writer, reader, still };

    static constexpr std::uint32_t cache_kib_default = 65'536;

    // `key` is SQLCipher's raw 32-byte key. `vfs` must outlive the connection. `cache_kib`: decrypted pages that are kept at most; Mode::still keeps
    // few, since it reads each once.
    Database(GatedVfs& vfs, const std::filesystem::path& file, const Secret& key, Mode mode,
        std::uint32_t cache_kib = cache_kib_default);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    void run(Sql sql);
    [[nodiscard]] std::uint64_t rows_changed() const noexcept;
    // False when SQLite has ended a transaction by itself after an error.
    [[nodiscard]] bool in_transaction() const noexcept;
    // The code of a COMMIT, for the writer: all others throw. 0 is success.
    [[nodiscard]] int commit() noexcept;
    void rollback() noexcept;
    // What becomes of the write-ahead log's file: cut, to nothing or to what the VFS keeps; or kept, for the next commits to overwrite, which spares the file system
    // taking its blocks back and giving them out again.
    enum class Log : std::uint8_t { cut, kept };
    // Moves the write-ahead log into the database. True when all of it went; false when a reader still needs it.
    [[nodiscard]] bool checkpoint(Log log = Log::cut);
    // Whether every page of the file, also those no query needs, passes its authentication. Reads all of it, or, of a copy at rest, what this
    // connection has not read yet; pages in the write-ahead log are checked by whoever reads them.
    [[nodiscard]] bool every_page_holds();
    // Writes all of it into a new file under another key, durable when it returns. Mode::create only: SQLite makes the file as it opened this one.
    void copy_to(const std::filesystem::path& file, const Secret& key);
    // After a page could not be read, or failed its authentication, SQLCipher gives no page on this connection any more: puts another in its place.
    // Between transactions. When that fails it is tried again with the next call.
    void renew_if_failed();
    [[nodiscard]] bool page_failed() const noexcept { return page_failed_; }
    // The size of its file once the transaction under way is committed and the log moved.
    [[nodiscard]] std::uint64_t bytes();
    // The same of the log, after the last commit.
    [[nodiscard]] std::uint64_t log_bytes() const noexcept;
    // Pages in the write-ahead log after the last commit here.
    [[nodiscard]] int log_pages() const noexcept { return log_pages_; }
    // The log's file holds something, be it old.
    [[nodiscard]] bool has_log_to_cut() const noexcept { return log_pages_ > 0 || log_kept_; }

private:
    friend class Statement;
    [[nodiscard]] bool every_page_was_read();
    [[nodiscard]] sqlite3_stmt* compiled(Sql sql);
    // What a statement or call ended with; 0 is success.
    void check(int code);
    void use_key(const Secret& key);
    void configure();
    void count_log_pages() noexcept;
    void close() noexcept;

    GatedVfs& vfs_;
    const std::filesystem::path file_;
    const Secret key_;
    const Mode mode_;
    const std::uint32_t cache_kib_;
    sqlite3* handle_ = nullptr;
    bool page_failed_ = false;
    int log_pages_ = 0;
    bool log_kept_ = false;
    std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

} // namespace vault
