#include "store/database.h"

#include "store/engine_dialect.h"
#include "store/gated_vfs.h"
#include "store/sqlite_error.h"
#include "store/statement.h"
#include "store/storage_fault.h"
#include "vault/assert.h"

#include <sqlite3.h>

#include <mutex>
#include <string_view>
#include <utility>

namespace vault {

namespace {

constexpr std::uint64_t page_bytes = 4096; // SQLCipher's
constexpr std::uint64_t log_frame_header_bytes = 24;

int open_flags(Database::Mode mode)
{
    switch (mode) {
    case Database::Mode::create:
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    case Database::Mode::writer:
    case Database::Mode::reader:
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    case Database::Mode::still:
        return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    }
    return SQLITE_OPEN_READONLY;
}

// `head` x'…' `tail` and a zero byte, in locked memory: how SQLCipher is told a key that is not derived from a passphrase.
Secret key_text(std::string_view head, const Secret& key, std::string_view tail)
{
    constexpr std::string_view digits = "0123456789abcdef";
    TV_ASSERT(key.size() == 32);
    Secret text{head.size() + 2 + key.size() * 2 + 1 + tail.size() + 1};
    auto out = text.mutable_bytes();
    std::size_t at = 0;
    const auto put = [&](std::string_view part) {
        for (const char c : part)
            out[at++] = static_cast<std::byte>(c);
    };
    put(head);
    put("x'");
    for (const std::byte b : key.reveal()) {
        put(digits.substr(std::to_integer<std::size_t>(b) >> 4U, 1));
        put(digits.substr(std::to_integer<std::size_t>(b) & 15U, 1));
    }
    put("'");
    put(tail);
    return text;
}

const char* text_of(const Secret& text)
{
    return reinterpret_cast<const char*>(text.reveal().data());
}

// An SQL function fails with SQLITE_ERROR whatever happened inside it, and says in words what did.
int code_of_message(std::string_view message)
{
    for (const int code : {SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_READONLY})
        if (message == sqlite3_errstr(code))
            return code;
    return SQLITE_ERROR;
}

bool page_has_failed(sqlite3* handle)
{
    sqlite3_stmt* status = nullptr;
    const int prepared =
        sqlite3_prepare_v2(handle, dialect::cipher_status.text, -1, &status, nullptr);
    const bool failed = prepared == SQLITE_OK && sqlite3_step(status) == SQLITE_ROW &&
                        sqlite3_column_int(status, 0) == 0;
    sqlite3_finalize(status);
    return failed;
}

int remember_log_pages(void* pages, sqlite3*, const char*, int count)
{
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

} // namespace

Database::Database(GatedVfs& vfs, const std::filesystem::path& file, const Secret& key, Mode mode,
    std::uint32_t cache_kib)
    : vfs_{vfs}, file_{file}, key_{key.clone()}, mode_{mode}, cache_kib_{cache_kib}
{
    // SQLite takes an empty file for a new database and fills it.
    std::error_code unknown;
    if (mode != Mode::create && std::filesystem::file_size(file, unknown) == 0 && !unknown)
        throw StorageFault{{ErrorCode::corrupt, "the database is damaged: it is empty"}};
    const int code = sqlite3_open_v2(file.c_str(), &handle_, open_flags(mode), vfs.name());
    try {
        check_sqlite(code);
        use_key(key);
        configure();
    } catch (const StorageFault&) {
        close();
        throw;
    }
}

void Database::renew_if_failed()
{
    if (!page_failed_)
        return;
    Database fresh{vfs_, file_, key_, mode_, cache_kib_};
    std::swap(handle_, fresh.handle_);
    std::swap(statements_, fresh.statements_);
    count_log_pages();
    page_failed_ = false;
}

void Database::check(int code)
{
    if (code == SQLITE_OK)
        return;
    // SQLCipher calls it SQLITE_NOMEM; its status tells it from a real want of memory. A page that could not be read counts, too.
    page_failed_ = page_failed_ || page_has_failed(handle_);
    if (page_failed_ && (code & 0xff) == SQLITE_NOMEM)
        code = GatedVfs::read_has_failed(handle_) ? SQLITE_IOERR_READ : SQLITE_CORRUPT;
    throw StorageFault{sqlite_error(code)};
}

Database::~Database() { close(); }

void Database::close() noexcept
{
    for (const auto& [text, statement] : statements_)
        sqlite3_finalize(statement);
    statements_.clear();
    // Cannot be busy: every statement is finalized above.
    TV_ASSERT(sqlite3_close(handle_) == SQLITE_OK);
    handle_ = nullptr;
}

bool Database::every_page_holds()
{
    if (every_page_was_read())
        return true;
    Statement faults{*this, dialect::every_page};
    const bool holds = !faults.step();
    // It has read all pages, those that do not hold, too.
    GatedVfs::forget_reads(handle_);
    return holds;
}

// Each page that SQLCipher has given to this connection has passed its authentication while none has failed, and is not read again; the others are asked
// for. What decides is what was read from the file: a page that cannot be asked for counts as unread.
bool Database::every_page_was_read()
{
    const auto unread = GatedVfs::unread_pages(handle_);
    if (!unread)
        return false;
    try {
        for (const std::uint32_t page : *unread)
            (void)Statement{*this, dialect::one_page, page}.step();
    } catch (const StorageFault&) {
        return false;
    }
    // SQLCipher gives out a page that has failed as one of zeros, and refuses the next.
    return !page_has_failed(handle_) &&
           GatedVfs::unread_pages(handle_) == std::vector<std::uint32_t>{};
}

void Database::copy_to(const std::filesystem::path& file, const Secret& key)
{
    const Secret text = key_text("", key, "");
    sqlite3_stmt* attach = nullptr;
    check_sqlite(sqlite3_prepare_v2(handle_, dialect::attach_copy.text, -1, &attach, nullptr));
    sqlite3_bind_text(attach, 1, file.c_str(), -1, SQLITE_TRANSIENT);
    // Not copied: it stays in locked memory, and outlives the statement.
    sqlite3_bind_text(attach, 2, text_of(text), static_cast<int>(text.size()) - 1, SQLITE_STATIC);
    sqlite3_step(attach);
    check_sqlite(sqlite3_finalize(attach));
    if (sqlite3_exec(handle_, dialect::export_copy.text, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw StorageFault{sqlite_error(code_of_message(sqlite3_errmsg(handle_)))};
    // Now, not when it is opened: what makes it so is a change under a journal that bears the file's name, and would be missed under another.
    run(dialect::copy_write_ahead);
    run(dialect::detach_copy);
}

void Database::use_key(const Secret& key)
{
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, dialect::busy_ms);
    // Otherwise every statement whose bound value might decide whether a partial index serves is compiled again at each use.
    check_sqlite(sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr));
    // The level is the whole library's, so it is set before a second thread can be reading it.
    static std::once_flag quieted;
    std::call_once(quieted, [this] { run(dialect::quiet); });
    {
        // SQLite keeps no copy of the text of a statement run by sqlite3_exec.
        const Secret text = key_text(dialect::key_before, key, dialect::key_behind);
        check_sqlite(sqlite3_exec(handle_, text_of(text), nullptr, nullptr, nullptr));
    }
    Statement version{*this, dialect::cipher_version};
    TV_ASSERT(version.step() && version.text(0).starts_with("4.14.0"));
    // Another SQLite that came first at run time would write the file in clear.
    TV_ASSERT(std::string_view{sqlite3_sourceid()} == SQLITE_SOURCE_ID);
}

void Database::configure()
{
    if (mode_ == Mode::still)
        run(dialect::
                exclusive); // the index of the write-ahead log then lives in memory, not in a file
    // Reads the first page: a wrong key is found here.
    run(dialect::first_read);
    run(dialect::temporary_in_memory);
    if (mode_ == Mode::still)
        return;
    run(dialect::secure_delete);
    run(dialect::foreign_keys);
    run(dialect::write_ahead);
    run(dialect::sync_each_commit);
    run(dialect::no_automatic_checkpoint);
    if (int keeps = vfs_.keeps_log() ? 1 : 0; keeps != 0)
        check(sqlite3_file_control(handle_, "main", SQLITE_FCNTL_PERSIST_WAL, &keeps));
    check(
        sqlite3_exec(handle_, dialect::page_cache(cache_kib_).c_str(), nullptr, nullptr, nullptr));
    if (mode_ == Mode::reader)
        run(dialect::read_only);
    count_log_pages();
}

void Database::count_log_pages() noexcept
{
    if (mode_ == Mode::writer || mode_ == Mode::create)
        sqlite3_wal_hook(handle_, remember_log_pages, &log_pages_);
}

void Database::run(Sql sql) { check(sqlite3_exec(handle_, sql.text, nullptr, nullptr, nullptr)); }

std::uint64_t Database::rows_changed() const noexcept
{
    return static_cast<std::uint64_t>(sqlite3_changes64(handle_));
}

std::uint64_t Database::bytes()
{
    Statement pages{*this, dialect::page_count};
    (void)pages.step();
    return pages.count(0) * page_bytes;
}

std::uint64_t Database::log_bytes() const noexcept
{
    return log_pages_ == 0 ? 0
                           : GatedVfs::log_header_bytes + static_cast<std::uint64_t>(log_pages_) *
                                                              (page_bytes + log_frame_header_bytes);
}

bool Database::in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }

int Database::commit() noexcept
{
    return sqlite3_exec(handle_, "COMMIT", nullptr, nullptr, nullptr);
}

void Database::rollback() noexcept
{
    if (in_transaction())
        sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Database::checkpoint(Log log)
{
    sqlite3_busy_timeout(handle_, 0); // waiting for readers here would hold up every request
    const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr,
        log == Log::cut ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    sqlite3_busy_timeout(handle_, dialect::busy_ms);
    if ((code & 0xff) == SQLITE_BUSY)
        return false;
    check(code);
    log_pages_ = 0;
    log_kept_ = log == Log::kept;
    return true;
}

sqlite3_stmt* Database::compiled(Sql sql)
{
    if (const auto found = statements_.find(sql.text); found != statements_.end())
        return found->second;
    sqlite3_stmt* statement = nullptr;
    check(
        sqlite3_prepare_v3(handle_, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    statements_.emplace(sql.text, statement);
    return statement;
}

} // namespace vault
