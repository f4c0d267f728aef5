#include "support/power_loss.h"

#include "support/file_bytes.h"

#include <algorithm>
#include <fstream>
#include <utility>

namespace tests {

namespace {

using vault::FileOp;
namespace fs = std::filesystem;

constexpr std::size_t sector_bytes = 512;
const std::string root_name = ".";

// What no crash can harm: room that is held, and SQLite's index of its log, which is made anew.
bool is_of_no_weight(std::string_view path)
{
    return path.ends_with("/reserve") || path.ends_with("-shm");
}

// SQLite syncs the folder of these with their first sync, not through the gate.
bool is_log_of_sqlite(std::string_view path)
{
    return path.ends_with("-wal") || path.ends_with("-journal");
}

std::string folder_of(const std::string& path)
{
    const std::string parent = fs::path{path}.parent_path().string();
    return parent.empty() ? root_name : parent;
}

} // namespace

// One replay.
class PowerLoss::Left {
public:
    Left(std::vector<Content> content, std::map<std::string, Node> names)
        : content_{std::move(content)}, names_{std::move(names)}, written_(content_.size())
    {
    }

    // `over`: it has come to its end.
    void pass(const Operation& operation, bool over)
    {
        if (operation.op == FileOp::sync)
            sync(operation.node);
        else if (!operation.names.empty())
            renamed_[operation.node].push_back(&operation);
        else {
            written_[operation.node].push_back(&operation);
            if (operation.through && over)
                sync(operation.node);
        }
    }
    void drop_writes(std::mt19937_64& dice);
    void undo_names(std::mt19937_64& dice);
    void write_to(const fs::path& folder) const;

private:
    void sync(Node node)
    {
        for (const Operation* operation : written_[node])
            write(*operation);
        written_[node].clear();
        for (const Operation* operation : renamed_[node])
            rename(*operation);
        renamed_[node].clear();
    }
    void write(const Operation& operation);
    void write_torn(const Operation& operation, std::mt19937_64& dice);
    void rename(const Operation& operation)
    {
        for (const Name& name : operation.names)
            if (name.node)
                names_[name.path] = *name.node;
            else
                names_.erase(name.path);
    }

