#include "archive_file.h"

#include "redactor/documents/text_check.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdint>

namespace redactor::parser {
namespace {

struct ReaderFree {
    void operator()(archive* reader) const { archive_read_free(reader); }
};
struct WriterFree {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
using Reader = std::unique_ptr<archive, ReaderFree>;
using Writer = std::unique_ptr<archive, WriterFree>;

// Only those named here: libarchive knows filters that start programs.
constexpr std::array read_filters{archive_read_support_filter_gzip,
    archive_read_support_filter_bzip2, archive_read_support_filter_xz,
    archive_read_support_filter_lzma, archive_read_support_filter_zstd,
    archive_read_support_filter_lz4, archive_read_support_filter_rpm,
    archive_read_support_filter_compress};
constexpr std::array read_formats{archive_read_support_format_zip, archive_read_support_format_tar,
    archive_read_support_format_cpio, archive_read_support_format_7zip,
    archive_read_support_format_raw};

struct FilterWriter {
    int code;
    int (*add)(archive*);
};
constexpr std::array write_filters{
    FilterWriter{ARCHIVE_FILTER_GZIP, archive_write_add_filter_gzip},
    FilterWriter{ARCHIVE_FILTER_BZIP2, archive_write_add_filter_bzip2},
    FilterWriter{ARCHIVE_FILTER_XZ, archive_write_add_filter_xz},
    FilterWriter{ARCHIVE_FILTER_LZMA, archive_write_add_filter_lzma},
    FilterWriter{ARCHIVE_FILTER_ZSTD, archive_write_add_filter_zstd},
    FilterWriter{ARCHIVE_FILTER_LZ4, archive_write_add_filter_lz4},
};

struct FormatWriter {
    int code; // of the family
    int (*set)(archive*);
};
// cpio in its newc form and tar with pax headers: what every reader of the older variants also reads. Not 7z: libarchive writes it by way of a
// temporary file, and there is none here.
constexpr std::array write_formats{
    FormatWriter{ARCHIVE_FORMAT_ZIP, archive_write_set_format_zip},
    FormatWriter{ARCHIVE_FORMAT_TAR, archive_write_set_format_pax_restricted},
    FormatWriter{ARCHIVE_FORMAT_CPIO, archive_write_set_format_cpio_newc},
    FormatWriter{ARCHIVE_FORMAT_RAW, archive_write_set_format_raw},
};

bool is_good(int status) { return status == ARCHIVE_OK || status == ARCHIVE_WARN; }

// A leading slash or a step upwards: it would be written outside the folder it is unpacked in.
bool climbs_out(std::string_view path)
{
    if (path.starts_with('/') || path.starts_with('\\')) {
        return true;
    }
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const std::size_t end = std::min(path.find_first_of("/\\", begin), path.size());
        if (path.substr(begin, end - begin) == "..") {
            return true;
        }
        begin = end + 1;
    }
    return false;
}

WholeReason fault_of(archive* reader)
{
    return archive_read_has_encrypted_entries(reader) == 1 ? WholeReason::encrypted
                                                           : WholeReason::damaged;
}

std::optional<WholeReason> read_bytes(
    Walk& walk, const std::string& member, archive* reader, std::string& out)
{
    std::array<char, 64 * 1024>
        buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
    while (true) {
        const la_ssize_t got = archive_read_data(reader, buffer.data(), buffer.size());
        if (got < 0) {
            return fault_of(reader);
        }
        if (got == 0 || !walk.take_decoded(member, static_cast<std::uint64_t>(got))) {
            return std::nullopt;
        }
        out.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

// What was read stays in `out`, also when the rest could not be.
std::optional<WholeReason> read_member(Walk& walk, const std::string& member, archive* reader,
    archive_entry* entry, ArchiveMember& out)
{
    out.entry.reset(archive_entry_clone(entry));
    // Attributes of one file system, which may hold anything.
    archive_entry_xattr_clear(out.entry.get());
    archive_entry_acl_clear(out.entry.get());
    const char* path = archive_entry_pathname(entry);
    // Not in the charset it claims: nobody can look at it, and nobody can write it.
    if (path == nullptr) {
        return WholeReason::not_rewritable;
    }
    out.path = path;
    if (climbs_out(out.path)) {
        return WholeReason::unsafe_path;
    }
    if (archive_entry_is_encrypted(entry) != 0) {
        return WholeReason::encrypted;
    }
    return archive_entry_filetype(entry) == AE_IFREG ? read_bytes(walk, member, reader, out.bytes)
                                                     : std::nullopt;
}

// Members that lie over each other are read once, so there are fewer of them than the directory at the end of a zip counts. (A
// zip of more than 65,534 has its count elsewhere; members_max is below that.)
bool members_overlap(std::string_view zip, std::size_t members)
{
    constexpr std::size_t total_at = 10; // APPNOTE 4.3.16
    const std::size_t end = zip.rfind("PK\x05\x06");
    if (end == std::string_view::npos || zip.size() - end < total_at + 2) {
        return false;
    }
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(zip[end + at]); };
    return members != byte(total_at) + 256U * byte(total_at + 1);
}

Reader open_reader(std::string_view bytes)
{
    Reader reader{archive_read_new()};
    for (const auto support : read_filters) {
        support(reader.get());
    }
    for (const auto support : read_formats) {
        support(reader.get());
    }
    if (!is_good(archive_read_open_memory(reader.get(), bytes.data(), bytes.size()))) {
        reader.reset();
    }
    return reader;
}

la_ssize_t append_bytes(archive*, void* out, const void* bytes, std::size_t size)
{
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

template <typename Table>
auto find_code(const Table& table, int code)
{
    return std::find_if(
        table.begin(), table.end(), [&](const auto& row) { return row.code == code; });
}

// A zip whose names are in a charset that it does not tell must not say of them that they are UTF-8, as libarchive does by the locale.
class StoredNames {
public:
    explicit StoredNames(const ArchiveFile& file)
        : before_{::uselocale(nullptr)}, plain_{::newlocale(LC_CTYPE_MASK, "C", nullptr)}
    {
        const bool foreign = std::any_of(file.members.begin(), file.members.end(),
            [](const ArchiveMember& one) { return !is_utf8(one.path); });
        if (foreign && plain_ != nullptr) {
            ::uselocale(plain_);
        }
    }
    ~StoredNames()
    {
        ::uselocale(before_);
        if (plain_ != nullptr) {
            ::freelocale(plain_);
        }
    }
    StoredNames(const StoredNames&) = delete;
    StoredNames& operator=(const StoredNames&) = delete;

private:
    locale_t before_;
    locale_t plain_;
};

Writer open_writer(const ArchiveFile& file, std::string& out)
{
    Writer writer{archive_write_new()};
    // Outermost last: libarchive wraps each filter around those before.
    for (auto filter = file.filters.rbegin(); filter != file.filters.rend(); ++filter) {
        const auto* row = find_code(write_filters, *filter);
        if (row == write_filters.end() || !is_good(row->add(writer.get()))) {
            return nullptr;
        }
    }
    const auto* row = find_code(write_formats, file.format & ARCHIVE_FORMAT_BASE_MASK);
    if (row == write_formats.end() || !is_good(row->set(writer.get())) ||
        !is_good(archive_write_set_bytes_in_last_block(writer.get(), 1)) ||
        !is_good(archive_write_open(writer.get(), &out, nullptr, append_bytes, nullptr))) {
        return nullptr;
    }
    return writer;
}

bool write_member(archive* writer, ArchiveMember& member)
{
    if (archive_entry_filetype(member.entry.get()) == AE_IFREG) {
        archive_entry_set_size(member.entry.get(), static_cast<la_int64_t>(member.bytes.size()));
    }
    if (!is_good(archive_write_header(writer, member.entry.get()))) {
        return false;
    }
    return member.bytes.empty() ||
           archive_write_data(writer, member.bytes.data(), member.bytes.size()) ==
               static_cast<la_ssize_t>(member.bytes.size());
}

} // namespace

bool prepare_archives()
{
    static const locale_t names = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return names != nullptr && ::uselocale(names) != nullptr;
}

void EntryFree::operator()(archive_entry* entry) const { archive_entry_free(entry); }

ArchiveFile read_archive(Walk& walk, const std::string& member, std::string_view bytes)
{
    ArchiveFile file;
    const Reader reader = open_reader(bytes);
    if (!reader) {
        file.fault = WholeReason::damaged;
        return file;
    }
    archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while (!file.fault && !walk.ended() &&
           (status = archive_read_next_header(reader.get(), &entry)) != ARCHIVE_EOF) {
        if (!is_good(status)) {
            file.fault = fault_of(reader.get());
        } else if (walk.take_member(member)) {
            ArchiveMember read;
            file.fault = read_member(walk, member, reader.get(), entry, read);
            file.members.push_back(std::move(read));
        }
    }
    file.format = archive_format(reader.get());
    file.raw = (file.format & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW;
    if (!file.fault && !walk.ended() &&
        (file.format & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP &&
        members_overlap(bytes, file.members.size())) {
        file.fault = WholeReason::damaged;
    }
    // The innermost is libarchive's "none".
    for (int i = archive_filter_count(reader.get()) - 2; i >= 0; --i) {
        file.filters.push_back(archive_filter_code(reader.get(), i));
    }
    return file;
}

std::expected<std::string, WholeReason> write_archive(ArchiveFile& file)
{
    std::string out;
    const StoredNames as_stored{file};
    Writer writer = open_writer(file, out);
    if (!writer) {
        return std::unexpected{WholeReason::not_rewritable};
    }
    for (ArchiveMember& member : file.members) {
        // OpenDocument's first member is read at a fixed place, so it must not be compressed.
        if ((file.format & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP) {
            static_cast<void>(member.path == "mimetype"
                                  ? archive_write_zip_set_compression_store(writer.get())
                                  : archive_write_zip_set_compression_deflate(writer.get()));
        }
        if (!write_member(writer.get(), member)) {
            return std::unexpected{WholeReason::not_rewritable};
        }
    }
    if (!is_good(archive_write_close(writer.get()))) {
        return std::unexpected{WholeReason::not_rewritable};
    }
    return out;
}

} // namespace redactor::parser
