#include "opened.h"

namespace redactor::parser::tests {

Opened open(const std::string& bytes, const DocumentLimits& limits)
{
    Opened out;
    Walk walk(out.examiner, limits, bytes.size());
    out.rewritten = walk.open({}, bytes);
    return out;
}

} // namespace redactor::parser::tests
