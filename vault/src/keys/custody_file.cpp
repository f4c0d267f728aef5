#include "keys/key_line.h"
#include "vault/vault.h"

namespace vault {

namespace {

constexpr std::string_view key_file_start = "tvck1_";

} // namespace

Expected<Custody> read_custody_file(
    const std::filesystem::path& file, Custody::Kind kind, World world)
{
    auto line = read_secret_line(
        file, "the custody file is not there", "a custody file holds exactly one line", world);
    if (!line)
        return fail(line.error());
    if (kind == Custody::Kind::passphrase)
        return Custody{kind, std::move(*line)};
    auto key = decode_key_line(*line, key_file_start,
        "this is not a custody key file: one line is expected, tvck1_ and 43 characters");
    if (!key)
        return fail(key.error());
    return Custody{kind, std::move(*key)};
}

Expected<void> create_custody_file(const std::filesystem::path& file, World world)
{
    return create_key_file(
        file, key_file_start, "a custody file is there already; it is never overwritten", world);
}

} // namespace vault
