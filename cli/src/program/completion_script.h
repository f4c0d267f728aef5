#pragma once

#include <array>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace cli {

// Beginnings of audit events, as `audit log --event` takes them: each stands for all that begin so.
inline constexpr std::array<std::string_view, 16> event_families{"access.", "attachment.", "audit.",
    "break_glass.", "clock.", "consent.", "credential.", "grant.", "message.", "original.",
    "policy.", "receipt.", "session.", "ticket.", "user.", "vault."};

// A completion script made by walking the commands of `root`. `shell` is "bash", "zsh" or "fish". Options and arguments that take a file
// complete file names, those with a closed list its words; other values are left to the person, since they are ids of the server.
[[nodiscard]] std::string completion_script(const CLI::App& root, std::string_view shell);

} // namespace cli
