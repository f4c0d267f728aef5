#include "vault/data_journal.h"

#include "support/catch.h"

#include <string>

namespace {

const std::string mounts =
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"
    "30 22 8:17 / /srv/my\\040keys rw,noatime shared:5 master:2 - ext4 /dev/sdb1 rw,data=journal\n"
    "31 22 8:33 / /data rw - ext4 /dev/sdc1 rw,data=journaled,data=ordered\n"
    "32 22 0:40 / /tmp rw - tmpfs tmpfs rw,size=10m\n"
    "a line of no mount\n";

} // namespace

TEST_CASE("Data journal: a mount says so among the options of its own file system", "[vault]")
{
    CHECK(vault::mount_journals_data(mounts, "8:17"));
    for (const char* device : {"8:1", "8:33", "0:40", "8:170", "", "7:1"}) {
        CAPTURE(device);
        CHECK_FALSE(vault::mount_journals_data(mounts, device));
    }
    CHECK_FALSE(vault::mount_journals_data("", "8:1"));
}

TEST_CASE("Data journal: the options of an ext4 name it on a line", "[vault]")
{
    CHECK(vault::options_journal_data("rw\nbarrier\ndata=journal\nerrors=continue\n"));
    CHECK(vault::options_journal_data("data=journal"));
    CHECK_FALSE(vault::options_journal_data("rw\ndata=ordered\njournal_checksum\n"));
    CHECK_FALSE(vault::options_journal_data(""));
}
