#include "backup/open_backup.h"

#include "audit/signed_note.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::size_t sealed_key_bytes = key_bytes + 48; // crypto_box_SEALBYTES

struct FileStart {
    File file;
    std::uint64_t bytes;
    std::string note;
    BackupHead head;
};

Expected<FileStart> read_start(const std::filesystem::path& path, World world)
{
    auto file = File::open(world.files, path, File::Mode::read);
    if (!file && file.error().code() == ErrorCode::missing)
        return fail({ErrorCode::missing, "the backup file is not there"});
    if (!file)
        return fail(file.error());
    const auto size = file->size();
    if (!size)
        return fail({ErrorCode::invalid, "the backup is not a plain file"});
    std::string note(std::min<std::uint64_t>(*size, backup_head_bytes_max), '\0');
    if (const auto read = file->read_at(0, std::as_writable_bytes(std::span{note})); !read)
        return fail(read.error());
    note.resize(std::min(note.find(backup_head_end), note.size()));
    auto head = parse_backup_note(note);
    if (!head)
        return fail(head.error());
    return FileStart{std::move(*file), *size, std::move(note), std::move(*head)};
}

// The two keys every stream of records begins with.
Expected<Secret> take_key(BackupReader& records, RecordKind kind)
{
    auto record = records.next();
    if (!record)
        return fail(record.error());
    if (!*record || (*record)->kind != kind)
        return fail({ErrorCode::corrupt, "the backup is damaged: its records are out of order"});
    return std::move((*record)->secret);
}

} // namespace

Expected<BackupFacts> read_backup_facts(const std::filesystem::path& file, World world)
{
    auto start = read_start(file, world);
    if (!start)
        return fail(start.error());
    return std::move(start->head.facts);
}

Expected<Backup> Backup::open(
    const std::filesystem::path& path, const Secret& recovery, World world)
{
    auto start = read_start(path, world);
    if (!start)
        return fail(start.error());
    const RecoveryKey key = public_half(recovery);
    if (fingerprint_of(key) != start->head.facts.recovery)
        return fail({ErrorCode::wrong_key, "this backup was made for another recovery key"});
    Bytes box(sealed_key_bytes);
    const std::uint64_t box_at = start->note.size() + 1;
    if (start->bytes < box_at + box.size())
        return fail({ErrorCode::corrupt, "the backup is cut short"});
    if (const auto read = start->file.read_at(box_at, box); !read)
        return fail(read.error());
    auto file_key = open_sealed_to(recovery, box);
    // Its fingerprint fits, so the box is damaged rather than somebody else's.
    if (!file_key || file_key->size() != key_bytes)
        return fail({ErrorCode::corrupt, "the backup is damaged: its key does not open"});
    const std::string store = start->head.facts.store.to_string();
    if (backup_commitment(*file_key, store) != start->head.commitment)
        return fail({ErrorCode::corrupt, "the backup is damaged: its first lines were changed"});
    auto impl = std::make_unique<Impl>(Impl{std::move(start->file), start->bytes,
        std::move(start->head), {}, key, std::move(*file_key), {}, {}});
    impl->records.emplace(impl->file, box_at + box.size(), impl->file_key, store, start->note);
    auto seed = take_key(*impl->records, RecordKind::audit_seed);
    if (!seed)
        return fail(seed.error());
    auto index = take_key(*impl->records, RecordKind::index_key);
    if (!index)
        return fail(index.error());
    impl->audit_seed = std::move(*seed);
    impl->index_key = std::move(*index);
    impl->verifier = NoteSigner{impl->audit_seed, impl->head.facts.origin}.verifier();
    if (!open_note(start->note, impl->verifier))
        return fail({ErrorCode::corrupt,
            "the backup is not signed by the vault whose keys it holds: somebody else made it"});
    return Backup{std::move(impl)};
}

Backup::Backup(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Backup::~Backup() = default;
Backup::Backup(Backup&&) noexcept = default;
Backup& Backup::operator=(Backup&&) noexcept = default;

const BackupFacts& Backup::facts() const noexcept { return impl_->head.facts; }

const VerifierKey& Backup::verifier() const noexcept { return impl_->verifier; }

} // namespace vault
