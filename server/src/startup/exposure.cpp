#include "startup/exposure.h"

#include <array>
#include <filesystem>

namespace server {

namespace {

struct Guarded {
    std::string Config::* path;
    http::Literal warning;
};

constexpr std::array guarded{
    Guarded{&Config::data_folder, "the data folder is open to others: chmod 700"},
    Guarded{&Config::keys_folder, "the keys folder is open to others: chmod 700"},
    Guarded{&Config::custody_file, "the custody file is open to others: chmod 600"},
    Guarded{&Config::next_custody_file, "the next custody file is open to others: chmod 600"},
};

bool open_to_others(const std::filesystem::path& path)
{
    using std::filesystem::perms;
    std::error_code failed;
    const perms mode = std::filesystem::status(path, failed).permissions();
    return !failed && (mode & (perms::group_all | perms::others_all)) != perms::none;
}

} // namespace

std::vector<http::Literal> find_exposed(const Config& config)
{
    std::vector<http::Literal> found;
    for (const Guarded& one : guarded) {
        if (!(config.*one.path).empty() && open_to_others(config.*one.path)) {
            found.push_back(one.warning);
        }
    }
    return found;
}

} // namespace server
