#include "keys/key_line.h"
#include "vault/vault.h"

#include <cstdlib>
#include <system_error>

namespace vault {

Expected<Custody> read_custody_file(
    const std::filesystem::path& file, Custody::Kind kind, World world)
{
    auto line = read_secret_line(file,
        {.absent = "the custody file is not there",
            .unreadable = "the custody file cannot be read",
            .malformed = "a custody file holds exactly one line"},
        world);
    if (!line)
        return fail(line.error());
    if (kind == Custody::Kind::passphrase)
        return Custody{kind, std::move(*line)};
    auto key = decode_key_line(*line, custody_line_start,
        "this is not a custody key file: one line is expected, tvck1_ and 43 characters");
    if (!key)
        return fail(key.error());
    return Custody{kind, std::move(*key)};
}

std::filesystem::path custody_credential()
{
    // A folder in memory that only the unit can read.
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); // NOLINT(concurrency-mt-unsafe)
    if (folder == nullptr || *folder != '/')
        return {};
    auto file = std::filesystem::path{folder} / "custody";
    std::error_code ignored;
    return std::filesystem::exists(file, ignored) ? file : std::filesystem::path{};
}

Expected<void> create_custody_file(const std::filesystem::path& file, World world)
{
    return create_key_file(file, custody_line_start,
        "a custody file is there already; it is never overwritten", world);
}

} // namespace vault
