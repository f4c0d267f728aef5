#include "audit_verify.h"

#include "escape.h"
#include "json_text.h"
#include "progress_bar.h"
#include "table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace cli {

namespace {

std::string base64(const vault::Hash& hash)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < hash.size(); i += 3) {
        const auto byte = [&](std::size_t at) {
            return at < hash.size() ? std::to_integer<unsigned>(hash[at]) : 0U;
        };
        const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
        for (unsigned shift = 24; shift > 0;) {
            shift -= 6;
            out += alphabet[group >> shift & 63U];
        }
    }
    out.back() = '='; // 32 bytes leave one place of the last group empty
    return out;
}

// The same shape from both sides, so that there is one place that shows it.
nlohmann::json to_json(const vault::AuditVerdict& verdict)
{
    nlohmann::json document = {{"ok", verdict.ok}, {"entries", verdict.entries},
        {"checkpoints", verdict.checkpoints},
        {"head", {{"size", verdict.head.size}, {"root", base64(verdict.head.root)},
                     {"note", verdict.head.note}}}};
    if (verdict.fault)
        document["fault"] = vault::to_string(*verdict.fault);
    if (verdict.first_bad_seq)
        document["first_bad_seq"] = *verdict.first_bad_seq;
    if (!verdict.problem.empty())
        document["problem"] = verdict.problem;
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
    }
    if (flag_at(verdict, "ok"))
        return {};
    const bool signature =
        text_at(verdict, "fault") == vault::to_string(vault::AuditFault::bad_signature);
    const std::string where = verdict.contains("first_bad_seq")
                                  ? fmt::format("entry {}: ", number_at(verdict, "first_bad_seq"))
                                  : std::string{};
    return fault(signature ? ExitCode::bad_proof : ExitCode::inconsistent_log,
        fmt::format("the audit log does not hold: {}{}. Keep a copy of everything as evidence "
                    "before you change anything",
            where, problem));
}

} // namespace

Answer<void> verify_audit_locally(Context& context, const LocalOptions& options)
{
    if (options.data.empty() || options.keys.empty())
        return fault(ExitCode::usage, "offline both --data and --keys are needed");
    const auto custody = obtain_custody(context, options);
    if (!custody)
        return std::unexpected{custody.error()};
    ProgressBar bar{context, "verifying"};
    const auto verdict = vault::verify_audit_offline(options.folders(), *custody, context.world,
        [&](std::uint64_t done, std::uint64_t total) { bar.update(done, total); });
    if (!verdict)
        return std::unexpected{to_fault(verdict.error())};
    return report(context, to_json(*verdict));
}

Answer<void> verify_audit_remotely(Context& context, const RemoteOptions& options)
{
    auto client = connect(context, options);
    if (!client)
        return std::unexpected{client.error()};
    const auto verdict = client->send("POST", "/v1/audit/verify");
    if (!verdict)
        return std::unexpected{verdict.error()};
    return report(context, *verdict);
}

} // namespace cli
