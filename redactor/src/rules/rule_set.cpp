#include "redactor/rule_set.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "rules/rule_compiler.h"
#include "rules/rule_package.h"

namespace redactor {
namespace {

std::expected<std::unique_ptr<RuleSet::Impl>, RuleError> read_builtin()
{
    std::optional<ReadPackage> package = read_package(embedded_package());
    if (!package) {
        return std::unexpected(RuleError{"", 0, "the built-in rules are damaged"});
    }
    if (!package->has_databases) {
        if (auto done = compile_databases(*package->impl); !done) {
            return std::unexpected(done.error());
        }
    }
    return std::move(package->impl);
}

std::expected<void, RuleError> read_folder(
    const std::filesystem::path& folder, std::vector<SourceFile>& out)
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
    if (files.empty()) {
        return std::unexpected(
            RuleError{folder.string(), 0, "the folder holds no rule file (*.yml or *.yaml)"});
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& path : files) {
        if (!std::filesystem::is_regular_file(path, failed)) {
            return std::unexpected(RuleError{path.string(), 0, "is not a plain file"});
        }
        std::ifstream in(path, std::ios::binary);
        std::string yaml((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        if (!in || yaml.size() > rule_file_bytes_max) {
            return std::unexpected(RuleError{
                path.string(), 0, "the file cannot be read or is larger than rule_file_bytes_max"});
        }
        out.push_back({path.string(), std::move(yaml)});
    }
    return {};
}

// The lines `check` writes by itself.
std::size_t service_example_count(const Rule& rule)
{
    return rule.names.size() * std::max<std::size_t>(1, rule.key_texts.size()) * service_line_count;
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
    std::vector<SourceFile> files;
    for (const std::filesystem::path& folder : folders) {
        if (auto done = read_folder(folder, files); !done) {
            return std::unexpected(done.error());
        }
    }
    if (auto done = add_rule_files(**impl, files); !done) {
        return std::unexpected(done.error());
    }
    for (SourceFile& file : files) {
        (*impl)->own_texts.push_back(std::move(file.content));
    }
    return std::make_shared<const RuleSet>(std::move(*impl));
}

std::span<const std::string> RuleSet::own_texts() const { return impl_->own_texts; }

std::vector<RuleInfo> RuleSet::rules() const
{
    std::vector<RuleInfo> out;
    for (const Rule& rule : impl_->rules) {
        std::size_t width = 0;
        for (const KeyShape& key : rule.keys) {
            width = std::max(width, key.width_bytes());
        }
        out.push_back({rule.id, rule.name, rule.kind, rule.confidence, rule.priority, rule.source,
            std::string_view(rule.id).substr(0, rule.id.find('.')), rule.validator, width,
            rule.examples.size() + service_example_count(rule), rule.counter_examples.size()});
    }
    for (const auto& token : impl_->tokens) {
        out[token->rule].width_bytes = token->width_bytes;
    }
    return out;
}

} // namespace redactor
