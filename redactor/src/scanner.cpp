#include "redactor/scanner.h"

#include <algorithm>

#include "char_class.h"
#include "find_places.h"
#include "label_parsers.h"
#include "overlap.h"
#include "placeholder.h"
#include "rule_set_impl.h"
#include "source_text.h"
#include "token_confirm.h"

namespace redactor {

struct Scanner::State {
    std::shared_ptr<const RuleSet> rules;
    Scratch scratch;
    FoundPlaces places;
};

namespace {

// A finding never cuts a UTF-8 character: cut ends move outward (only in well-formed neighbourhoods, so a few bytes at most).
void widen_to_characters(std::string_view text, std::vector<Candidate>& candidates)
{
    for (Candidate& candidate : candidates) {
        for (int i = 0; i < 3 && candidate.begin > 0 && candidate.begin < text.size() &&
                        is_continuation(text[candidate.begin]);
            ++i) {
            --candidate.begin;
        }
        for (int i = 0;
            i < 3 && candidate.end < text.size() && is_continuation(text[candidate.end]); ++i) {
            ++candidate.end;
        }
    }
}

void drop_known_placeholders(
    std::string_view text, std::span<const std::string> ids, std::vector<Candidate>& candidates)
{
    if (ids.empty()) {
        return;
    }
    std::vector<PlaceholderRange> known = find_placeholders(text, ids);
    std::erase_if(known, [](const PlaceholderRange& range) { return !range.known; });
    std::erase_if(candidates, [&](const Candidate& candidate) {
        const auto after = std::lower_bound(known.begin(), known.end(), candidate.end,
            [](const PlaceholderRange& range, std::size_t end) { return range.begin < end; });
        return after != known.begin() && std::prev(after)->end > candidate.begin;
    });
}

} // namespace

std::string_view to_string(ScanError error)
{
    static constexpr std::string_view words[] = {
        "too large", "too many findings", "over the confirmation budget", "engine failed"};
    return words[static_cast<std::size_t>(error)];
}

Scanner::Scanner(std::shared_ptr<const RuleSet> rules) : state_(std::make_unique<State>())
{
    const RuleSet::Impl& set = rules->impl();
    state_->scratch = make_scratch(set.databases());
    state_->rules = std::move(rules);
}

Scanner::~Scanner() = default;
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;

const RuleSet& Scanner::rules() const { return *state_->rules; }

std::expected<std::vector<Finding>, ScanError> Scanner::scan(
    std::string_view text, const ScanOptions& options)
{
    if (text.size() > scan_bytes_max) {
        return std::unexpected(ScanError::too_large);
    }
    if (!state_->scratch) {
        return std::unexpected(ScanError::engine);
    }
    if (text.empty()) {
        return std::vector<Finding>();
    }
    const RuleSet::Impl& set = state_->rules->impl();
    std::vector<Candidate> candidates;
    FoundPlaces& places = state_->places;
    if (auto done = find_places(text, set, state_->scratch.get(), places); !done) {
        return std::unexpected(done.error());
    }
    if (auto done = confirm_tokens(text, set, places.tokens, candidates); !done) {
        return std::unexpected(done.error());
    }
    SourceText source(text, set, candidates);
    run_label_parsers(source, places.labels);
    widen_to_characters(text, candidates);
    drop_known_placeholders(text, options.known_ids, candidates);
    std::erase_if(candidates,
        [&](const Candidate& candidate) { return candidate.confidence < options.min_confidence; });
    std::vector<Finding> findings;
    for (const Candidate& candidate : resolve_overlaps(std::move(candidates))) {
        findings.push_back({candidate.begin, candidate.end, set.rules[candidate.rule].id,
            candidate.kind, candidate.confidence});
    }
    if (findings.size() > scan_findings_max) {
        return std::unexpected(ScanError::too_many);
    }
    return findings;
}

} // namespace redactor
