#include "scan/redact_file.h"

#include "redactor/copies.h"
#include "redactor/documents/text_check.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

namespace cli {

namespace {

class FileRedactor {
public:
    FileRedactor(
        std::string_view bytes, redactor::Scanner& scanner, const redactor::Replace& replace)
        : bytes_{bytes}, scanner_{scanner}, replace_{replace}
    {
    }

    RedactedFile run()
    {
        // What the first reading could not examine is lost for good: values in it stay unknown to the second.
        if (auto learned = read(false); !learned.whole.empty())
            return {{}, {}, std::move(learned.whole)};
        for (const auto& [value, kind] : values_)
            if (known_.size() < redactor::copy_values_max)
                known_.push_back({value, kind});
        auto parsed = read(true);
        RedactedFile out{{}, std::move(findings_), std::move(parsed.whole)};
        if (out.whole.empty())
            out.bytes = parsed.rewritten ? std::move(*parsed.rewritten) : std::string{bytes_};
        return out;
    }

private:
    using Edits = std::optional<std::vector<redactor::Edit>>;

    redactor::ParsedDocument read(bool rewrite)
    {
        const auto examine = [&](const std::string& member, std::string_view text) {
            return rewrite ? take_away(member, text) : learn(text);
        };
        if (redactor::is_document(bytes_))
            return redactor::DocumentParser{redactor::parser_beside_program()}.parse(
                bytes_, rewrite, examine);
        redactor::ParsedDocument out;
        if (const auto fault = redactor::text_fault(bytes_)) {
            out.whole.push_back({{}, *fault});
            return out;
        }
        const Edits edits = examine({}, bytes_);
        if (!edits)
            out.whole.push_back({{}, redactor::WholeReason::not_examined});
        else
            out.rewritten = redactor::apply_edits(bytes_, *edits);
        return out;
    }

    Edits learn(std::string_view text)
    {
        const auto found = scanner_.scan(text);
        if (!found)
            return std::nullopt;
        for (const redactor::Finding& finding : *found)
            values_.emplace(text.substr(finding.begin, finding.end - finding.begin), finding.kind);
        return std::vector<redactor::Edit>{};
    }

    Edits take_away(const std::string& member, std::string_view text)
    {
        auto found = scanner_.scan(text);
        if (!found)
            return std::nullopt;
        const auto copies = redactor::find_copies(text, known_, *found);
        if (!copies)
            return std::nullopt;
        for (const redactor::Copy& copy : *copies)
            found->push_back(copy.finding);
        std::ranges::sort(*found, {}, &redactor::Finding::begin);
        for (LocatedFinding& located : locate(text, *found)) {
            located.member = member;
            findings_.push_back(std::move(located));
        }
        return redactor::edits_of(text, *found, replace_);
    }

    std::string_view bytes_;
    redactor::Scanner& scanner_;
    const redactor::Replace& replace_;
    std::set<std::pair<std::string, redactor::Kind>> values_;
    std::vector<redactor::KnownValue> known_; // views of values_
    std::vector<LocatedFinding> findings_;
};

} // namespace

RedactedFile redact_file(
    std::string_view bytes, redactor::Scanner& scanner, const redactor::Replace& replace)
{
    return FileRedactor{bytes, scanner, replace}.run();
}

} // namespace cli
