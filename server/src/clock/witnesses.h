#pragma once

#include "vault/clock.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
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

// What each of them told, in any order. More than half of all `urls`, or nothing: one lying server of three moves nothing, and the earliest time of
// those that agree is taken, because time that runs ahead destroys.
[[nodiscard]] std::optional<vault::WitnessedTime> agreed_time(
    std::span<const vault::WitnessedTime> told, std::size_t witnesses);

// Asks all of them at once, a process for each. Who has not answered within witness_seconds_max told nothing. Blocks that long at most.
inline constexpr int witness_seconds_max = 5;
[[nodiscard]] std::vector<vault::WitnessedTime> ask_witnesses(
    const Witnesses& witnesses, const vault::Clock& clock);

} // namespace server
