#include "vaults/doctor.h"

#include "redactor/engine_version.h"
#include "terminal/progress_bar.h"
#include "text/json_text.h"
#include "vault/library_versions.h"
#include "vault/log_copy.h"
#include "vaults/folder_checks.h"
#include "vaults/machine_checks.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <ostream>

namespace cli {

namespace {

struct HealthRow {
    std::string_view word;
    std::string_view colour;
};

constexpr std::array<HealthRow, 3> health_rows{
    {{"ok", "\x1b[32m"}, {"warn", "\x1b[33m"}, {"fail", "\x1b[31m"}}};

// The build pins SQLCipher; a distribution's older one can corrupt a database (its SQLite is below 3.51.3).
Finding examine_libraries()
{
    const vault::LibraryVersions versions = vault::library_versions();
    const std::string text = fmt::format("SQLCipher {} on SQLite {}, libsodium {}, libhs {}",
        versions.sqlcipher, versions.sqlite, versions.sodium, redactor::engine_version());
    if (versions.sqlcipher.starts_with("4.14.0") && versions.sqlite == "3.51.3")
        return {Health::ok, "libraries", text, ""};
    return {Health::fail, "libraries", text,
        "build with the SQLCipher that cmake/Sqlcipher.cmake pins"};
}

Finding broken(const vault::Error& error)
{
    return {Health::fail, "vault", error.to_string(), std::string{advice_about(error.code())}};
}

// Opens the vault without changing it, its key tree too, and reads the whole log.
Finding examine_vault(Context& context, const LocalOptions& options)
{
    const auto kind = vault::custody_kind(options.folders(), context.world);
    if (!kind && kind.error().code() == vault::ErrorCode::missing)
        return {Health::fail, "vault", to_fault(kind.error()).sentence,
            "restore what is missing; only where no vault ever was: 'ticketvault init'"};
    if (!kind)
        return broken(kind.error());
    if (options.custody_file.empty())
        return {Health::ok, "vault", "is there; not opened without --custody-file", ""};
    const auto custody = obtain_custody(context, options);
    if (!custody)
        return {Health::fail, "vault", custody.error().sentence, ""};
    ProgressBar bar{context, "verifying"};
    const auto copy = vault::LogCopy::open(options.folders(), *custody, context.world);
    if (!copy && copy.error().code() == vault::ErrorCode::in_use)
        return {Health::ok, "vault", "a service holds it", ""};
    if (!copy)
        return broken(copy.error());
    const auto verdict =
        copy->verify([&](std::uint64_t done, std::uint64_t total) { bar.update(done, total); });
    if (!verdict)
        return broken(verdict.error());
    if (!verdict->ok)
        return {Health::fail, "vault",
            fmt::format("its audit log does not hold: {}", verdict->problem),
            "keep a copy of everything as evidence"};
    if (const auto opens = copy->check_keys(); !opens)
        return broken(opens.error());
    if (!copy->mark_is_whole())
        return {Health::warn, "vault",
            "opens, and its log holds; the file 'mark' in the keys folder is damaged in part",
            "the next start makes it whole; look at the disk of the keys folder"};
    const std::string holds =
        fmt::format("opens, and its log of {} entries holds", verdict->entries);
    if (verdict->seen_by_keys)
        return {Health::warn, "vault",
            fmt::format("{}; the keys folder has seen {} of them", holds, *verdict->seen_by_keys),
            "so it is in a copy of a running vault; in the folders of a stopped one it was put "
            "back, or its last write failed: 'ticketvault keys drill' checks its root slots"};
    return {Health::ok, "vault", holds, ""};
}

void print_finding(Context& context, const Finding& finding)
{
    const HealthRow& row = health_rows[static_cast<std::size_t>(finding.health)];
    context.out << (context.colour ? row.colour : "") << fmt::format("{:<4}", row.word)
                << (context.colour ? "\x1b[0m" : "")
                << fmt::format("  {:<13}  {}\n", finding.subject, finding.text);
    if (!finding.advice.empty())
        context.out << fmt::format("{:>21}{}\n", "", finding.advice);
}

} // namespace

Answer<void> examine(Context& context, const LocalOptions& options)
{
    std::vector<Finding> findings = examine_folders(options);
    const bool folders_good = std::ranges::none_of(
        findings, [](const Finding& finding) { return finding.health == Health::fail; });
    for (Finding& finding : examine_machine(context.world.clock.now()))
        findings.push_back(std::move(finding));
    findings.push_back(examine_libraries());
    if (folders_good)
        findings.push_back(examine_vault(context, options));
    std::size_t failed = 0;
    nlohmann::json document = {{"checks", nlohmann::json::array()}};
    for (const Finding& finding : findings) {
        failed += finding.health == Health::fail ? 1 : 0;
        if (context.json)
            document["checks"].push_back(
                {{"health", health_rows[static_cast<std::size_t>(finding.health)].word},
                    {"subject", finding.subject}, {"text", finding.text},
                    {"advice", finding.advice}});
        else
            print_finding(context, finding);
    }
    document["failed"] = failed;
    if (context.json)
        print_json(context, document);
    if (failed != 0)
        return fault(ExitCode::failed,
            failed == 1 ? "one check failed" : fmt::format("{} checks failed", failed));
    return {};
}

} // namespace cli
