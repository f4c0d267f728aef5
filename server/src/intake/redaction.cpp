#include "intake/redaction.h"

#include "redactor/copies.h"
#include "redactor/rewrite.h"
#include "vault/assert.h"

#include <algorithm>
#include <map>
#include <utility>

namespace server::intake {

namespace {

// A finding with the value it stands for: of a copy that is the confirmed value, not the copy's escaped spelling.
struct Place {
    redactor::Finding finding;
    std::string_view value;
};

struct PartState {
    Part part;
    std::vector<Place> places;
    bool whole = false;
};

bool is_sealed(const PartState& state, const Place& place)
{
    return !state.whole && state.part.treatment == Treatment::seal &&
           place.finding.kind != redactor::Kind::payment_card;
}

std::size_t pieces_of(std::string_view text)
{
    // A piece may end up to three bytes early, in front of a character that would be cut.
    return (text.size() + vault::credential_value_bytes_max - 4) /
           (vault::credential_value_bytes_max - 3);
}

class Redactor {
public:
    Redactor(std::span<const Part> parts, const RedactionTerms& terms, vault::Random& random)
        : terms_{terms}, random_{random}
    {
        for (const Part& part : parts) {
            states_.push_back({part, {}, false});
        }
    }

    void take_findings(std::span<const ScanResult> scans)
    {
        TV_ASSERT(scans.size() == states_.size());
        for (std::size_t index = 0; index < states_.size(); ++index) {
            PartState& state = states_[index];
            if (!scans[index]) {
                state.whole = true;
                continue;
            }
            for (const redactor::Finding& finding : *scans[index]) {
                const std::string_view value =
                    state.part.text.substr(finding.begin, finding.end - finding.begin);
                state.whole = state.whole || value.size() > vault::credential_value_bytes_max;
                state.places.push_back({finding, value});
            }
        }
    }

    // Copies are looked for once every part has said what it confirms.
    void take_copies(std::span<const KnownValue> known_before)
    {
        known_before_ = known_before;
        std::vector<redactor::KnownValue> known;
        std::map<std::string_view, bool> seen;
        const auto learn = [&](std::string_view value, redactor::Kind kind) {
            if (known.size() < redactor::copy_values_max && seen.emplace(value, true).second) {
                known.push_back({value, kind});
            }
        };
        for (const KnownValue& value : known_before) {
            learn(value.value, value.kind);
            if (value.held_by) {
                ids_.emplace(value.value, Known{*value.held_by, value.kind});
            }
        }
        for (const PartState& state : states_) {
            for (const Place& place : state.places) {
                learn(place.value, place.finding.kind);
            }
        }
        if (known.empty()) {
            return;
        }
        for (PartState& state : states_) {
            if (!state.whole && !state.part.text.empty()) {
                add_copies(state, known);
            }
        }
    }

    void seal_whole_where_needed()
    {
        while (credentials_count() > terms_.credentials_max) {
            const auto fullest = std::ranges::max_element(
                states_, {}, [this](const PartState& state) { return gain_of_whole(state); });
            if (fullest == states_.end() || gain_of_whole(*fullest) <= 0) {
                return; // the vault refuses what is still too many
            }
            fullest->whole = true;
        }
    }

    Redaction finish()
    {
        Redaction out;
        for (PartState& state : states_) {
            std::vector<redactor::Edit> edits;
            if (!state.whole) {
                edits = edits_of(state, out);
            }
            std::string text = redactor::apply_edits(state.part.text, edits);
            if (!state.whole && text.size() > state.part.stored_bytes_max) {
                state.whole = true;
            }
            if (state.whole) {
                text = seal_whole(state.part, out);
                edits.clear();
            }
            out.known.push_back(state.whole ? std::set<std::size_t>{} : known_in(state));
            out.sealed_whole.push_back(state.whole);
            out.texts.push_back(std::move(text));
            out.edits.push_back(std::move(edits));
        }
        // A part that turned out too long after its values were sealed leaves credentials that no text names.
        drop_unnamed(out);
        return out;
    }

private:
    // A copy's value is the known one, whatever its spelling.
    std::set<std::size_t> known_in(const PartState& state) const
    {
        std::set<std::size_t> numbers;
        for (const Place& place : state.places)
            for (std::size_t i = 0; i < known_before_.size(); ++i)
                if (is_sealed(state, place) && known_before_[i].value == place.value)
                    numbers.insert(i);
        return numbers;
    }

