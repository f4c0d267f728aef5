#include "store/gated_vfs.h"

#include "store/shared_index.h"
#include "vault/assert.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <string>

namespace vault {

struct GatedVfs::Registration {
    Files& files;
    Kind kind;
    std::uint64_t log_kept_bytes;
    sqlite3_vfs* real;
    std::string name;
    sqlite3_vfs own;
};

namespace {

using Kind = GatedVfs::Kind;

// A connection's part in the index of the log.
struct Indexed {
    std::shared_ptr<SharedIndex> index;
    SharedIndex::Held held;
};

// SQLite allocates szOsFile bytes: this, then the real VFS's file.
struct GatedFile {
    sqlite3_file base;
    Files* files;
    std::filesystem::path* path;
    Indexed* indexed;            // of a database; null until SQLite asks for it
    sqlite3_int64 kept_bytes;    // of a log: what stays its own when it is cut
    sqlite3_int64 written_bytes; // of such a log: how far it was written since it was cut
    bool database;
    bool still;
    bool at_rest; // still, and no write-ahead log lies beside it
    bool read_failed;
    std::vector<bool>* pages_read; // of a database at rest, by number from 0; else null

    [[nodiscard]] sqlite3_file* real() noexcept
    {
        return reinterpret_cast<sqlite3_file*>(this + 1);
    }
};

GatedFile& gated(sqlite3_file* file) { return *reinterpret_cast<GatedFile*>(file); }

sqlite3_file* real(sqlite3_file* file) { return gated(file).real(); }

constexpr sqlite3_int64 page_bytes =
    4096; // SQLCipher's; of other pages none would ever count as read
constexpr std::size_t lock_page = 0x40000000 / page_bytes; // from 0; SQLite never writes it

void remember_page(GatedFile& file, int size, sqlite3_int64 offset)
{
    if (file.pages_read == nullptr || size != page_bytes || offset % page_bytes != 0)
        return;
    const auto page = static_cast<std::size_t>(offset / page_bytes);
    if (page < file.pages_read->size())
        (*file.pages_read)[page] = true;
}

bool out_of_room(int error) { return error == ENOSPC || error == EDQUOT; }

int write_code(int error, int otherwise)
{
    if (out_of_room(error))
        return SQLITE_FULL;
    return error == EROFS || error == EACCES || error == EPERM ? SQLITE_READONLY : otherwise;
}

int refused(
    sqlite3_file* file, FileOp op, sqlite3_int64 offset = 0, std::span<const std::byte> bytes = {})
{
    GatedFile& g = gated(file);
    return g.files->permit({op, *g.path, static_cast<std::uint64_t>(offset), bytes});
}

int close_file(sqlite3_file* file)
{
    const int code =
        real(file)->pMethods != nullptr ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
    delete gated(file).path;
    gated(file).path = nullptr;
    delete gated(file).pages_read;
    gated(file).pages_read = nullptr;
    delete gated(file).indexed;
    gated(file).indexed = nullptr;
    return code;
}

int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 offset)
{
    const int code = refused(file, FileOp::read, offset) != 0
                         ? SQLITE_IOERR_READ
                         : real(file)->pMethods->xRead(real(file), out, size, offset);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
        gated(file).read_failed = true;
    if (code == SQLITE_OK)
        remember_page(gated(file), size, offset);
    return code;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset)
{
    const std::span<const std::byte> written{
        static_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)};
    if (const int error = refused(file, FileOp::write, offset, written); error != 0)
        return write_code(error, SQLITE_IOERR_WRITE);
    gated(file).written_bytes = std::max(gated(file).written_bytes, offset + size);
    return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
}

