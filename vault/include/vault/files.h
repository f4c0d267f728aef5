#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace vault {

enum class FileOp : std::uint8_t {
    open,
    create, // an opening that makes the file where it is not there
    read,
    write,
    sync,
    truncate,
    allocate,
    remove,
    rename,
    create_folder,
    lock
};

// One operation on storage, about to be done. `bytes` is what a write will put at `offset` (empty for the others).
struct FileAccess {
    FileOp op;
    const std::filesystem::path& path;
    std::uint64_t offset = 0;
    std::span<const std::byte> bytes{};
    bool through = false;                        // a write that is on the device when it is over
    const std::filesystem::path* from = nullptr; // the name a rename takes away
};

// The gate in front of every storage operation: our own files and, through the VFS, every page of SQLCipher, above the disk and below the
// encryption. Tests fail, record or die at the n-th operation by passing another Files.
//
// Threads: called from any.
class Files {
public:
    virtual ~Files() = default;
    // 0 lets the operation through; an errno value makes it fail with that, undone.
    [[nodiscard]] virtual int permit(const FileAccess& access) noexcept = 0;
};

class SystemFiles final : public Files {
public:
    [[nodiscard]] int permit(const FileAccess&) noexcept override { return 0; }
};

} // namespace vault
