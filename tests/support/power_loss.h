#pragma once

#include "vault/files.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

// Records what is done to the files and folders below one folder, and makes of it what a disk may hold after the power went at any moment, as far as
// POSIX allows it:
//   - of a file, what was synced, and of the writes since then any part, in sectors of 512 bytes, whatever name leads to it;
//   - of the names in a folder, those of its last sync, and of the changes since then all, none, the first few or any: a file that was made may be
//     missing or empty, one that was removed may be there, and a rename has happened or not, also before what was written to the file is there.
// Threads: permit() from any.
class PowerLoss final : public vault::Files {
public:
    using Bytes = std::vector<std::byte>;
    // A disk that lies, so that the test can be seen to fail: it takes the syncs of this file or folder ("keys") for nothing.
    explicit PowerLoss(std::string unsynced = {}) : unsynced_{std::move(unsynced)} {}

    [[nodiscard]] int permit(const vault::FileAccess& access) noexcept override;

    // What lies in `folder` now is durable; recording begins.
    void begin(const std::filesystem::path& folder);
    void end();
    // Operations so far. All before it are done: something was acknowledged here.
    [[nodiscard]] std::size_t acknowledge();
    [[nodiscard]] std::size_t operations() const { return log_.size(); }

    // Puts what is left when the power goes before operation `n` into `folder`, which is empty.
    void leave(const std::filesystem::path& folder, std::size_t n, std::mt19937_64& dice) const;

private:
    class Left;
    using Node = std::size_t; // a file or a folder, whatever its names
    struct Name {
        std::string path;         // "data/vault.db"
        std::optional<Node> node; // what it leads to; none: it is gone
    };
    struct Content {
        bool is_folder = false;
        Bytes bytes;
    };
    struct Operation {
        vault::FileOp op; // write, truncate, sync; any other: of names
        Node node = 0;
        std::uint64_t offset = 0;
        Bytes bytes;
        bool through = false;
        std::vector<Name> names; // all in one step, in one folder
    };

    void record(const vault::FileAccess& access, const std::string& path);
    void record_content(const vault::FileAccess& access, const std::string& path);
    void record_sync(const std::string& path);
    void record_names(vault::FileOp op, std::vector<Name> names);
    [[nodiscard]] std::string inside(const std::filesystem::path& path) const;
    Node add(bool is_folder, Bytes bytes = {});

    const std::string unsynced_;
    std::mutex mutex_; // guards everything below until end()
    bool recording_ = false;
    std::filesystem::path root_;
    std::vector<Content> first_;        // by node; what is made later begins empty
    std::map<std::string, Node> found_; // names at begin()
    std::map<std::string, Node> names_; // as the program sees them
    std::set<std::string> logs_;        // of SQLite, made and not synced yet
    std::vector<Operation> log_;
    std::vector<std::size_t> acknowledged_;
};

} // namespace tests
