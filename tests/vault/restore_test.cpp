#include "support/backed_up_vault.h"

#include <cerrno>

using namespace vault;
using namespace tests;

TEST_CASE(
    "Backup: damaged or cut short anywhere, it is refused and nothing is half restored", "[vault]")
{
    BackedUp vault;
    const auto ticket = tests::submit_guest_ticket(*vault.place, {{}});
    (void)attach(*vault.place, ticket, std::string(200'000, 'x'));
    vault.back_up();
    vault.place.close();
    const std::string whole = bytes_in(vault.file());
    const std::size_t note = whole.find('\0');
    const auto refused = [&](std::string_view bytes) {
        write_bytes(vault.file(), bytes);
        const auto restored = vault.restore();
        CHECK_FALSE(restored);
        CHECK(nothing_left(vault.restored()));
        return restored ? ErrorCode::internal : restored.error().code();
    };
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, note / 2})
        CHECK(refused(whole.substr(0, size)) == ErrorCode::corrupt);
    for (const std::size_t size :
        {note + 1, note + 50, note + 81, note + 85, whole.size() / 2, whole.size() - 1}) {
        CAPTURE(size);
        CHECK(refused(whole.substr(0, size)) == ErrorCode::corrupt);
    }
    // Cut where a piece ends: only its being the last one is missing.
    std::size_t at = note + 1 + 80;
    for (int pieces = 0; pieces < 2; ++pieces) {
        const auto length =
            std::to_integer<std::size_t>(static_cast<std::byte>(whole[at])) |
            std::to_integer<std::size_t>(static_cast<std::byte>(whole[at + 1])) << 8U |
            std::to_integer<std::size_t>(static_cast<std::byte>(whole[at + 2])) << 16U;
        at += 4 + length;
        REQUIRE(at < whole.size());
        CHECK(refused(whole.substr(0, at)) == ErrorCode::corrupt);
    }
    CHECK(refused(whole + "x") == ErrorCode::corrupt);
    for (std::size_t position = 0; position < whole.size(); position += 1 + whole.size() / 97) {
        std::string flipped = whole;
        flipped[position] = static_cast<char>(flipped[position] ^ 0x04);
        CAPTURE(position);
        const ErrorCode code = refused(flipped);
        CHECK((code == ErrorCode::corrupt || (position <= note && code != ErrorCode::internal)));
    }
    write_bytes(vault.file(), whole);
    CHECK(vault.restore());
}

TEST_CASE(
    "Backup: another recovery key does not open it, and another vault's mark is told", "[vault]")
{
    BackedUp vault;
    vault.back_up();
    const std::string ours = vault.place->key_status().verifier.text;
    vault.place.close();
    const auto other = Backup::open(vault.file(), recovery_key('x'), vault.place.world());
    REQUIRE_FALSE(other);
    CHECK(other.error().code() == ErrorCode::wrong_key);
    // Signed with another vault's key: what a forger with the public half alone could make.
    BackedUp forger{2};
    forger.back_up();
    std::string whole = bytes_in(vault.file());
    const std::string foreign = bytes_in(forger.file());
    const auto signature = [](const std::string& bytes) {
        const auto start = bytes.find("\n\n");
        return std::pair{start, bytes.find('\0') - start};
    };
    const auto [at, size] = signature(whole);
    const auto [their_at, their_size] = signature(foreign);
    whole.replace(at, size, foreign.substr(their_at, their_size));
    write_bytes(vault.file(), whole);
    const auto forged = Backup::open(vault.file(), recovery_key(), vault.place.world());
    REQUIRE_FALSE(forged);
    CHECK(forged.error().code() == ErrorCode::corrupt);
    // A whole backup of another vault is a backup; its verifier tells.
    const auto theirs = Backup::open(forger.file(), recovery_key(), vault.place.world());
    REQUIRE(theirs);
    CHECK(theirs->verifier().text == forger.place->key_status().verifier.text);
    CHECK(theirs->verifier().text != ours);
}

TEST_CASE("Backup: a log that is not what was acknowledged is not restored", "[vault]")
{
    BackedUp vault;
    (void)tests::submit_guest_ticket(*vault.place, {{}});
    const auto early = vault.place->checkpoint();
    vault.back_up();
    vault.place.close();
    Checkpoint forked = *early;
    forked.root[0] ^= std::byte{1};
    const auto refused = vault.restore(forked);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == ErrorCode::inconsistent_log);
    CHECK(nothing_left(vault.restored()));
    CHECK(vault.restore(*early));
}

