#pragma once

#include "context.h"
#include "redactor/rule_set.h"
#include "redactor/scanner.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

enum class ScanFormat { text, json, ndjson, sarif };

// A finding with the line it begins on (from 1). Offsets and line count in the text of the member it stands in; "" is the file
// itself.
struct LocatedFinding {
    redactor::Finding finding;
    std::size_t line = 0;
    std::string member{};
};

[[nodiscard]] std::vector<LocatedFinding> locate(
    std::string_view text, const std::vector<redactor::Finding>& findings);

// One finding as every JSON form writes it: member (null: the file itself), rule, kind, start, end (UTF-8 byte offsets, half-open), line, confidence.
[[nodiscard]] nlohmann::json to_json(const LocatedFinding& located);

// Whether what a vault would seal whole was looked through all the same, as a document that only cannot be written back.
enum class Examined : std::uint8_t { no, yes };

// Writes what a scan of files found, in the form asked for. No form holds a byte of a value.
class ScanReport {
public:
    ScanReport(Context& context, ScanFormat format, const redactor::RuleSet& rules);
    ~ScanReport();
    ScanReport(const ScanReport&) = delete;
    ScanReport& operator=(const ScanReport&) = delete;

    void add_findings(const std::string& path, const std::vector<LocatedFinding>& findings);
    // `member`: of a document, what cannot be examined or rewritten; "" the file itself.
    void add_sealed_whole(
        const std::string& path, const std::string& member, std::string_view reason, Examined how);
    void add_error(const std::string& path, std::string_view reason);
    // Writes what is only complete at the end: the document of json and sarif, the closing line of text.
    void finish();

    [[nodiscard]] std::size_t finding_count() const noexcept { return findings_; }
    [[nodiscard]] std::size_t unexamined_count() const noexcept { return unexamined_; }
    [[nodiscard]] bool failed() const noexcept { return errors_ > 0; }

private:
    void note(nlohmann::json row);
    Context& context_;
    ScanFormat format_;
    const redactor::RuleSet& rules_;
    std::unique_ptr<nlohmann::json> rows_;
    std::size_t files_ = 0;
    std::size_t findings_ = 0;
    std::size_t errors_ = 0;
    std::size_t sealed_ = 0;
    std::size_t unexamined_ = 0; // of those
};

} // namespace cli
