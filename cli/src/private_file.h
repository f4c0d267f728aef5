#pragma once

#include "fault.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace cli {

// A file only its owner may read (0600), written under a temporary name in the same folder, synced and renamed by commit(): never half
// a file under the final name. Without commit() nothing stays.
class PrivateFile {
public:
    // `what` names it in faults ("the certificate").
    [[nodiscard]] static Answer<PrivateFile> create(
        const std::filesystem::path& path, std::string_view what);
    PrivateFile(PrivateFile&& other) noexcept;
    PrivateFile& operator=(PrivateFile&&) = delete;
    PrivateFile(const PrivateFile&) = delete;
    ~PrivateFile();

    [[nodiscard]] bool write(std::span<const char> bytes);
    [[nodiscard]] Answer<void> commit();

private:
    PrivateFile(
        int file, std::filesystem::path path, std::filesystem::path temporary, std::string what);
    int file_;
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    std::string what_;
};

[[nodiscard]] Answer<void> write_private_file(
    const std::filesystem::path& path, std::string_view content, std::string_view what);

} // namespace cli
