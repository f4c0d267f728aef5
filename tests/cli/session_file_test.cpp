#include "service/session_file.h"

#include "support/catch.h"
#include "test_context.h"

#include <filesystem>
#include <fstream>
#include <string>

namespace {

cli::Session some_session()
{
    return {"https://127.0.0.1:8443", "SHA256:00", "", "anna", "2026-11-25T00:00:00.000Z",
        "v+00000000+AA==", vault::Secret::copy_of(std::string_view{"tvs_token"})};
}

std::string text_of(const vault::Secret& secret)
{
    return {reinterpret_cast<const char*>(secret.reveal().data()), secret.size()};
}

} // namespace

TEST_CASE("Session file: what was written is read back", "[cli]")
{
    tests::CommandOutside outside;
    REQUIRE(cli::write_session(outside.context, some_session()));
    const auto read = cli::read_session(outside.context);
    REQUIRE(read);
    REQUIRE(read->has_value());
    REQUIRE((*read)->server == "https://127.0.0.1:8443");
    REQUIRE((*read)->login == "anna");
    REQUIRE((*read)->verifier == "v+00000000+AA==");
    REQUIRE(text_of((*read)->token) == "tvs_token");
}

TEST_CASE("Session file: only its owner may read it, and nothing else lies beside it", "[cli]")
{
    tests::CommandOutside outside;
    REQUIRE(cli::write_session(outside.context, some_session()));
    REQUIRE(cli::write_session(outside.context, some_session()));
    const auto file = outside.context.config_folder / "session.json";
    REQUIRE(std::filesystem::status(file).permissions() ==
            (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    const auto entries =
        std::distance(std::filesystem::directory_iterator{outside.context.config_folder},
            std::filesystem::directory_iterator{});
    REQUIRE(entries == 1);
}

TEST_CASE("Session file: one that others can read is refused", "[cli]")
{
    tests::CommandOutside outside;
    REQUIRE(cli::write_session(outside.context, some_session()));
    std::filesystem::permissions(outside.context.config_folder / "session.json",
        std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    const auto read = cli::read_session(outside.context);
    REQUIRE_FALSE(read);
    REQUIRE(read.error().sentence.find("others can read") != std::string::npos);
}

TEST_CASE("Session file: none is nobody signed in, a broken one is a fault", "[cli]")
{
    tests::CommandOutside outside;
    const auto none = cli::read_session(outside.context);
    REQUIRE(none);
    REQUIRE_FALSE(none->has_value());
    REQUIRE(cli::write_session(outside.context, some_session()));
    for (const char* text : {"", "{", "[]", "{\"server\":1}", "{\"server\":\"x\"}"}) {
        std::ofstream{outside.context.config_folder / "session.json"} << text;
        CAPTURE(text);
        REQUIRE_FALSE(cli::read_session(outside.context));
    }
}

TEST_CASE("Session file: removing it twice is no fault", "[cli]")
{
    tests::CommandOutside outside;
    REQUIRE(cli::write_session(outside.context, some_session()));
    REQUIRE(cli::remove_session(outside.context));
    REQUIRE(cli::remove_session(outside.context));
    const auto read = cli::read_session(outside.context);
    REQUIRE(read);
    REQUIRE_FALSE(read->has_value());
}
