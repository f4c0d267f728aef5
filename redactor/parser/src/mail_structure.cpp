#include "mail_structure.h"

#include "ascii_case.h"

#include <algorithm>

namespace redactor::parser {
namespace {

std::size_t line_end(std::string_view text, std::size_t at, std::size_t end)
{
    const std::size_t found = text.find('\n', at);
    return found == std::string_view::npos || found >= end ? end : found + 1;
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos
               ? std::string_view{}
               : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

// A part's own description of itself.
struct Description {
    std::string_view type;
    std::string_view encoding;
    std::string_view disposition;
    bool ambiguous = false; // a field stands twice
};

// Where the head ends: behind its first empty line.
std::size_t read_head(
    std::string_view mail, std::size_t begin, std::size_t end, Description& described)
{
    struct Field {
        std::string_view name;
        std::string_view* value;
    };
    const Field fields[] = {{"content-type:", &described.type},
        {"content-transfer-encoding:", &described.encoding},
        {"content-disposition:", &described.disposition}};
    std::size_t at = begin;
    while (at < end) {
        std::size_t next = line_end(mail, at, end);
        if (trim(mail.substr(at, next - at)).empty()) {
            return next;
        }
        while (next < end && (mail[next] == ' ' || mail[next] == '\t')) {
            next = line_end(mail, next, end);
        }
        const std::string_view field = mail.substr(at, next - at);
        for (const Field& known : fields) {
            if (starts_with_word(field, known.name)) {
                described.ambiguous = described.ambiguous || !known.value->empty();
                *known.value = trim(field.substr(known.name.size()));
            }
        }
        at = next;
    }
    return end;
}

// A quoted string's end, or a bare word's, with the parameter's value before it.
std::size_t read_value(std::string_view field, std::size_t at, std::string& out)
{
    if (at >= field.size() || field[at] != '"') {
        const std::size_t end = std::min(field.find(';', at), field.size());
        const std::string_view word = trim(field.substr(at, end - at));
        out = word.substr(0, word.find_first_of(" \t\r\n"));
        return end;
    }
    for (++at; at < field.size() && field[at] != '"'; ++at) {
        at += field[at] == '\\' && at + 1 < field.size() ? 1U : 0U;
        out += field[at];
    }
    return std::min(field.find(';', at), field.size());
}

// A parameter of a field such as `multipart/mixed; boundary="x"`.
std::string parameter(std::string_view field, std::string_view name)
{
    std::size_t at = field.find(';');
    while (at < field.size()) {
        const std::size_t sign = std::min(field.find_first_of("=;", at + 1), field.size());
        if (sign == field.size() || field[sign] == ';') {
            at = sign;
            continue;
        }
        const std::string_view found = trim(field.substr(at + 1, sign - at - 1));
        const std::size_t begin = field.find_first_not_of(" \t\r\n", sign + 1);
        std::string value;
        at = read_value(field, std::min(begin, field.size()), value);
        if (same_word(found, name)) {
            return value;
        }
    }
    return {};
}

class MailReader {
public:
    explicit MailReader(std::string_view mail) : mail_(mail) {}

    MailStructure read()
    {
        for (std::size_t at = 0; at < mail_.size();) {
            const std::size_t end = mailbox_entry_end(at);
            if (mail_.substr(at).starts_with("From ")) {
                const std::size_t begin = line_end(mail_, at, end);
                out_.between.push_back({at, begin});
                at = begin;
            }
            read_entity({at, end}, 0);
            at = end;
        }
        return std::move(out_);
    }

private:
    // A file of several mails has a "From " line in front of each, behind an empty line.
    std::size_t mailbox_entry_end(std::size_t begin) const
    {
        if (!mail_.starts_with("From ")) {
            return mail_.size();
        }
        for (std::size_t at = mail_.find("\nFrom ", begin); at != std::string_view::npos;
            at = mail_.find("\nFrom ", at + 1)) {
            const std::string_view before = mail_.substr(begin, at - begin);
            if (before.ends_with('\n') || before.ends_with("\n\r")) {
                return at + 1;
            }
        }
        return mail_.size();
    }

    void read_entity(MailRange range, unsigned depth)
    {
        Description described;
        const std::size_t body = read_head(mail_, range.begin, range.end, described);
        out_.heads.push_back({range.begin, body});
        if (depth >= multipart_depth_max || out_.leaves.size() >= mail_leaves_max) {
            fault(depth >= multipart_depth_max ? WholeReason::too_deep
                                               : WholeReason::too_many_members);
            return;
        }
        if (described.ambiguous) {
            fault(WholeReason::damaged);
        }
        if (starts_with_word(described.type, "multipart/encrypted") ||
            starts_with_word(described.type, "application/pkcs7-mime")) {
            fault(WholeReason::encrypted);
        }
        const MailEncoding encoding = mail_encoding_of(described.encoding);
        const bool parts = starts_with_word(described.type, "multipart/");
        const bool inner = starts_with_word(described.type, "message/rfc822") ||
                           starts_with_word(described.type, "message/global");
        if ((parts || inner) && encoding != MailEncoding::identity) {
            fault(WholeReason::damaged);
        }
        if (inner) {
            return read_entity({body, range.end}, depth + 1);
        }
        if (parts && read_parts({body, range.end}, parameter(described.type, "boundary"), depth)) {
            return;
        }
        if (parts) {
            fault(WholeReason::damaged); // another reader may find the parts
        }
        add_leaf(described, encoding, {body, range.end});
    }

    // False: there are none.
    bool read_parts(MailRange body, const std::string& boundary, unsigned depth)
    {
        if (boundary.empty()) {
            return false;
        }
        const std::string delimiter = "--" + boundary;
        std::size_t part = std::string_view::npos; // where the present one begins
        std::size_t outside = body.begin;
        for (std::size_t at = body.begin; at < body.end;) {
            const std::size_t next = line_end(mail_, at, body.end);
            const std::string_view line = mail_.substr(at, next - at);
            if (line.starts_with(delimiter)) {
                const std::string_view tail = trim(line.substr(delimiter.size()));
                if (tail.empty() || tail == "--") {
                    if (part != std::string_view::npos) {
                        outside = without_line_end(part, at);
                        read_entity({part, outside}, depth + 1);
                    }
                    part = tail.empty() ? next : std::string_view::npos;
                    if (tail.empty()) {
                        out_.between.push_back({outside, next});
                    }
                }
            }
            at = next;
        }
        if (part != std::string_view::npos) {
            read_entity({part, body.end}, depth + 1); // cut, or never closed
        } else if (outside < body.end) {
            out_.between.push_back({outside, body.end});
        }
        return part != std::string_view::npos || outside != body.begin;
    }

    // The line end in front of a boundary belongs to the boundary.
    std::size_t without_line_end(std::size_t begin, std::size_t end) const
    {
        if (end > begin && mail_[end - 1] == '\n') {
            --end;
        }
        return end > begin && mail_[end - 1] == '\r' ? end - 1 : end;
    }

    void add_leaf(const Description& described, MailEncoding encoding, MailRange range)
    {
        if (encoding == MailEncoding::unknown) {
            fault(WholeReason::binary);
        }
        std::string name = parameter(described.disposition, "filename");
        if (name.empty()) {
            name = parameter(described.type, "name");
        }
        if (name.empty()) {
            name = "part-" + std::to_string(out_.leaves.size() + 1);
        }
        out_.leaves.push_back(
            {std::move(name), encoding, range, parameter(described.type, "charset")});
    }

    void fault(WholeReason reason) { out_.fault = out_.fault.value_or(reason); }

    std::string_view mail_;
    MailStructure out_;
};

} // namespace

MailStructure read_mail(std::string_view mail) { return MailReader(mail).read(); }

} // namespace redactor::parser
