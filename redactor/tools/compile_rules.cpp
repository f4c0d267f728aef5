// Compiles rule and word files into the package that is linked into the library. Runs at build time.
//
//   compile_rules OUTPUT RULE_FILE… --words WORD_FILE…
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "rules/rule_compiler.h"
#include "rules/rule_package.h"

// This program makes the package, so it has none.
std::string_view redactor::embedded_package() { return {}; }

namespace {

redactor::SourceFile read(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return {path.substr(path.rfind('/') + 1), std::move(content)};
}

} // namespace

int main(int argc, char* argv[])
{
    std::vector<redactor::SourceFile> rules;
    std::vector<redactor::SourceFile> words;
    bool are_words = false;
    for (int i = 2; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--words") {
            are_words = true;
        } else {
            (are_words ? words : rules).push_back(read(argv[i]));
        }
    }
    const auto impl = redactor::compile_rule_set(rules, words);
    if (!impl) {
        static_cast<void>(std::fprintf(stderr, "%s:%zu: %s\n", impl.error().file.c_str(),
            impl.error().line, impl.error().what.c_str()));
        return 1;
    }
    const std::string package = redactor::write_package(**impl);
    std::ofstream out(argv[1], std::ios::binary | std::ios::trunc);
    out.write(package.data(), static_cast<std::streamsize>(package.size()));
    out.close();
    return out ? 0 : 1;
}
