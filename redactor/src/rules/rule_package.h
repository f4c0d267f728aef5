#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rules/rule_set_impl.h"

namespace redactor {

// A compiled rule set as bytes, so that a program starts without parsing or compiling:
//     magic (8 bytes)   checksum of all that follows (8 bytes, this machine's byte order)   members in the order of rule_package.cpp
// Made by the tool compile_rules at build time and linked into the library.

std::string write_package(const RuleSet::Impl& impl);

struct ReadPackage {
    std::unique_ptr<RuleSet::Impl> impl;
    bool has_databases =
        true; // false: they were made by another version of the engine and must be compiled anew
};

// Nothing when a byte is not as it was written: a damaged package is never used in part.
std::optional<ReadPackage> read_package(std::string_view bytes);

// The package linked into this program; empty in the tool that makes it.
std::string_view embedded_package();

} // namespace redactor
