#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// The name [begin, end) of a rule's service stands in or before a call that opens a session with it, and quoted keys are the
// call's arguments: `coda = Coda('…')`, `new \MessageBird\Client('…')`, `Geckoboard.client('…')`. Calls that name a thing of the
// service (`getProject("…")`) are none of them. True when a key was reported.
bool add_key_of_call(SourceText& source, std::size_t rule, std::size_t begin, std::size_t end);

// The name stands in the comment at the end of a line of code that holds the key: `new Api('…'); // Razorpay`.
bool add_key_before_comment(
    SourceText& source, std::size_t rule, std::size_t begin, std::size_t end);

} // namespace redactor
