#pragma once

#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "vault/backup.h"

#include <filesystem>
#include <fstream>

namespace tests {

using namespace vault;
namespace fs = std::filesystem;

constexpr std::int64_t hour_ms = 3600LL * 1000;
constexpr std::int64_t keep_ms = 90 * 24 * hour_ms;

inline Secret recovery_key(char letter = 'r') { return Secret::copy_of(std::string(32, letter)); }

// A vault with a recovery key and a place for its backup.
struct BackedUp {
    explicit BackedUp(std::uint64_t seed = 1) : place{seed}
    {
        place.close();
        REQUIRE(set_recovery_key(place.folders(), place.custody(), recovery_key(), place.world()));
        place.reopen();
    }
    void back_up()
    {
        std::ofstream out{file(), std::ios::binary | std::ios::trunc};
        REQUIRE(place->back_up(nullptr, keep_ms, [&](std::span<const std::byte> bytes) {
            out.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
        }));
    }
    [[nodiscard]] fs::path file() const { return place.folder.path() / "backup"; }
    [[nodiscard]] Folders restored() const
    {
        return {place.folder.path() / "new-data", place.folder.path() / "new-keys"};
    }
    [[nodiscard]] static Custody new_custody()
    {
        return {Custody::Kind::key_file, Secret::copy_of(std::string(32, 'n'))};
    }
    Expected<Restored> restore(const std::optional<Checkpoint>& known = {})
    {
        auto backup = Backup::open(file(), recovery_key(), place.world());
        if (!backup)
            return fail(backup.error());
        return restore_vault(
            std::move(*backup), restored(), new_custody(), known, place.world(), {});
    }
    std::unique_ptr<Vault> open_restored()
    {
        auto opened = Vault::open(restored(), new_custody(), place.world());
        REQUIRE(opened);
        return std::move(*opened);
    }
    TestVault place;
};

inline std::string bytes_in(const fs::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void write_bytes(const fs::path& file, std::string_view bytes)
{
    std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes;
}

inline bool nothing_left(const Folders& folders)
{
    return !fs::exists(folders.data) && !fs::exists(folders.keys);
}

inline std::string attach(Vault& vault, const GuestTicket& ticket, const std::string& content)
{
    const AttachmentId id = AttachmentId::random(vault.random());
    REQUIRE(vault.announce_attachment(
        ticket.guest, ticket.id, {id, "debug.log", "text/plain", content.size()}));
    REQUIRE(vault.begin_upload(ticket.guest, id));
    REQUIRE(vault.append_upload(id, bytes_of(content)));
    REQUIRE(vault.complete_redacted(ticket.guest, id, content, {}));
    return id.to_string();
}

} // namespace tests