int sync_file(sqlite3_file* file, int flags)
{
    if (refused(file, FileOp::sync) != 0)
        return SQLITE_IOERR_FSYNC;
    return real(file)->pMethods->xSync(real(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}

int give_back(sqlite3_file* file, sqlite3_int64 size)
{
    if (const int error = refused(file, FileOp::truncate, size); error != 0)
        return write_code(error, SQLITE_IOERR_TRUNCATE);
    return real(file)->pMethods->xTruncate(real(file), size);
}

int write_zeros(sqlite3_file* file, sqlite3_int64 from, sqlite3_int64 until)
{
    static constexpr std::array<char, 65'536> zeros{};
    int code = SQLITE_OK;
    while (from < until && code == SQLITE_OK) {
        const auto part = std::min<sqlite3_int64>(until - from, zeros.size());
        code = write_file(file, zeros.data(), static_cast<int>(part), from);
        from += part;
    }
    return code;
}

// Its first bytes gone it is no log any more, whatever follows. That is durable before anything else goes: of a log whose end alone is gone
// the rest would be read as the newest.
int empty_kept_log(sqlite3_file* file)
{
    GatedFile& log = gated(file);
    const sqlite3_int64 written = log.written_bytes;
    if (written == 0)
        return SQLITE_OK;
    int code = write_zeros(file, 0, GatedVfs::log_header_bytes);
    if (code == SQLITE_OK)
        code = sync_file(file, SQLITE_SYNC_NORMAL);
    if (code == SQLITE_OK)
        code = write_zeros(file, GatedVfs::log_header_bytes, std::min(written, log.kept_bytes));
    sqlite3_int64 size = 0;
    if (code == SQLITE_OK)
        code = file_size(file, &size);
    if (code == SQLITE_OK && size > log.kept_bytes)
        code = give_back(file, log.kept_bytes);
    if (code == SQLITE_OK)
        log.written_bytes = 0;
    return code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size)
{
    if (gated(file).kept_bytes != 0 && size == 0)
        return empty_kept_log(file);
    // What a checkpoint cuts is nothing, and would take the room beyond the end of the database along.
    sqlite3_int64 now = 0;
    if (gated(file).database && file_size(file, &now) == SQLITE_OK && now == size)
        return SQLITE_OK;
    return give_back(file, size);
}

int lock_file(sqlite3_file* file, int level)
{
    return gated(file).still ? SQLITE_OK : real(file)->pMethods->xLock(real(file), level);
}

int unlock_file(sqlite3_file* file, int level)
{
    return gated(file).still ? SQLITE_OK : real(file)->pMethods->xUnlock(real(file), level);
}

int check_reserved(sqlite3_file* file, int* out)
{
    if (gated(file).still) {
        *out = 0;
        return SQLITE_OK;
    }
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

int file_control(sqlite3_file* file, int op, void* arg)
{
    return real(file)->pMethods->xFileControl(real(file), op, arg);
}

int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }

int characteristics(sqlite3_file* file)
{
    // A database without a log would be given one (it is in that mode); an immutable one is not.
    const int own = gated(file).at_rest ? SQLITE_IOCAP_IMMUTABLE : 0;
    return real(file)->pMethods->xDeviceCharacteristics(real(file)) | own;
}

int shm_map(sqlite3_file* file, int region, int bytes, int make, void volatile** out)
{
    GatedFile& g = gated(file);
    *out = nullptr;
    if (g.still)
        return SQLITE_READONLY;
    try {
        if (g.indexed == nullptr)
            g.indexed = new Indexed{SharedIndexes::of_process().of(g.path->native()), {}};
        *out = g.indexed->index->region(
            static_cast<std::size_t>(region), static_cast<std::size_t>(bytes), make != 0);
        return SQLITE_OK;
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    }
}

int shm_lock(sqlite3_file* file, int first, int count, int flags)
{
    Indexed* const own = gated(file).indexed;
    if (gated(file).still)
        return SQLITE_OK;
    if (own == nullptr)
        return SQLITE_IOERR_SHMLOCK;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        own->index->unlock(own->held, first, count);
        return SQLITE_OK;
    }
    const bool locked = (flags & SQLITE_SHM_SHARED) != 0
                            ? own->index->lock_shared(own->held, first, count)
                            : own->index->lock_exclusive(own->held, first, count);
    return locked ? SQLITE_OK : SQLITE_BUSY;
}

void shm_barrier(sqlite3_file* file)
{
    if (gated(file).indexed != nullptr)
        gated(file).indexed->index->barrier();
}

int shm_unmap(sqlite3_file* file, int)
{
    Indexed*& own = gated(file).indexed;
    if (own != nullptr)
        own->index->unlock(own->held, 0, SharedIndex::locks);
    delete own;
    own = nullptr;
    return SQLITE_OK;
}

// Version 2: no xFetch, since memory mapping does not work under the codec.
constexpr sqlite3_io_methods gated_methods{2, close_file, read_file, write_file, truncate_file,
    sync_file, file_size, lock_file, unlock_file, check_reserved, file_control, sector_size,
    characteristics, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

template <class Registration>
Registration& registration_of(sqlite3_vfs* vfs)
{
    return *static_cast<Registration*>(vfs->pAppData);
}

// One for each, none of them read; null where the file is not whole pages.
std::vector<bool>* whole_pages(sqlite3_file* file)
{
    sqlite3_int64 size = 0;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK || size % page_bytes != 0)
        return nullptr;
    return new std::vector<bool>(static_cast<std::size_t>(size / page_bytes));
}

// Null where there is none, or none of ours.
GatedFile* file_of(sqlite3* connection, int which) noexcept
{
    sqlite3_file* file = nullptr;
    const int code = sqlite3_file_control(connection, "main", which, static_cast<void*>(&file));
    return code == SQLITE_OK && file != nullptr && file->pMethods == &gated_methods ? &gated(file)
                                                                                    : nullptr;
}

// One that was emptied holds zeros.
bool has_log(const std::filesystem::path& database)
{
    auto log = database;
    log += "-wal";
    std::error_code none;
    const auto size = std::filesystem::file_size(log, none);
    if (none || size == 0)
        return false;
    std::array<char, GatedVfs::log_header_bytes> head{};
    std::ifstream in{log, std::ios::binary};
    return !in.read(head.data(), head.size()) ||
           std::ranges::any_of(head, [](char byte) { return byte != 0; });
}

template <class Registration>
int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags)
{
    auto& own = registration_of<Registration>(vfs);
    auto& opened = *new (file) GatedFile{};
    if (own.kind == Kind::still)
        flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    auto path = std::make_unique<std::filesystem::path>(name != nullptr ? name : "");
    const FileOp op = (flags & SQLITE_OPEN_CREATE) != 0 ? FileOp::create : FileOp::open;
    if (const int error = own.files.permit({op, *path}); error != 0)
        return out_of_room(error) ? SQLITE_FULL : SQLITE_CANTOPEN;
    opened.real()->pMethods = nullptr;
    const int code = own.real->xOpen(own.real, name, opened.real(), flags, out_flags);
    if (code != SQLITE_OK) {
        if (opened.real()->pMethods != nullptr)
            opened.real()->pMethods->xClose(opened.real());
        return code;
    }
    opened.files = &own.files;
    opened.still = own.kind == Kind::still;
    opened.at_rest = opened.still && (flags & SQLITE_OPEN_MAIN_DB) != 0 && !has_log(*path);
    opened.path = path.release();
    opened.database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    if ((flags & SQLITE_OPEN_WAL) != 0 && !opened.still) {
        opened.kept_bytes = static_cast<sqlite3_int64>(own.log_kept_bytes);
        (void)file_size(file, &opened.written_bytes); // what it holds is not known
    }
    if (opened.at_rest)
        opened.pages_read = whole_pages(opened.real());
    opened.base.pMethods = &gated_methods;
    return SQLITE_OK;
}

