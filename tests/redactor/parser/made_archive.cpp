#include "made_archive.h"

#include "fake_examiner.h"
#include "support/catch.h"

#include <archive.h>
#include <archive_entry.h>

namespace redactor::parser::tests {

std::string make_archive(
    int format, const std::vector<int>& filters, const std::vector<MadeMember>& members)
{
    ArchiveFile file;
    file.format = format;
    file.filters = filters;
    for (const MadeMember& member : members) {
        ArchiveMember one;
        one.entry.reset(archive_entry_new());
        one.path = member.path;
        one.bytes = member.bytes;
        archive_entry_set_pathname(one.entry.get(), member.path.c_str());
        archive_entry_set_filetype(one.entry.get(), AE_IFREG);
        archive_entry_set_perm(one.entry.get(), 0644);
        archive_entry_set_mtime(one.entry.get(), 1'000'000'000, 0);
        file.members.push_back(std::move(one));
    }
    auto made = write_archive(file);
    REQUIRE(made);
    return std::move(*made);
}

std::string make_zip(const std::vector<MadeMember>& members)
{
    return make_archive(ARCHIVE_FORMAT_ZIP, {}, members);
}

std::vector<MadeMember> members_of(const std::string& archive)
{
    FakeExaminer examiner;
    Walk walk(examiner, {}, archive.size());
    const ArchiveFile file = read_archive(walk, {}, archive);
    REQUIRE(!file.fault);
    std::vector<MadeMember> out;
    for (const ArchiveMember& member : file.members) {
        out.push_back({member.path, member.bytes});
    }
    return out;
}

} // namespace redactor::parser::tests
