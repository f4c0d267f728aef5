#pragma once

#include <string_view>

#include "values/source_text.h"
#include "values/value_reader.h"

namespace redactor {

// Reasons why a value behind a label is no secret. They apply in this order; all are about the value and what follows it.
bool is_dummy(const WordLists& words,
    std::string_view value); // <password>, ${X}, ****, changeme-like words, null
bool is_password_hash(
    std::string_view value); // $2y$…, {SSHA}…, *92FD…: one-way, left to the reader
bool is_path_or_url(std::string_view value);
bool is_interface_text(
    std::string_view value); // sentences, Title Case, other scripts without digits
bool is_source_code(
    const SourceText& source, const Value& value); // calls, member access, types, variables

// All of them; a chosen phrase (phrase.h) is no text of the interface.
bool is_vetoed(const SourceText& source, const Value& value, bool is_phrase = false);

} // namespace redactor