    static void add_copies(PartState& state, std::span<const redactor::KnownValue> known)
    {
        std::vector<redactor::Finding> taken;
        for (const Place& place : state.places) {
            taken.push_back(place.finding);
        }
        const auto copies = redactor::find_copies(state.part.text, known, taken);
        if (!copies) {
            state.whole = true;
            return;
        }
        for (const redactor::Copy& copy : *copies) {
            state.places.push_back({copy.finding, known[copy.value_index].value});
        }
        std::ranges::sort(state.places, {}, [](const Place& place) { return place.finding.begin; });
    }

    std::size_t distinct_values(const PartState* only) const
    {
        std::vector<std::string_view> values;
        for (const PartState& state : states_) {
            if (only != nullptr && only != &state) {
                continue;
            }
            for (const Place& place : state.places) {
                if (is_sealed(state, place)) {
                    values.push_back(place.value);
                }
            }
        }
        std::ranges::sort(values);
        const auto repeated = std::ranges::unique(values);
        return values.size() - repeated.size();
    }

    std::size_t credentials_count() const
    {
        std::size_t count = distinct_values(nullptr);
        for (const PartState& state : states_) {
            count += state.whole && state.part.treatment == Treatment::seal
                         ? pieces_of(state.part.text)
                         : 0;
        }
        return count;
    }

    std::ptrdiff_t gain_of_whole(const PartState& state) const
    {
        return static_cast<std::ptrdiff_t>(distinct_values(&state)) -
               static_cast<std::ptrdiff_t>(pieces_of(state.part.text));
    }

    vault::NewCredential& add(Redaction& out, vault::Source source, redactor::Kind kind,
        std::string_view rule, std::string_view value)
    {
        return out.found.emplace_back(vault::NewCredential{
            .id = vault::CredentialId::random(random_),
            .source = source,
            .kind = std::string{redactor::to_string(kind)},
            .rule = std::string{rule},
            .label = {},
            .value = vault::Secret::copy_of(value),
            .expires_at = terms_.expires_at,
            .unseals_max = 0,
            .consent = vault::Consent::ask,
            .attachment = terms_.attachment,
        });
    }

    // `redactor::edits_of` asks for the replacements in the order of the findings.
    std::vector<redactor::Edit> edits_of(const PartState& state, Redaction& out)
    {
        std::vector<redactor::Finding> findings;
        for (const Place& place : state.places) {
            findings.push_back(place.finding);
        }
        std::size_t next = 0;
        return redactor::edits_of(
            state.part.text, findings,
            [&](const redactor::Finding& finding) {
                const Place& place = state.places[next++];
                if (!is_sealed(state, place)) {
                    return redactor::mask(finding);
                }
                auto known = ids_.find(place.value);
                if (known == ids_.end()) {
                    const auto& credential =
                        add(out, vault::Source::found, finding.kind, finding.rule, place.value);
                    known =
                        ids_.emplace(place.value, Known{credential.id.to_string(), finding.kind})
                            .first;
                }
                return redactor::placeholder(known->second.kind, known->second.id);
            },
            terms_.known_ids);
    }

    std::string seal_whole(const Part& part, Redaction& out)
    {
        if (part.treatment == Treatment::mask) {
            return redactor::mask(redactor::Finding{});
        }
        std::string text;
        std::string_view rest = part.text;
        while (!rest.empty()) {
            std::size_t size = std::min(rest.size(), vault::credential_value_bytes_max);
            while (
                size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0U) == 0x80U) {
                --size;
            }
            const auto& credential =
                add(out, vault::Source::unscanned, redactor::Kind::other, {}, rest.substr(0, size));
            text += text.empty() ? "" : "\n";
            text += redactor::placeholder(redactor::Kind::other, credential.id.to_string());
            rest.remove_prefix(size);
        }
        return text;
    }

    struct Known {
        std::string id;
        redactor::Kind kind;
    };

    RedactionTerms terms_;
    vault::Random& random_;
    std::span<const KnownValue> known_before_;
    std::vector<PartState> states_;
    std::map<std::string_view, Known> ids_; // found value -> its credential
};

} // namespace

void drop_unnamed(Redaction& redaction)
{
    std::erase_if(redaction.found, [&](const vault::NewCredential& credential) {
        const std::string id = credential.id.to_string();
        return std::ranges::none_of(redaction.texts,
            [&](const std::string& text) { return text.find(id) != std::string::npos; });
    });
}

Redaction redact(std::span<const Part> parts, std::span<const ScanResult> scans,
    std::span<const KnownValue> known, const RedactionTerms& terms, vault::Random& random)
{
    Redactor redactor{parts, terms, random};
    redactor.take_findings(scans);
    redactor.take_copies(known);
    redactor.seal_whole_where_needed();
    return redactor.finish();
}

} // namespace server::intake
