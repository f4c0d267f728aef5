// The compiled rule set, which the tool compile_rules made, as bytes of this program's read-only data.
#include "rules/rule_package.h"

// clang-format off
__asm__(
    ".pushsection .rodata\n"
    ".balign 64\n"
    "tv_rule_package_begin:\n"
    ".incbin \"" TV_RULE_PACKAGE "\"\n"
    "tv_rule_package_end:\n"
    ".byte 0\n"
    ".popsection\n");
// clang-format on

extern "C" {
extern const char tv_rule_package_begin[];
extern const char tv_rule_package_end[];
}

namespace redactor {

std::string_view embedded_package()
{
    return {tv_rule_package_begin,
        static_cast<std::size_t>(tv_rule_package_end - tv_rule_package_begin)};
}

} // namespace redactor