    std::vector<Content> content_;
    std::map<std::string, Node> names_;
    std::vector<std::vector<const Operation*>> written_;      // by node, since its last sync
    std::map<Node, std::vector<const Operation*>> renamed_{}; // by folder, since its last sync
};

void PowerLoss::Left::write(const Operation& operation)
{
    Bytes& content = content_[operation.node].bytes;
    if (operation.op == FileOp::truncate) {
        content.resize(operation.offset);
        return;
    }
    content.resize(std::max(content.size(), operation.offset + operation.bytes.size()));
    std::ranges::copy(
        operation.bytes, content.begin() + static_cast<std::ptrdiff_t>(operation.offset));
}

// Some of its sectors: those of the device, not of the write.
void PowerLoss::Left::write_torn(const Operation& operation, std::mt19937_64& dice)
{
    if (operation.op == FileOp::truncate)
        return;
    for (std::size_t at = 0; at < operation.bytes.size();) {
        const std::size_t end = std::min(
            operation.bytes.size(), at + sector_bytes - (operation.offset + at) % sector_bytes);
        if (dice() % 2 == 0)
            write({.op = operation.op,
                .node = operation.node,
                .offset = operation.offset + at,
                .bytes = Bytes(operation.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    operation.bytes.begin() + static_cast<std::ptrdiff_t>(end)),
                .names = {}});
        at = end;
    }
}

// Of what was not synced: everything, nothing, or each whole, torn or not at all.
void PowerLoss::Left::drop_writes(std::mt19937_64& dice)
{
    const auto fate = dice() % 4;
    for (const auto& operations : written_)
        for (const Operation* operation : operations) {
            const auto own = fate < 2 ? fate : dice() % 3;
            if (own == 0)
                write(*operation);
            else if (own == 2)
                write_torn(*operation, dice);
        }
}

// Of the changes in each folder: all, none, the first few, or any.
void PowerLoss::Left::undo_names(std::mt19937_64& dice)
{
    const auto fate = dice() % 4;
    for (const auto& [folder, operations] : renamed_) {
        const std::size_t first = fate == 2 ? dice() % (operations.size() + 1) : operations.size();
        for (std::size_t at = 0; at < first; ++at)
            if (fate == 0 || fate == 2 || (fate == 3 && dice() % 2 == 0))
                rename(*operations[at]);
    }
}

void PowerLoss::Left::write_to(const fs::path& folder) const
{
    std::set<std::string> folders{root_name};
    for (const auto& [path, node] : names_) { // a folder comes before what lies in it
        if (!folders.contains(folder_of(path)))
            continue;
        const Content& content = content_[node];
        if (content.is_folder) {
            fs::create_directory(folder / path);
            folders.insert(path);
            continue;
        }
        std::ofstream out{folder / path, std::ios::binary};
        out.write(reinterpret_cast<const char*>(content.bytes.data()),
            static_cast<std::streamsize>(content.bytes.size()));
    }
}

int PowerLoss::permit(const vault::FileAccess& access) noexcept
{
    const std::lock_guard lock{mutex_};
    if (!recording_)
        return 0;
    const std::string path = inside(access.path);
    if (!path.empty() && !is_of_no_weight(path))
        record(access, path);
    return 0;
}

void PowerLoss::record(const vault::FileAccess& access, const std::string& path)
{
    switch (access.op) {
    case FileOp::create:
    case FileOp::create_folder:
        if (names_.contains(path))
            return;
        if (is_log_of_sqlite(path))
            logs_.insert(path);
        record_names(access.op, {{path, add(access.op == FileOp::create_folder)}});
        return;
    case FileOp::remove:
        if (names_.contains(path))
            record_names(access.op, {{path, std::nullopt}});
        return;
    case FileOp::rename: {
        const std::string from = inside(*access.from);
        record_names(access.op, {{from, std::nullopt}, {path, names_.at(from)}});
        return;
    }
    case FileOp::sync:
        record_sync(path);
        if (logs_.erase(path) != 0)
            record_sync(folder_of(path));
        return;
    case FileOp::write:
    case FileOp::truncate:
        record_content(access, path);
        return;
    case FileOp::open:
    case FileOp::read:
    case FileOp::allocate:
    case FileOp::lock:
        return;
    }
}

void PowerLoss::record_content(const vault::FileAccess& access, const std::string& path)
{
    log_.push_back({.op = access.op,
        .node = names_.at(path),
        .offset = access.offset,
        .bytes = {access.bytes.begin(), access.bytes.end()},
        .through = access.through && path != unsynced_,
        .names = {}});
}

void PowerLoss::record_sync(const std::string& path)
{
    if (path != unsynced_)
        log_.push_back({.op = FileOp::sync, .node = names_.at(path), .bytes = {}, .names = {}});
}

void PowerLoss::record_names(FileOp op, std::vector<Name> names)
{
    for (const Name& name : names)
        if (name.node)
            names_[name.path] = *name.node;
        else
            names_.erase(name.path);
    const Node folder = names_.at(folder_of(names.front().path));
    log_.push_back({.op = op, .node = folder, .bytes = {}, .names = std::move(names)});
}

// Empty for what lies elsewhere.
std::string PowerLoss::inside(const fs::path& path) const
{
    const fs::path named = path.has_filename() ? path : path.parent_path(); // "data/" is "data"
    std::string relative = named.lexically_relative(root_).string();
    return relative.starts_with("..") ? std::string{} : relative;
}

PowerLoss::Node PowerLoss::add(bool is_folder, Bytes bytes)
{
    first_.push_back({is_folder, std::move(bytes)});
    return first_.size() - 1;
}

void PowerLoss::begin(const fs::path& folder)
{
    const std::lock_guard lock{mutex_};
    root_ = folder;
    names_[root_name] = add(true);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{folder}) {
        const std::string path = inside(entry.path());
        if (is_of_no_weight(path))
            continue;
        const std::string content = entry.is_directory() ? std::string{} : contents(entry.path());
        const auto bytes = std::as_bytes(std::span{content});
        names_[path] = add(entry.is_directory(), {bytes.begin(), bytes.end()});
    }
    found_ = names_;
    found_.erase(root_name);
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

void PowerLoss::leave(const fs::path& folder, std::size_t n, std::mt19937_64& dice) const
{
    Left left{first_, found_};
    // The last one may not have come to its end, unless something was acknowledged since.
    const bool all_over = std::ranges::find(acknowledged_, n) != acknowledged_.end();
    for (std::size_t at = 0; at < n; ++at)
        left.pass(log_[at], all_over || at + 1 < n);
    left.drop_writes(dice);
    left.undo_names(dice);
    left.write_to(folder);
}

} // namespace tests
