#include "base/file.h"

#include "support/bytes.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/temporary_folder.h"
#include "vault/standard_descriptors.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/core.h>
#include <string>
#include <unistd.h>
#include <vector>

using tests::bytes_of;
using vault::ErrorCode;
using vault::File;

TEST_CASE("File: system errors become the codes a person can act on", "[vault]")
{
    struct Row {
        int number;
        ErrorCode code;
    };
    const std::vector<Row> rows{{ENOENT, ErrorCode::missing}, {EACCES, ErrorCode::read_only},
        {EPERM, ErrorCode::read_only}, {EROFS, ErrorCode::read_only},
        {ENOSPC, ErrorCode::disk_full}, {EDQUOT, ErrorCode::disk_full}, {EIO, ErrorCode::io},
        {EMFILE, ErrorCode::io}};
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    for (const Row& row : rows) {
        files.fail_at(1, row.number);
        const auto file =
            File::open(files, folder.path() / "marker-in-the-path", File::Mode::create);
        REQUIRE_FALSE(file.has_value());
        CHECK(file.error().code() == row.code);
        CHECK(file.error().to_string().find("marker") == std::string::npos);
    }
}

TEST_CASE("File: a whole write replaces the old content or leaves it, whichever operation fails",
    "[vault]")
{
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    const auto path = folder.path() / "file";
    REQUIRE(vault::write_whole_file(files, path, bytes_of("old")).has_value());
    const std::uint64_t total = files.count();
    REQUIRE(total >= 6);
    for (std::uint64_t n = 1; n <= total; ++n) {
        INFO("operation " << n);
        files.fail_at(n, EIO);
        REQUIRE_FALSE(vault::write_whole_file(files, path, bytes_of("new")).has_value());
        files.reset();
        const auto content = vault::read_file(files, path, 100);
        REQUIRE(content.has_value());
        if (n < total) // the last one is the sync of the folder: the new name is already there
            REQUIRE(*content == "old");
        REQUIRE_FALSE(std::filesystem::exists(folder.path() / "file.new"));
        REQUIRE(vault::write_whole_file(files, path, bytes_of("old")).has_value());
    }
}

TEST_CASE(
    "File: a folder that was there needs no parent that can be synced, one that was made does",
    "[vault]")
{
    tests::TemporaryFolder place;
    tests::FailingFiles files;
    const auto folder = place.path() / "folder";
    for (const int number : {EINVAL, EROFS, EACCES, EPERM, EIO, ENOSPC}) {
        CAPTURE(number);
        const auto unsynced = [&] {
            files.reset();
            files.fail_at(2, number, false);
            const auto done = vault::create_folder(files, folder);
            files.reset();
            return done.has_value();
        };
        CHECK_FALSE(unsynced());
        REQUIRE(std::filesystem::exists(folder));
        CHECK(unsynced() == (number != EIO && number != ENOSPC));
        std::filesystem::remove(folder);
    }
}

TEST_CASE("File: reading is bounded", "[vault]")
{
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    const auto path = folder.path() / "file";
    REQUIRE(vault::write_whole_file(files, path, bytes_of("12345")).has_value());
    CHECK(vault::read_file(files, path, 5) == "12345");
    CHECK(vault::read_file(files, path, 4).error().code() == ErrorCode::corrupt);
}

TEST_CASE("read_secret_file: a link is followed, a pipe read to its end, and more than the bound "
          "refused",
    "[vault]")
{
    const tests::TemporaryFolder folder;
    tests::FailingFiles files;
    const auto path = folder.path() / "file";
    REQUIRE(vault::write_whole_file(files, path, bytes_of("12345")).has_value());
    std::filesystem::create_symlink(path, folder.path() / "link");
    for (const auto& named : {path, folder.path() / "link"}) {
        CHECK(tests::text_of(*vault::read_secret_file(files, named, 5)) == "12345");
        CHECK(vault::read_secret_file(files, named, 4).error().code() == ErrorCode::invalid);
    }
    CHECK(vault::read_secret_file(files, folder.path(), 5).error().code() == ErrorCode::invalid);

    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    REQUIRE(::write(ends[1], "123", 3) == 3);
    ::close(ends[1]);
    const auto piped = vault::read_secret_file(files, fmt::format("/dev/fd/{}", ends[0]), 5);
    ::close(ends[0]);
    REQUIRE(piped.has_value());
    CHECK(tests::text_of(*piped) == "123");
}

TEST_CASE("File: a second holder of the lock is refused until the first is gone", "[vault]")
{
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    const auto path = folder.path() / "lock";
    {
        auto first = File::open(files, path, File::Mode::create);
        REQUIRE(first->lock().has_value());
        auto second = File::open(files, path, File::Mode::read_write);
        CHECK(second->lock().error().code() == ErrorCode::in_use);
    }
    auto third = File::open(files, path, File::Mode::read_write);
    CHECK(third->lock().has_value());
}

TEST_CASE("File: a symbolic link in the place of a file is not followed", "[vault]")
{
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    REQUIRE(vault::write_whole_file(files, folder.path() / "real", bytes_of("x")).has_value());
    std::filesystem::create_symlink(folder.path() / "real", folder.path() / "link");
    CHECK_FALSE(vault::read_file(files, folder.path() / "link", 10).has_value());
}

TEST_CASE(
    "hold_standard_descriptors: a file opened later never gets a closed stream's number", "[vault]")
{
    const tests::TemporaryFolder folder;
    vault::SystemFiles files;
    const int kept = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    ::close(STDIN_FILENO);
    vault::hold_standard_descriptors();
    const auto file = File::open(files, folder.path() / "file", File::Mode::create);
    char byte = 0;
    CHECK(::read(STDIN_FILENO, &byte, 1) == -1);
    CHECK((file && file->descriptor() > STDERR_FILENO));
    ::dup2(kept, STDIN_FILENO);
    ::close(kept);
}
