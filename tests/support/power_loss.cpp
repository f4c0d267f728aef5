#include "support/power_loss.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>

namespace tests {

namespace {

constexpr std::size_t sector_bytes = 512;
constexpr std::array recorded{std::string_view{"data/vault.db"},
    std::string_view{"data/vault.db-wal"}, std::string_view{"keys/root.slots"},
    std::string_view{"keys/mark"}};

std::string name_of(const std::filesystem::path& path)
{
    return (path.parent_path().filename() / path.filename()).string();
}

// Written through to the device: durable when the next operation begins.
bool is_direct(std::string_view file) { return file.starts_with("keys/"); }

} // namespace

void PowerLoss::apply(Bytes& content, const Operation& operation)
{
    if (operation.op == vault::FileOp::truncate) {
        content.resize(operation.offset);
        return;
    }
    content.resize(std::max(content.size(), operation.offset + operation.bytes.size()));
    std::ranges::copy(
        operation.bytes, content.begin() + static_cast<std::ptrdiff_t>(operation.offset));
}

void PowerLoss::apply_torn(Bytes& content, const Operation& operation, std::mt19937_64& dice)
{
    if (operation.op == vault::FileOp::truncate)
        return;
    for (std::size_t at = 0; at < operation.bytes.size();) {
        // Sectors of the device, not of the write.
        const std::size_t end = std::min(
            operation.bytes.size(), at + sector_bytes - (operation.offset + at) % sector_bytes);
        if (dice() % 2 == 0)
            apply(content, {operation.op, operation.file, operation.offset + at,
                               Bytes(operation.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                   operation.bytes.begin() + static_cast<std::ptrdiff_t>(end))});
        at = end;
    }
}

int PowerLoss::permit(const vault::FileAccess& access) noexcept
{
    using vault::FileOp;
    if (access.op != FileOp::write && access.op != FileOp::sync && access.op != FileOp::truncate)
        return 0;
    const std::string file = name_of(access.path);
    const std::lock_guard lock{mutex_};
    if (recording_ && std::ranges::find(recorded, file) != recorded.end())
        log_.push_back(
            {access.op, file, access.offset, {access.bytes.begin(), access.bytes.end()}});
    return 0;
}

void PowerLoss::begin(const std::filesystem::path& folder)
{
    const std::lock_guard lock{mutex_};
    for (const std::string_view file : recorded) {
        std::ifstream in{folder / file, std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{in}, {}};
        const auto bytes = std::as_bytes(std::span{content});
        first_[std::string{file}] = {bytes.begin(), bytes.end()};
    }
    recording_ = true;
}

void PowerLoss::end()
{
    const std::lock_guard lock{mutex_};
    recording_ = false;
}

std::size_t PowerLoss::acknowledge()
{
    const std::lock_guard lock{mutex_};
    acknowledged_.push_back(log_.size());
    return log_.size();
}

void PowerLoss::leave(
    const std::filesystem::path& folder, std::size_t n, std::mt19937_64& dice) const
{
    std::map<std::string, Bytes> durable = first_;
    std::map<std::string, std::vector<const Operation*>> pending;
    const auto settle = [&](const std::string& file) {
        for (const Operation* operation : pending[file])
            apply(durable[file], *operation);
        pending[file].clear();
    };
    for (std::size_t at = 0; at < n; ++at) {
        const Operation& operation = log_[at];
        if (operation.op != vault::FileOp::sync)
            pending[operation.file].push_back(&operation);
        // The last one may not have come to its end, unless something was acknowledged since.
        const bool over = at + 1 < n || std::ranges::find(acknowledged_, n) != acknowledged_.end();
        if (operation.file != unsynced_ &&
            (operation.op == vault::FileOp::sync || (is_direct(operation.file) && over)))
            settle(operation.file);
    }
    // Of what was not synced: everything, nothing, or each whole, torn or not at all.
    const auto fate = dice() % 4;
    for (auto& [file, operations] : pending)
        for (const Operation* operation : operations) {
            const auto own = fate < 2 ? fate : dice() % 3;
            if (own == 0)
                apply(durable[file], *operation);
            else if (own == 2)
                apply_torn(durable[file], *operation, dice);
        }
    for (const auto& [file, content] : durable) {
        std::ofstream out{folder / file, std::ios::binary | std::ios::trunc};
        out.write(reinterpret_cast<const char*>(content.data()),
            static_cast<std::streamsize>(content.size()));
    }
    std::filesystem::remove(folder / "data/vault.db-shm");
}

} // namespace tests
