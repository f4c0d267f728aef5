#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace cli {

// A completion script made by walking the commands of `root`. `shell` is "bash", "zsh" or "fish". Options that take a file complete file
// names; the values of others are left to the person, since they are ids of the server.
[[nodiscard]] std::string completion_script(const CLI::App& root, std::string_view shell);

} // namespace cli
