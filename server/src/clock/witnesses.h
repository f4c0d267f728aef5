#pragma once

#include "vault/clock.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace server {

// Web servers that are asked what time it is, by the Date of their answers over HTTPS.
struct Witnesses {
    std::vector<std::string> urls; // "https://host" or "https://host:port"
    std::string
        trusted; // file of certificates that are trusted instead of the machine's; empty: the machine's
    std::filesystem::path program; // ticketvault-witness
};

// How far apart witnesses may be and still agree: a Date has whole seconds, and answers take theirs.
inline constexpr std::int64_t witnesses_apart_ms_max = 60'000;

// What each of them told, in any order. More than half of all `witnesses`, or nothing: one lying server of three moves nothing, and the earliest
// time of those that agree is taken, because time that runs ahead destroys.
[[nodiscard]] std::optional<vault::WitnessedTime> agreed_time(
    std::span<const vault::WitnessedTime> told, std::size_t witnesses);

// The line in which ticketvault-witness answers; nullopt for anything but a time from 1970 to 9999.
inline constexpr std::size_t witness_answer_bytes = 20;
[[nodiscard]] std::optional<vault::Instant> parse_witness_answer(std::string_view line);

// What came of one question to all of them.
struct Testimony {
    std::optional<vault::WitnessedTime> agreed;
    std::size_t told = 0;      // how many told a time before it was agreed or over
    std::size_t untrusted = 0; // how many showed a certificate that is not trusted
};
// Asks all of them at once, a process for each, and returns when there is a majority, when all have answered, after witness_seconds_max, or soon
// after it is told to stop.
inline constexpr int witness_seconds_max = 10;
[[nodiscard]] Testimony ask_witnesses(
    const Witnesses& witnesses, const vault::Clock& clock, const std::stop_token& stopping);

} // namespace server
