#include "scan/find_places.h"

#include <algorithm>

#include "values/identifier.h"

namespace redactor {
namespace {

constexpr std::size_t no_event = static_cast<std::size_t>(-1);

struct Collector {
    std::string_view text;
    const RuleSet::Impl& set;
    FoundPlaces& out;
    const std::uint32_t* targets = nullptr;
    std::size_t base = 0; // where the text given to the engine begins
    bool overflow = false;

    bool full() const { return out.tokens.size() + out.labels.size() >= scan_events_max; }

    int add_token(std::uint32_t token, std::size_t to)
    {
        std::size_t& last = out.last_of_token[token];
        // A pattern with a variable tail reports each longer end: they are one event.
        if (last != no_event && out.tokens[last].last_end + 1 >= to) {
            out.tokens[last].last_end = to;
            return 0;
        }
        overflow = full();
        last = out.tokens.size();
        out.tokens.push_back({token, to, to});
        return overflow ? 1 : 0;
    }

    int add_label(std::uint32_t label, std::size_t to)
    {
        const Label& what = set.words.labels[label];
        const LabelHit hit{static_cast<std::uint32_t>(to - what.text.size()),
            static_cast<std::uint32_t>(to), label};
        if (!stands_alone(text, hit, what)) {
            return 0;
        }
        overflow = full();
        out.labels.push_back(hit);
        return overflow ? 1 : 0;
    }
};

int on_match(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context)
{
    auto& collector = *static_cast<Collector*>(context);
    const std::uint32_t target = collector.targets[id];
    const std::size_t at = collector.base + static_cast<std::size_t>(to);
    return (target & label_target) != 0 ? collector.add_label(target & ~label_target, at)
                                        : collector.add_token(target, at);
}

std::expected<void, ScanError> run(
    Collector& collector, const Finder& finder, std::string_view text, hs_scratch_t* scratch)
{
    const hs_error_t result = hs_scan(finder.database.get(), text.data(),
        static_cast<unsigned>(text.size()), 0, scratch, on_match, &collector);
    if (collector.overflow) {
        return std::unexpected(ScanError::too_many);
    }
    if (result != HS_SUCCESS) {
        return std::unexpected(ScanError::engine);
    }
    return {};
}

} // namespace

std::expected<void, ScanError> find_places(
    std::string_view text, const RuleSet::Impl& set, hs_scratch_t* scratch, FoundPlaces& out)
{
    out.tokens.clear();
    out.labels.clear();
    out.last_of_token.assign(set.tokens.size(), no_event);
    Collector collector{text, set, out};
    std::expected<void, ScanError> done;
    const auto run_finder = [&](const Finder& finder, std::size_t begin, std::size_t end) {
        collector.targets = finder.targets.data();
        collector.base = begin;
        done = run(collector, finder, text.substr(begin, end - begin), scratch);
        return done.has_value();
    };
    for (const Finder& finder : set.finders) {
        if (finder.where == Where::anywhere && !run_finder(finder, 0, text.size())) {
            return done;
        }
    }
    find_dense_ranges(text, out.dense);
    for (const Finder& finder : set.finders) {
        for_each_dense_part(out.dense, finder.where, [&](const TextRange& part) {
            return done && run_finder(finder, part.begin, part.end);
        });
    }
    for (const Finder& finder : set.finders) {
        if (done && finder.where == Where::digit_groups) {
            for_each_digit_range(text,
                [&](const TextRange& range) { return run_finder(finder, range.begin, range.end); });
        }
    }
    return done;
}

} // namespace redactor
