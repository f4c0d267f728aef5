#include "redactor/scanner.h"

#include <algorithm>
#include <cstring>

#include "char_class.h"
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
};

namespace {

struct TokenEvents {
    std::size_t first_token = 0;
    std::vector<TokenEvent> events;
    std::vector<std::size_t> last_of_token; // index into events, or npos
    bool overflow = false;
};

constexpr std::size_t no_event = static_cast<std::size_t>(-1);

int on_token(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context)
{
    auto& state = *static_cast<TokenEvents*>(context);
    const std::size_t token = state.first_token + id;
    std::size_t& last = state.last_of_token[token];
    // A pattern with a variable tail reports each longer end: they are one event.
    if (last != no_event && state.events[last].last_end + 1 >= to) {
        state.events[last].last_end = to;
        return 0;
    }
    if (state.events.size() >= scan_events_max) {
        state.overflow = true;
        return 1;
    }
    last = state.events.size();
    state.events.push_back({static_cast<std::uint32_t>(token), to, to});
    return 0;
}

struct LabelHits {
    const std::vector<Label>* labels = nullptr;
    std::vector<LabelHit> hits;
    bool overflow = false;
};

int on_label(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context)
{
    auto& state = *static_cast<LabelHits*>(context);
    if (state.hits.size() >= scan_events_max) {
        state.overflow = true;
        return 1;
    }
    state.hits.push_back({to - (*state.labels)[id].text.size(), to, id});
    return 0;
}

std::expected<void, ScanError> run_engine(const hs_database_t* database, std::string_view text,
    hs_scratch_t* scratch, match_event_handler handler, void* context, const bool& overflow)
{
    const hs_error_t result = hs_scan(
        database, text.data(), static_cast<unsigned>(text.size()), 0, scratch, handler, context);
    if (overflow) {
        return std::unexpected(ScanError::too_many);
    }
    if (result != HS_SUCCESS) {
        return std::unexpected(ScanError::engine);
    }
    return {};
}

std::expected<void, ScanError> find_tokens(std::string_view text, const RuleSet::Impl& set,
    hs_scratch_t* scratch, std::vector<Candidate>& out)
{
    TokenEvents tokens;
    tokens.last_of_token.assign(set.tokens.size(), no_event);
    for (const TokenDatabase& database : set.token_databases) {
        tokens.first_token = database.first_token;
        if (auto done = run_engine(
                database.database.get(), text, scratch, on_token, &tokens, tokens.overflow);
            !done) {
            return done;
        }
    }
    return confirm_tokens(text, set, tokens.events, out);
}

std::expected<void, ScanError> find_labelled(std::string_view text, const RuleSet::Impl& set,
    hs_scratch_t* scratch, std::vector<Candidate>& out)
{
    LabelHits labels;
    labels.labels = &set.words.labels;
    if (auto done =
            run_engine(set.label_database.get(), text, scratch, on_label, &labels, labels.overflow);
        !done) {
        return done;
    }
    SourceText source(text, set, out);
    run_label_parsers(source, std::move(labels.hits));
    return {};
}

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
    for (const auto part : {find_tokens, find_labelled}) {
        if (auto done = part(text, set, state_->scratch.get(), candidates); !done) {
            return std::unexpected(done.error());
        }
    }
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
