#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <hs/hs.h>

namespace redactor {

struct DatabaseDeleter {
    void operator()(hs_database_t* database) const { hs_free_database(database); }
};
struct ScratchDeleter {
    void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};
using Database = std::unique_ptr<hs_database_t, DatabaseDeleter>;
using Scratch = std::unique_ptr<hs_scratch_t, ScratchDeleter>;

// Index of the expression that does not compile, or whose width is not bounded, and why.
struct CompileError {
    std::size_t index = 0;
    std::string what;
};

struct Expression {
    std::string pattern;
    bool caseless = false; // of ASCII letters
};

struct CompiledPatterns {
    Database database;
    std::vector<std::size_t> width_bytes; // the longest match of each expression
};

// The longest match of an expression in bytes, or why it has no bound that a rule may have.
std::expected<std::size_t, std::string> width_of(const Expression& expression);

// Block-mode databases without start of match, for the lowest platform so that a package runs on every machine.
// The id of each expression is its index. Patterns must have a bounded width.
std::expected<CompiledPatterns, CompileError> compile_patterns(
    const std::vector<Expression>& expressions);

// A database as bytes and back. The engine checks its own checksum, version and platform.
enum class DatabaseFault { damaged, other_engine };
std::string serialize(const hs_database_t* database);
std::expected<Database, DatabaseFault> deserialize(std::string_view bytes);

// Scratch that serves all the databases given. Null when memory is short.
Scratch make_scratch(const std::vector<const hs_database_t*>& databases);

} // namespace redactor
