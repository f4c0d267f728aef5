#pragma once

#include "archive_file.h"

#include <string>
#include <utility>
#include <vector>

namespace redactor::parser::tests {

struct MadeMember {
    std::string path;
    std::string bytes;
};

// An archive of one of libarchive's formats with filters around it, outermost first.
std::string make_archive(
    int format, const std::vector<int>& filters, const std::vector<MadeMember>& members);

std::string make_zip(const std::vector<MadeMember>& members);

// Its members again, by path; fails the test when it cannot be read.
std::vector<MadeMember> members_of(const std::string& archive);

} // namespace redactor::parser::tests
