#include "audit/audit_parts.h"
#include "audit/audit_source.h"
#include "audit/bundle_reader.h"
#include "audit/head_key.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/key_options.h"
#include "terminal/progress_bar.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "vault/audit_bundle.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <utility>

namespace cli {

namespace {

// The same shape from both sides, so that there is one place that shows it.
nlohmann::json to_json(const vault::AuditVerdict& verdict)
{
    nlohmann::json document = {{"ok", verdict.ok}, {"entries", verdict.entries},
        {"checkpoints", verdict.checkpoints},
        {"head", {{"size", verdict.head.size}, {"root", vault::hash_text(verdict.head.root)},
                     {"note", verdict.head.note}}}};
    if (verdict.fault)
        document["fault"] = vault::to_string(*verdict.fault);
    if (verdict.first_bad_seq)
        document["first_bad_seq"] = *verdict.first_bad_seq;
    if (!verdict.problem.empty())
        document["problem"] = verdict.problem;
    if (verdict.seen_by_keys)
        document["seen_by_keys"] = *verdict.seen_by_keys;
    return document;
}

Answer<void> report(Context& context, const nlohmann::json& verdict)
{
    const auto head = verdict.value("head", nlohmann::json::object());
    const std::string problem = escape_text(text_at(verdict, "problem"));
    if (context.json)
        print_json(context, verdict);
    else if (flag_at(verdict, "ok")) {
        context.out << "The audit log holds.\n";
        FactList facts;
        facts.add("entries", std::to_string(number_at(verdict, "entries")));
        facts.add("checkpoints", std::to_string(number_at(verdict, "checkpoints")));
        facts.add("root", text_at(head, "root"));
        facts.print(context.out, context.colour);
        if (verdict.contains("seen_by_keys"))
            context.out << fmt::format(
                "The keys folder has seen {} of the entries. That is so in a copy of a running "
                "vault; in the folders of a stopped one it was put back, or its last write failed. "
                "Its root slots were not checked ('ticketvault keys drill' does).\n",
                number_at(verdict, "seen_by_keys"));
    }
    if (flag_at(verdict, "ok"))
        return {};
    const std::string kind = text_at(verdict, "fault");
    const bool signature = kind == vault::to_string(vault::AuditFault::bad_signature);
    if (kind == vault::to_string(vault::AuditFault::unknown_key))
        return fault(ExitCode::unknown_key, problem);
    const std::string where = verdict.contains("first_bad_seq")
                                  ? fmt::format("entry {}: ", number_at(verdict, "first_bad_seq"))
                                  : std::string{};
    return fault(signature ? ExitCode::bad_proof : ExitCode::inconsistent_log,
        fmt::format("the audit log does not hold: {}{}. Keep a copy of everything as evidence "
                    "before you change anything",
            where, problem));
}

Answer<void> verify_audit_locally(
    Context& context, const LocalOptions& options, const KeyOptions& key_options)
{
    const auto key = given_key(context, key_options);
    if (!key)
        return std::unexpected{key.error()};
    const auto copy = open_log_copy(context, options);
    if (!copy)
        return std::unexpected{copy.error()};
    nlohmann::json verdict;
    {
        ProgressBar bar{context, "verifying"};
        const auto read =
            copy->verify([&](std::uint64_t done, std::uint64_t total) { bar.update(done, total); });
        if (!read)
            return std::unexpected{to_fault(read.error())};
        verdict = to_json(*read);
    }
    if (*key)
        verdict = held_against(std::move(verdict), **key);
    return report(context, verdict);
}

Answer<void> verify_bundle(Context& context, const std::string& file, const KeyOptions& options)
{
    const auto key = expected_key(context, options);
    if (!key)
        return std::unexpected{key.error()};
    std::ifstream opened;
    if (file != "-") {
        opened.open(file, std::ios::binary);
        if (!opened)
            return fault(ExitCode::failed, "the bundle could not be opened");
    }
    std::istream& in = file == "-" ? context.in : opened;
    const auto verdict = [&] {
        ProgressBar bar{context, "verifying"};
        return read_bundle(
            in, *key, [&](std::uint64_t done, std::uint64_t total) { bar.update(done, total); });
    }();
    if (!verdict)
        return std::unexpected{verdict.error()};
    return report(context, to_json(*verdict));
}

// Its answer comes in lines: how much is done, and the verdict last.
Answer<nlohmann::json> verdict_of_service(Context& context, ApiClient& client)
{
    constexpr std::size_t line_bytes_max = 64 * 1024;
    ProgressBar bar{context, "verifying"};
    std::string line;
    nlohmann::json verdict;
    const auto sent =
        client.fetch("POST", "/v1/audit/verify?progress=lines", [&](std::span<const char> bytes) {
            for (const char letter : bytes) {
                if (letter != '\n') {
                    line += letter;
                    continue;
                }
                verdict = nlohmann::json::parse(line, nullptr, false);
                line.clear();
                if (verdict.is_object() && verdict.contains("done"))
                    bar.update(number_at(verdict, "done"), number_at(verdict, "total"));
            }
            return line.size() <= line_bytes_max;
        });
    if (!sent)
        return sent;
    if (!verdict.is_object() || !verdict.contains("ok"))
        return fault(ExitCode::unreachable, "the connection ended before the verdict was there");
    return verdict;
}

Answer<void> verify_audit_remotely(
    Context& context, const RemoteOptions& options, const KeyOptions& key_options)
{
    const auto key = expected_key(context, key_options);
    if (!key)
        return std::unexpected{key.error()};
    auto client = connect(context, options);
    if (!client)
        return std::unexpected{client.error()};
    auto verdict = verdict_of_service(context, *client);
    if (!verdict)
        return std::unexpected{verdict.error()};
    return report(context, held_against(std::move(*verdict), *key));
}

} // namespace

void add_audit_verify(Command audit, Context& context)
{
    const Command verify = audit.add_subcommand(
        "verify", "Read the whole log again and prove that nothing was changed");
    const auto remote = add_remote_options(verify, Signs::account);
    const auto local = add_local_options(verify, false);
    const auto bundle = std::make_shared<std::string>();
    verify.add_option("--bundle", *bundle, "An exported log ('-': standard input)")
        .type_name("FILE");
    const auto key = add_key_options(verify, remote);
    describe(verify,
        {"With --data and --keys on this machine's folders or a copy of them, which no service may "
         "hold; nothing is changed. With --bundle on an exported log, which needs no vault at all. "
         "Otherwise the server does it. The first entry that does not hold is named. A log that "
         "was "
         "rewritten as a whole is found by a key that was kept: with --key or --key-file its head "
         "must be signed by that one. Folders are held against a key only where one is given.",
            {{"On a copy, without a server",
                 "audit verify --data copy/data --keys copy/keys --custody-file custody.key "
                 "--key-file vault.key"},
                {"An exported log", "audit verify --bundle audit.bundle --key-file vault.key"},
                {"By the server", "audit verify"}},
            {ExitCode::bad_proof, ExitCode::unreachable, ExitCode::inconsistent_log,
                ExitCode::unknown_key}});
    on_run(verify, context, [&context, remote, local, bundle, key]() -> Answer<void> {
        if (!bundle->empty() && local->any())
            return fault(ExitCode::usage,
                "--bundle checks a file without any folders: give either that, or --data and "
                "--keys");
        return !bundle->empty() ? verify_bundle(context, *bundle, *key)
               : local->any()   ? verify_audit_locally(context, *local, *key)
                                : verify_audit_remotely(context, *remote, *key);
    });
}

} // namespace cli
