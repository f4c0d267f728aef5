#pragma once

#include "walk.h"

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct archive_entry;

namespace redactor::parser {

struct EntryFree {
    void operator()(archive_entry* entry) const;
};

struct ArchiveMember {
    std::unique_ptr<archive_entry, EntryFree> entry; // name, times, permissions; kept for writing
    std::string path;  // UTF-8 where the archive says so, else as stored: any bytes
    std::string bytes; // of a regular file
};

// An archive read whole, and what is needed to write one of its kind. Or a single compressed file: then `raw` is true and there
// is one member.
struct ArchiveFile {
    std::vector<ArchiveMember> members;
    std::vector<int> filters; // libarchive's codes, outermost first
    int format = 0;           // libarchive's code
    bool raw = false;
    std::optional<WholeReason> fault; // why reading ended early; the members before it are there
};

// libarchive takes and gives names in the charset of the locale. This makes it UTF-8, whose tables are files, so it has to come before the
// sandbox; false when the system has no such locale, and names beyond ASCII then cannot be read.
bool prepare_archives();

// Reads with libarchive from memory; each byte is accounted to the walk before it is kept. When a limit was met the walk has
// ended, which is no fault of the archive.
ArchiveFile read_archive(Walk& walk, const std::string& member, std::string_view bytes);

// The same kind of archive with the members' present bytes. not_rewritable: libarchive does not write this kind.
std::expected<std::string, WholeReason> write_archive(ArchiveFile& file);

} // namespace redactor::parser
