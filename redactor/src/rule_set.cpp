#include "redactor/rule_set.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>

#include "rule_file.h"
#include "rule_set_impl.h"

namespace redactor {
namespace {

constexpr std::array<std::string_view, detector_count> detector_words = {
    "assignment",
    "named-value",
    "markup",
    "prose",
    "pair",
    "url-userinfo",
    "authorization",
    "cookie",
    "private-key",
    "command-line",
    "sql",
    "encoded",
    "service-key",
};

RuleError error_at(const Rule& rule, std::string what)
{
    return {rule.file, rule.line, std::move(what)};
}

// The expression given to the finder: RE2 knows named things that Hyperscan does not, but captures mean nothing there.
std::expected<void, RuleError> compile_tokens(RuleSet::Impl& impl)
{
    std::vector<std::string> patterns;
    for (std::size_t i = 0; i < impl.rules.size(); ++i) {
        const Rule& rule = impl.rules[i];
        if (rule.pattern.empty()) {
            continue;
        }
        auto token = std::make_unique<TokenRule>();
        token->rule = i;
        if (!rule.validator.empty()) {
            const std::optional<Validator> validator = find_validator(rule.validator);
            if (!validator) {
                return std::unexpected(error_at(rule, "unknown validator"));
            }
            token->validator = *validator;
        }
        patterns.push_back(rule.pattern);
        impl.tokens.push_back(std::move(token));
    }
    auto compiled = compile_patterns(patterns);
    if (!compiled) {
        const Rule& rule = impl.rules[impl.tokens[compiled.error().index]->rule];
        return std::unexpected(error_at(rule, "pattern refused: " + compiled.error().what));
    }
    for (std::size_t i = 0; i < impl.tokens.size(); ++i) {
        impl.tokens[i]->width_bytes = compiled->width_bytes[i];
    }
    impl.token_database = std::move(compiled->database);
    return {};
}

std::expected<void, RuleError> compile_labels(RuleSet::Impl& impl)
{
    std::vector<std::string> literals;
    for (const Label& label : impl.words.labels) {
        literals.push_back(label.text);
    }
    auto compiled = compile_literals(literals);
    if (!compiled) {
        return std::unexpected(
            RuleError{"labels.yml", 0, "labels refused: " + compiled.error().what});
    }
    impl.label_database = std::move(*compiled);
    return {};
}

std::expected<void, RuleError> bind_detectors(RuleSet::Impl& impl)
{
    impl.detector_rules.fill(impl.rules.size());
    for (std::size_t i = 0; i < impl.rules.size(); ++i) {
        const Rule& rule = impl.rules[i];
        if (rule.detector.empty()) {
            continue;
        }
        const auto* word = std::find(detector_words.begin(), detector_words.end(), rule.detector);
        if (word == detector_words.end()) {
            return std::unexpected(error_at(rule, "unknown detector"));
        }
        std::size_t& slot =
            impl.detector_rules[static_cast<std::size_t>(word - detector_words.begin())];
        if (slot != impl.rules.size()) {
            return std::unexpected(error_at(rule, "another rule already names this detector"));
        }
        slot = i;
    }
    for (std::size_t i = 0; i < detector_count; ++i) {
        if (impl.detector_rules[i] == impl.rules.size()) {
            return std::unexpected(
                RuleError{"", 0, "no rule names the detector " + std::string(detector_words[i])});
        }
    }
    return {};
}

std::expected<void, RuleError> check_unique(const RuleSet::Impl& impl)
{
    if (impl.rules.size() > rules_max) {
        return std::unexpected(RuleError{"", 0, "more rules than rules_max"});
    }
    std::map<std::string_view, const Rule*> seen;
    for (const Rule& rule : impl.rules) {
        if (!seen.emplace(rule.id, &rule).second) {
            return std::unexpected(error_at(rule, "a rule of this id exists already"));
        }
    }
    return {};
}

std::expected<std::shared_ptr<const RuleSet>, RuleError> build(std::unique_ptr<RuleSet::Impl> impl)
{
    if (auto done = check_unique(*impl); !done) {
        return std::unexpected(done.error());
    }
    if (auto done = bind_detectors(*impl); !done) {
        return std::unexpected(done.error());
    }
    if (auto done = compile_tokens(*impl); !done) {
        return std::unexpected(done.error());
    }
    if (auto done = compile_labels(*impl); !done) {
        return std::unexpected(done.error());
    }
    return std::make_shared<const RuleSet>(std::move(impl));
}

std::expected<void, RuleError> add_rules(
    RuleSet::Impl& impl, std::string_view yaml, const std::string& file)
{
    auto rules = parse_rule_file(yaml, file);
    if (!rules) {
        return std::unexpected(rules.error());
    }
    std::move(rules->begin(), rules->end(), std::back_inserter(impl.rules));
    return {};
}

std::expected<std::unique_ptr<RuleSet::Impl>, RuleError> read_builtin()
{
    auto impl = std::make_unique<RuleSet::Impl>();
    for (const EmbeddedFile& file : embedded_rule_files()) {
        if (auto done = add_rules(*impl, file.content, std::string(file.name)); !done) {
            return std::unexpected(done.error());
        }
    }
    for (const EmbeddedFile& file : embedded_word_files()) {
        if (auto done = read_word_file(file.content, std::string(file.name), impl->words); !done) {
            return std::unexpected(done.error());
        }
    }
    return impl;
}

std::expected<void, RuleError> add_folder(RuleSet::Impl& impl, const std::filesystem::path& folder)
{
    std::error_code failed;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
        entry.increment(failed)) {
        if (entry->path().extension() == ".yml" || entry->path().extension() == ".yaml") {
            files.push_back(entry->path());
        }
    }
    if (failed) {
        return std::unexpected(RuleError{folder.string(), 0, "the folder cannot be read"});
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& path : files) {
        std::ifstream in(path, std::ios::binary);
        const std::string yaml(
            (std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        if (!in || yaml.size() > rule_file_bytes_max) {
            return std::unexpected(RuleError{
                path.string(), 0, "the file cannot be read or is larger than rule_file_bytes_max"});
        }
        if (auto done = add_rules(impl, yaml, path.string()); !done) {
            return std::unexpected(done.error());
        }
    }
    return {};
}

} // namespace

RuleSet::RuleSet(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
RuleSet::~RuleSet() = default;

std::expected<std::shared_ptr<const RuleSet>, RuleError> RuleSet::builtin() { return load({}); }

std::expected<std::shared_ptr<const RuleSet>, RuleError> RuleSet::load(
    std::span<const std::filesystem::path> folders)
{
    auto impl = read_builtin();
    if (!impl) {
        return std::unexpected(impl.error());
    }
    for (const std::filesystem::path& folder : folders) {
        if (auto done = add_folder(**impl, folder); !done) {
            return std::unexpected(done.error());
        }
    }
    return build(std::move(*impl));
}

std::vector<RuleInfo> RuleSet::rules() const
{
    std::vector<RuleInfo> out;
    for (const Rule& rule : impl_->rules) {
        out.push_back({rule.id, rule.name, rule.kind, rule.confidence, rule.priority, rule.source,
            rule.examples.size(), rule.counter_examples.size()});
    }
    return out;
}

} // namespace redactor
