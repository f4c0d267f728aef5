#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace redactor {

// An example of a rule file, ready to be scanned. In the file an example may hold
//     <alnum:36>   runs of a character class and all else that key_shape.h knows; they expand to the same characters for the
//                  same seed, so that no value which another scanner could take for a live key has to be kept in the repository;
//     {{ … }}      around the secret, when it is not the whole example.
struct ExampleText {
    std::string text;
    std::optional<std::size_t> begin; // of the marked secret
    std::size_t end = 0;
};

// `seed` is the rule's id.
ExampleText expand_example(std::string_view example, std::string_view seed);

} // namespace redactor