template <class Registration>
int delete_file(sqlite3_vfs* vfs, const char* name, int sync)
{
    auto& own = registration_of<Registration>(vfs);
    if (own.kind == Kind::still)
        return SQLITE_OK;
    const std::filesystem::path path{name};
    if (const int error = own.files.permit({FileOp::remove, path}); error != 0)
        return SQLITE_IOERR_DELETE;
    return own.real->xDelete(own.real, name, sync);
}

template <class Registration>
int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* out)
{
    auto* inner = registration_of<Registration>(vfs).real;
    return inner->xAccess(inner, name, flags, out);
}

template <class Registration>
int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out)
{
    auto* inner = registration_of<Registration>(vfs).real;
    return inner->xFullPathname(inner, name, size, out);
}

} // namespace

GatedVfs::GatedVfs(Files& files, Kind kind, std::uint64_t log_kept_bytes)
{
    static std::atomic<unsigned> made{0};
    TV_ASSERT(sqlite3_initialize() == SQLITE_OK);
    sqlite3_vfs* inner = sqlite3_vfs_find("unix");
    TV_ASSERT(inner != nullptr);
    registration_ = std::make_unique<Registration>(Registration{
        files, kind, log_kept_bytes, inner, "ticket-vault-" + std::to_string(made++), *inner});
    sqlite3_vfs& own = registration_->own;
    own.iVersion = 2; // the third version replaces system calls, which is not ours to offer
    own.szOsFile = static_cast<int>(sizeof(GatedFile)) + inner->szOsFile;
    own.pNext = nullptr;
    own.zName = registration_->name.c_str();
    own.pAppData = registration_.get();
    own.xOpen = open_file<Registration>;
    own.xDelete = delete_file<Registration>;
    own.xAccess = access_file<Registration>;
    own.xFullPathname = full_path<Registration>;
    // The remaining calls of the unix VFS (random bytes, sleep, time, last error) use neither its name nor its data.
    TV_ASSERT(sqlite3_vfs_register(&own, 0) == SQLITE_OK);
}

GatedVfs::~GatedVfs() { sqlite3_vfs_unregister(&registration_->own); }

bool GatedVfs::read_has_failed(sqlite3* connection) noexcept
{
    for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER})
        if (const GatedFile* file = file_of(connection, which);
            file != nullptr && file->read_failed)
            return true;
    return false;
}

std::optional<std::vector<std::uint32_t>> GatedVfs::unread_pages(sqlite3* connection)
{
    const GatedFile* const file = file_of(connection, SQLITE_FCNTL_FILE_POINTER);
    if (file == nullptr || file->pages_read == nullptr)
        return std::nullopt;
    std::vector<std::uint32_t> unread;
    for (std::size_t page = 0; page < file->pages_read->size(); ++page)
        if (page != lock_page && !(*file->pages_read)[page])
            unread.push_back(static_cast<std::uint32_t>(page) + 1);
    return unread;
}

void GatedVfs::forget_reads(sqlite3* connection) noexcept
{
    if (const GatedFile* const file = file_of(connection, SQLITE_FCNTL_FILE_POINTER);
        file != nullptr && file->pages_read != nullptr)
        file->pages_read->assign(file->pages_read->size(), false);
}

const char* GatedVfs::name() const noexcept { return registration_->own.zName; }

bool GatedVfs::keeps_log() const noexcept { return registration_->log_kept_bytes != 0; }

} // namespace vault
