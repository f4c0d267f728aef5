#pragma once

#include "vault/files.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace tests {

// Records what is written to the database, its log and the files of the root and the mark, and makes of it what a disk may hold after the power went
// at any moment: what was synced, and of the rest any part, in sectors of 512 bytes.
// Threads: permit() from any.
class PowerLoss final : public vault::Files {
public:
    using Bytes = std::vector<std::byte>;
    // A disk that lies, so that the test can be seen to fail: it takes the syncs of this file for nothing.
    explicit PowerLoss(std::string unsynced = {}) : unsynced_{std::move(unsynced)} {}

    [[nodiscard]] int permit(const vault::FileAccess& access) noexcept override;

    // What the files hold now is durable; recording begins.
    void begin(const std::filesystem::path& folder);
    void end();
    // Operations so far. All before it are done: something was acknowledged here.
    [[nodiscard]] std::size_t acknowledge();
    [[nodiscard]] std::size_t operations() const { return log_.size(); }

    // Puts what is left when the power goes before operation `n` over the files in `folder`, a copy of the one at begin().
    void leave(const std::filesystem::path& folder, std::size_t n, std::mt19937_64& dice) const;

private:
    struct Operation {
        vault::FileOp op;
        std::string file; // "data/vault.db"
        std::uint64_t offset;
        Bytes bytes;
    };
    static void apply(Bytes& content, const Operation& operation);
    // Some of its sectors.
    static void apply_torn(Bytes& content, const Operation& operation, std::mt19937_64& dice);

    const std::string unsynced_;
    std::mutex mutex_; // guards everything below until end()
    bool recording_ = false;
    std::map<std::string, Bytes> first_;
    std::vector<Operation> log_;
    std::vector<std::size_t> acknowledged_;
};

} // namespace tests
