#pragma once

#include "mail_encoding.h"
#include "redactor/documents/whole_reason.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redactor::parser {

struct MailRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The content of one part that has no parts itself.
struct MailLeaf {
    std::string name; // its file name, else "part-1" and on, in the order of the mail
    MailEncoding encoding = MailEncoding::identity;
    MailRange range;
    std::string charset; // as its type says, else ""
};

// Where what stands in a mail, or in a file of several (mbox). Heads, leaves and what is between cover it whole.
struct MailStructure {
    std::vector<MailRange> heads; // with the empty line behind
    std::vector<MailRange>
        between; // around the parts: preambles, boundaries, what follows the last
    std::vector<MailLeaf> leaves;
    std::optional<WholeReason>
        fault; // two readers could see two different mails in it, or it is encrypted
};

inline constexpr unsigned multipart_depth_max = 16;
inline constexpr std::size_t mail_leaves_max = 10'000;

// RFC 5322 and 2046; never goes over a byte more than multipart_depth_max times.
MailStructure read_mail(std::string_view mail);

} // namespace redactor::parser
