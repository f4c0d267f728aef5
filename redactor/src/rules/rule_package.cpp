#include "rules/rule_package.h"

#include <algorithm>

#include "rules/byte_archive.h"
#include "rules/rule_compiler.h"

namespace redactor {
namespace {

constexpr std::string_view magic = "TVRULES2";
constexpr std::size_t head_bytes = 16;

// Each step is a bijection of the state, so one flipped bit always changes the result.
std::uint64_t checksum_of(std::string_view bytes)
{
    std::uint64_t state = bytes.size();
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        const std::size_t size = std::min(bytes.size(), sizeof word);
        std::memcpy(&word, bytes.data(), size);
        state = (state ^ word) * 1099511628211U;
        state = (state << 29U) | (state >> 35U);
        bytes.remove_prefix(size);
    }
    return state;
}

} // namespace

// The members of a type, for both directions: Type is const when Archive writes.
template <typename Archive, typename Type>
    requires std::is_same_v<std::remove_const_t<Type>, Rule>
void visit_members(Archive& archive, Type& rule)
{
    archive(rule.id);
    archive(rule.name);
    archive(rule.kind);
    archive(rule.pattern);
    archive(rule.anchor);
    archive(rule.detector);
    archive(rule.validator);
    archive(rule.names);
    archive(rule.common_name);
    archive(rule.key_texts);
    archive(rule.confidence);
    archive(rule.priority);
    archive(rule.must_look_random);
    archive(rule.whole_token);
    archive(rule.literal);
    archive(rule.unless);
    archive(rule.source);
    archive(rule.examples);
    archive(rule.counter_examples);
    archive(rule.file);
    archive(rule.line);
}

template <typename Archive, typename Type>
    requires std::is_same_v<std::remove_const_t<Type>, Label>
void visit_members(Archive& archive, Type& label)
{
    archive(label.text);
    archive(label.label_class);
    archive(label.glued);
    archive(label.prose);
    archive(label.ascii);
    archive(label.network);
    archive(label.strong);
    archive(label.service_rule);
    archive(label.name_bytes);
}

// Sorted, so that the same rules give the same bytes.
void visit_set(ByteWriter& archive, const WordSet& words)
{
    std::vector<std::string> sorted(words.begin(), words.end());
    std::sort(sorted.begin(), sorted.end());
    archive(sorted);
}

void visit_set(ByteReader& archive, WordSet& words)
{
    std::size_t count = 0;
    archive(count);
    for (std::size_t i = 0; i < count && archive.ok(); ++i) {
        words.insert(archive.view());
    }
}

template <typename Archive, typename Type>
    requires std::is_same_v<std::remove_const_t<Type>, WordLists>
void visit_members(Archive& archive, Type& words)
{
    archive(words.labels);
    archive(words.cjk_copulas);
    archive(words.cjk_endings);
    archive(words.message_runs);
    for (auto* set : WordLists::sets_of(words)) {
        visit_set(archive, *set);
    }
}

std::string write_package(const RuleSet::Impl& impl)
{
    ByteWriter archive;
    archive(impl.rules);
    visit_members(archive, impl.words);
    for (const auto& token : impl.tokens) {
        archive(token->width_bytes);
    }
    archive(impl.finders.size());
    for (const Finder& finder : impl.finders) {
        archive(finder.targets);
        archive(finder.where);
        archive(serialize(finder.database.get()));
    }
    const std::uint64_t checksum = checksum_of(archive.bytes());
    std::string out(magic);
    out.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    return out + archive.bytes();
}

std::optional<ReadPackage> read_package(std::string_view bytes)
{
    std::uint64_t checksum = 0;
    if (bytes.size() < head_bytes || bytes.substr(0, magic.size()) != magic) {
        return std::nullopt;
    }
    std::memcpy(&checksum, bytes.data() + magic.size(), sizeof checksum);
    if (checksum != checksum_of(bytes.substr(head_bytes))) {
        return std::nullopt;
    }
    ByteReader archive(bytes.substr(head_bytes));
    auto impl = std::make_unique<RuleSet::Impl>();
    archive(impl->rules);
    visit_members(archive, impl->words);
    if (!archive.ok() || !bind_rules(*impl)) {
        return std::nullopt;
    }
    impl->services = ServiceNames(impl->words.labels);
    for (const auto& token : impl->tokens) {
        archive(token->width_bytes);
    }
    std::size_t finder_count = 0;
    archive(finder_count);
    bool fits = true;
    for (std::size_t i = 0; i < finder_count && archive.ok(); ++i) {
        Finder finder;
        archive(finder.targets);
        archive(finder.where);
        auto database = deserialize(archive.view());
        if (!database && database.error() != DatabaseFault::other_engine) {
            return std::nullopt;
        }
        fits = fits && database.has_value();
        finder.database = database ? std::move(*database) : nullptr;
        impl->finders.push_back(std::move(finder));
    }
    if (!archive.ok() || !archive.at_end()) {
        return std::nullopt;
    }
    if (!fits) {
        impl->finders.clear();
    }
    return ReadPackage{std::move(impl), fits};
}

} // namespace redactor
