#pragma once

#include <cstdint>
#include <filesystem>

namespace tests {

// A new folder of this test alone, removed with everything in it at the end.
class TemporaryFolder {
public:
    // memory: for what is judged and thrown away, where a sync costs nothing; on the disk where the system has no such place.
    enum class On : std::uint8_t { disk, memory };

    explicit TemporaryFolder(On on = On::disk);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace tests
