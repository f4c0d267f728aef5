#pragma once

#include "examiner.h"

#include <string>
#include <utility>
#include <vector>

namespace redactor::parser::tests {

// Takes every "SECRET" away and remembers what it was shown.
class FakeExaminer : public Examiner {
public:
    std::optional<std::vector<Edit>> examine(
        std::string_view member, std::string_view text) override
    {
        seen.emplace_back(member, text);
        if (refuses) {
            return std::nullopt;
        }
        std::vector<Edit> edits;
        constexpr std::string_view secret = "SECRET";
        for (std::size_t at = text.find(secret); at != std::string_view::npos;
            at = text.find(secret, at + secret.size())) {
            edits.push_back({at, at + secret.size(), "[gone]"});
        }
        return edits;
    }

    void whole(std::string_view member, WholeReason reason) override
    {
        wholes.emplace_back(member, reason);
    }

    bool saw(std::string_view part) const
    {
        for (const auto& [member, text] : seen) {
            if (text.find(part) != std::string::npos) {
                return true;
            }
        }
        return false;
    }

    bool has(WholeReason reason) const
    {
        for (const auto& [member, why] : wholes) {
            if (why == reason) {
                return true;
            }
        }
        return false;
    }

    std::vector<std::pair<std::string, std::string>> seen;
    std::vector<std::pair<std::string, WholeReason>> wholes;
    bool refuses = false;
};

} // namespace redactor::parser::tests
