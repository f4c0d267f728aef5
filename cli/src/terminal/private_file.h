#pragma once

#include "text/fault.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cli {

// What may happen to a file that stands under the name already. `kept`: nothing, the command is refused; for what opens or proves
// something (links, receipts, certificates, checkpoints, bundles, opened values), whose earlier file may be the only copy there is.
// `replaced`: for what can be made again from its source.
enum class Existing : std::uint8_t { kept, replaced };

// A file only its owner may read (0600), written under a temporary name in the same folder, synced and renamed by commit(): never half
// a file under the final name. Without commit() nothing stays.
class PrivateFile {
public:
    // `what` names it in faults ("the certificate"). Made before the work, it says in time that there is no place for the result.
    [[nodiscard]] static Answer<PrivateFile> create(
        const std::filesystem::path& path, std::string_view what, Existing existing);
    PrivateFile(PrivateFile&& other) noexcept;
    PrivateFile& operator=(PrivateFile&&) = delete;
    PrivateFile(const PrivateFile&) = delete;
    ~PrivateFile();

    [[nodiscard]] bool write(std::span<const char> bytes);
    // Looks once more whether something stands there.
    [[nodiscard]] Answer<void> commit();
    // All of it, and commit().
    [[nodiscard]] Answer<void> finish(std::string_view content);

private:
    PrivateFile(int file, std::filesystem::path path, std::filesystem::path temporary,
        std::string what, Existing existing);
    int file_;
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    std::string what_;
    Existing existing_;
};

// The same where a name is optional; nothing for an empty one. To be asked before work that cannot be done twice.
[[nodiscard]] Answer<std::optional<PrivateFile>> make_room(
    const std::string& path, std::string_view what, Existing existing);

[[nodiscard]] Answer<void> write_private_file(const std::filesystem::path& path,
    std::string_view content, std::string_view what, Existing existing);

// Whether two names lead to one place, however they are spelt. Empty names and "-" lead nowhere.
[[nodiscard]] bool same_place(const std::string& a, const std::string& b);

} // namespace cli
