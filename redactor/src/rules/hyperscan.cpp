#include "rules/hyperscan.h"

#include <cstdint>
#include <cstdlib>

#include "redactor/rule_set.h"

namespace redactor {
namespace {

struct CompileErrorDeleter {
    void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};
using EngineError = std::unique_ptr<hs_compile_error_t, CompileErrorDeleter>;

// Zero features and the generic tuning: the database then runs on any x86-64.
constexpr hs_platform_info_t lowest_platform = {HS_TUNE_FAMILY_GENERIC, 0, 0, 0};

CompileError compile_error(const EngineError& error)
{
    const bool known = error && error->expression >= 0;
    return {known ? static_cast<std::size_t>(error->expression) : 0,
        error && error->message != nullptr ? std::string(error->message)
                                           : std::string("the engine refused the expressions")};
}

unsigned flags_of(const Expression& expression)
{
    return expression.caseless ? HS_FLAG_CASELESS : 0U;
}

std::vector<unsigned> numbers(std::size_t count)
{
    std::vector<unsigned> out(count);
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = static_cast<unsigned>(i);
    }
    return out;
}

} // namespace

std::expected<std::size_t, std::string> width_of(const Expression& expression)
{
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* raw = nullptr;
    const hs_error_t result =
        hs_expression_info(expression.pattern.c_str(), flags_of(expression), &info, &raw);
    const EngineError error(raw);
    if (result != HS_SUCCESS) {
        return std::unexpected(compile_error(error).what);
    }
    const std::size_t width = info->max_width;
    const std::size_t least = info->min_width;
    std::free(info); // NOLINT: allocated by the engine with malloc
    if (width == UINT32_MAX || width > rule_width_bytes_max) {
        return std::unexpected(std::string(
            "the pattern has no bound or one above 1024 bytes: write {1,64} instead of + or *"));
    }
    if (least == 0) {
        return std::unexpected(std::string("the pattern matches nothing at all"));
    }
    return width;
}

std::expected<CompiledPatterns, CompileError> compile_patterns(
    const std::vector<Expression>& expressions)
{
    CompiledPatterns out;
    std::vector<const char*> patterns;
    std::vector<unsigned> flags;
    for (std::size_t i = 0; i < expressions.size(); ++i) {
        const auto width = width_of(expressions[i]);
        if (!width) {
            return std::unexpected(CompileError{i, width.error()});
        }
        out.width_bytes.push_back(*width);
        patterns.push_back(expressions[i].pattern.c_str());
        flags.push_back(flags_of(expressions[i]));
    }
    const std::vector<unsigned> ids = numbers(patterns.size());
    hs_database_t* database = nullptr;
    hs_compile_error_t* raw = nullptr;
    const hs_error_t result = hs_compile_multi(patterns.data(), flags.data(), ids.data(),
        static_cast<unsigned>(patterns.size()), HS_MODE_BLOCK, &lowest_platform, &database, &raw);
    const EngineError error(raw);
    if (result != HS_SUCCESS) {
        return std::unexpected(compile_error(error));
    }
    out.database.reset(database);
    return out;
}

std::string serialize(const hs_database_t* database)
{
    char* bytes = nullptr;
    std::size_t size = 0;
    if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS) {
        return {};
    }
    std::string out(bytes, size);
    std::free(bytes); // NOLINT: allocated by the engine with malloc
    return out;
}

std::expected<Database, DatabaseFault> deserialize(std::string_view bytes)
{
    hs_database_t* database = nullptr;
    const hs_error_t result = hs_deserialize_database(bytes.data(), bytes.size(), &database);
    if (result == HS_DB_VERSION_ERROR || result == HS_DB_PLATFORM_ERROR) {
        return std::unexpected(DatabaseFault::other_engine);
    }
    if (result != HS_SUCCESS) {
        return std::unexpected(DatabaseFault::damaged);
    }
    return Database(database);
}

Scratch make_scratch(const std::vector<const hs_database_t*>& databases)
{
    hs_scratch_t* scratch = nullptr;
    for (const hs_database_t* database : databases) {
        if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) {
            hs_free_scratch(scratch);
            return nullptr;
        }
    }
    return Scratch(scratch);
}

} // namespace redactor
