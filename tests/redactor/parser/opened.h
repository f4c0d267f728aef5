#pragma once

#include "fake_examiner.h"
#include "walk.h"

#include <string>

namespace redactor::parser::tests {

// A document after one walk through it with the fake examiner.
struct Opened {
    FakeExaminer examiner;
    Rewritten rewritten;
};

Opened open(const std::string& bytes, const DocumentLimits& limits = {});

} // namespace redactor::parser::tests
