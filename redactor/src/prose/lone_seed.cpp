#include "prose/lone_seed.h"

#include <string_view>

#include "text/char_class.h"
#include "text/value_shape.h"
#include "values/word_strength.h"

namespace redactor {

void parse_lone_seed(SourceText& source)
{
    constexpr std::size_t seed_bytes_max = 80;
    const std::string_view text = source.text();
    if (text.size() > seed_bytes_max) {
        return;
    }
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    const std::size_t end = text.find_last_not_of(" \t\r\n") + 1;
    if (begin == std::string_view::npos) {
        return;
    }
    const std::string_view word = text.substr(begin, end - begin);
    const bool length = word.size() == 16 || word.size() == 26 || word.size() == 32 ||
                        word.size() == 52 || word.size() == 56 || word.size() == 64;
    std::size_t numbers = 0; // one alone is that of an invoice or a model
    for (std::size_t i = 1; i < word.size(); ++i) {
        numbers += is_digit(word[i]) && !is_digit(word[i - 1]) ? 1U : 0U;
    }
    if (length && numbers > 1 && is_base32_seed(word) && is_random_looking(word)) {
        source.add(Detector::prose, begin, end, Kind::otp_seed, Confidence::medium);
    }
}

} // namespace redactor
