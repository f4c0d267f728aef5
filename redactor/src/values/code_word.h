#pragma once

#include <cstddef>
#include <string_view>

#include "values/source_text.h"

namespace redactor {

// Whether the word alone tells that it is code or markup and no value: a call of a member (client.Logical().Write), a value of
// a type (&v1.Secret{}), the tag of a field (bytes,1,opt,name=key), an argument (status_code=500), a role of a document
// (attr:`~Field.name`), an end of words in bold (**Note), a bracket that closes what other words opened (3306)/shop?tls=true), a
// package and its version (api@v0.83.0), an advisory (GHSA-…).
bool is_code_word(std::string_view word);

// Whether what stands between quotes is code: what a framework demands of a field (required|min:8), a type (list[Secret]), tags
// of a field (json:"token"), a pattern (^.{8,32}$), an object whose members are read by themselves, or what stands between two
// literals ("a" +x+ "b").
bool is_quoted_code(std::string_view value);

// form.apiToken, v4.ErrNotFound: the member of something, with a hump in it.
bool is_member_name(std::string_view word);

// server.client.retry.max: three or more names, none of which looks random.
bool is_dotted_name(std::string_view word);

// TokenReviewSpec, V1NodeSelector: words with capitals, run together.
bool is_type_name(std::string_view word);

// Whether the value [begin, end) is a name that a call hands over: newClient(cfg.Host, cfg.Token, timeoutSeconds).
bool is_call_argument(const SourceText& source, std::size_t begin, std::size_t end);

// Whether the value [begin, end) is a name in a list of them, each in quotes: ["user", "password", "is_active"].
bool is_listed_name(const SourceText& source, std::size_t begin, std::size_t end);

} // namespace redactor