TEST_CASE("Backup: folders that hold something are refused and left alone", "[vault]")
{
    BackedUp vault;
    vault.back_up();
    const bool in_data = GENERATE(true, false);
    const fs::path used = in_data ? vault.restored().data : vault.restored().keys;
    fs::create_directories(used);
    write_bytes(used / "something", "mine");
    const auto refused = vault.restore();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == ErrorCode::conflict);
    CHECK(bytes_in(used / "something") == "mine");
    fs::remove(used / "something");
    CHECK(vault.restore());
}

TEST_CASE("Backup: what a restore left that was cut off is told as that, whatever is missing of it",
    "[vault]")
{
    BackedUp vault;
    vault.back_up();
    REQUIRE(vault.restore());
    const Folders folders = vault.restored();
    write_bytes(folders.data / "store.id", "restoring\n");
    if (GENERATE(true, false))
        fs::remove(folders.keys / "vault.json");
    const World world = vault.place.world();
    CHECK(
        Vault::open(folders, BackedUp::new_custody(), world).error().code() == ErrorCode::cut_off);
    CHECK(custody_kind(folders, world).error().code() == ErrorCode::cut_off);
    CHECK(create_vault(folders, BackedUp::new_custody(), "vault.example.com/tickets", world)
              .error()
              .code() == ErrorCode::cut_off);
    CHECK(vault.restore().error().code() == ErrorCode::cut_off);
    CHECK(fs::exists(folders.data / "vault.db"));
    fs::remove_all(folders.data);
    fs::remove_all(folders.keys);
    CHECK(vault.restore());
}

TEST_CASE("Backup: a restore that fails at any operation leaves nothing behind", "[vault]")
{
    BackedUp vault;
    (void)tests::submit_guest_ticket(*vault.place, {{}});
    vault.back_up();
    vault.place.close();
    vault.place.files.reset();
    REQUIRE(vault.restore());
    const std::uint64_t operations = vault.place.files.count();
    fs::remove_all(vault.restored().data);
    fs::remove_all(vault.restored().keys);
    std::uint64_t failed = 0;
    for (std::uint64_t n = 1; n <= operations; n += 1 + operations / 120) {
        CAPTURE(n);
        vault.place.files.reset();
        // A disk that takes nothing more still gives names back.
        vault.place.files.count_only(
            [](const FileAccess& access) { return access.op != FileOp::remove; });
        vault.place.files.fail_at(n, n % 2 == 0 ? EIO : ENOSPC, true);
        const auto restored = vault.restore();
        vault.place.files.reset();
        if (restored) { // the last operations only say goodbye
            CHECK(vault.open_restored()->verify_audit({})->ok);
            fs::remove_all(vault.restored().data);
            fs::remove_all(vault.restored().keys);
            continue;
        }
        ++failed;
        CHECK(nothing_left(vault.restored()));
    }
    CHECK(failed > 100);
}

TEST_CASE("Backup: needs a recovery key and an operator", "[vault]")
{
    TestVault place;
    const auto sink = [](std::span<const std::byte>) {};
    CHECK(place->back_up(nullptr, keep_ms, sink).error().code() == ErrorCode::conflict);
    const Actor agent{PersonId::random(place.random), Role::agent, Authn::password, {}};
    CHECK(place->back_up(&agent, keep_ms, sink).error().code() == ErrorCode::forbidden);
    place.close();
    REQUIRE(set_recovery_key(place.folders(), place.custody(), recovery_key(), place.world()));
    place.reopen();
    CHECK(place->back_up(nullptr, 0, sink).error().code() == ErrorCode::invalid);
    const Actor console = place.console();
    CHECK(place->back_up(&console, keep_ms, sink));
}

TEST_CASE(
    "Backup: a recovery key that somebody else put into the keys folder is refused", "[vault]")
{
    BackedUp vault;
    vault.place.close();
    const fs::path file = vault.place.folders().keys / "recovery.key";
    std::string bytes = bytes_in(file);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    write_bytes(file, bytes);
    const auto opened = vault.place.try_open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == ErrorCode::corrupt);
}
