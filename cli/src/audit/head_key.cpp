#include "audit/head_key.h"

#include "text/json_text.h"
#include "vault/audit.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cli {

namespace {

struct KeyFaultRow {
    vault::ProofVerdict verdict;
    vault::AuditFault fault;
    std::string_view problem;
};
constexpr std::array<KeyFaultRow, 4> key_faults{{
    {vault::ProofVerdict::unknown_key, vault::AuditFault::unknown_key,
        "the head of the log is signed by another key than the expected one: it is another "
        "vault's log, or was written and signed anew"},
    {vault::ProofVerdict::bad_signature, vault::AuditFault::bad_signature,
        "the signature of the expected key below the head of the log is bad"},
    {vault::ProofVerdict::malformed, vault::AuditFault::bad_signature,
        "the head of the log is not a signed note"},
    {vault::ProofVerdict::not_in_log, vault::AuditFault::inconsistent,
        "the head of the log contradicts itself"},
}};

nlohmann::json not_holding(nlohmann::json verdict, vault::AuditFault fault, std::string_view why)
{
    verdict["ok"] = false;
    verdict["fault"] = vault::to_string(fault);
    verdict["problem"] = why;
    return verdict;
}

} // namespace

nlohmann::json held_against(nlohmann::json verdict, const vault::VerifierKey& key)
{
    if (!flag_at(verdict, "ok"))
        return verdict;
    const auto named = verdict.value("head", nlohmann::json::object());
    const auto reading = vault::verify_head(text_at(named, "note"), key);
    if (const auto* row = std::ranges::find(key_faults, reading.verdict, &KeyFaultRow::verdict);
        row != key_faults.end())
        return not_holding(std::move(verdict), row->fault, row->problem);
    if (reading.head.size != number_at(named, "size") ||
        vault::hash_text(reading.head.root) != text_at(named, "root") ||
        reading.head.size != number_at(verdict, "entries"))
        return not_holding(std::move(verdict), vault::AuditFault::inconsistent,
            "the head that is signed is not the one of the log that was verified");
    return verdict;
}

} // namespace cli
