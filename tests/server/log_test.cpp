#include "log/log.h"
#include "support/catch.h"
#include "support/manual_clock.h"
#include "vault/secret.h"

#include <nlohmann/json.hpp>

#include <string>
#include <type_traits>

using namespace server;

// A runtime string is no field, whatever its type: this is how ticket text and secrets stay out.
static_assert(!std::is_constructible_v<log::Field, http::Literal, std::string>);
static_assert(!std::is_constructible_v<log::Field, http::Literal, std::string_view>);
static_assert(!std::is_constructible_v<log::Field, http::Literal, const char*>);
static_assert(!std::is_constructible_v<log::Field, http::Literal, const std::string&>);
static_assert(!std::is_constructible_v<log::Field, std::string, int>);
static_assert(!std::is_constructible_v<log::Field, http::Literal, vault::Secret>);
static_assert(std::is_constructible_v<log::Field, http::Literal, int>);
static_assert(std::is_constructible_v<log::Field, http::Literal, vault::TicketId>);

namespace {

std::string line_of(log::Options options, std::initializer_list<log::Field> fields)
{
    const tests::ManualClock clock;
    std::string line;
    log::Log log{options, clock, [&](std::string_view text) { line += text; }};
    log.info("an event", fields);
    return line;
}

const std::initializer_list<log::Field> every_type{
    {"number", 7},
    {"truth", true},
    {"word", "lite\"ral"},
    {"duration", std::chrono::microseconds{12}},
    {"enumerator", log::Level::error},
    {"error", vault::Error{vault::ErrorCode::io, "broken"}.with(3)},
};

} // namespace

TEST_CASE("Log: a JSON line holds time, level, event and the fields by type", "[server]")
{
    const auto line = nlohmann::json::parse(line_of({.format = log::Format::json}, every_type));
    CHECK(line["time"] == "2026-01-01T00:00:00.000Z");
    CHECK(line["level"] == "info");
    CHECK(line["event"] == "an event");
    CHECK(line["number"] == 7);
    CHECK(line["truth"] == true);
    CHECK(line["word"] == "lite\"ral");
    CHECK(line["duration"] == 12);
    CHECK(line["enumerator"] == "error");
    CHECK(line["error"].get<std::string>().starts_with("broken"));
}

TEST_CASE("Log: a text line is one line", "[server]")
{
    const std::string line = line_of({}, every_type);
    CHECK(line.starts_with("2026-01-01T00:00:00.000Z info: an event number=7 truth=true"));
    CHECK(std::ranges::count(line, '\n') == 1);
}

TEST_CASE("Log: addresses are written only when the configuration says so, and only numeric ones",
    "[server]")
{
    const log::Field peer{"address", log::Address{"192.0.2.7"}};
    CHECK(line_of({}, {peer}).find("192.0.2.7") == std::string::npos);
    CHECK(line_of({.addresses = true}, {peer}).find("address=192.0.2.7") != std::string::npos);
    const log::Field forged{"address", log::Address{"hunter2 is the password"}};
    CHECK(line_of({.addresses = true}, {forged}).find("hunter2") == std::string::npos);
}

TEST_CASE("Log: lines below the level are not written", "[server]")
{
    CHECK(line_of({.level = log::Level::warning}, {}).empty());
}
