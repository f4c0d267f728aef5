#include "walk.h"

#include "open_archive.h"
#include "open_mail.h"
#include "open_pdf.h"
#include "open_plain.h"
#include "open_rtf.h"
#include "open_sqlite.h"
#include "open_utf16.h"

#include <algorithm>
#include <array>

namespace redactor::parser {
namespace {

using Open = Rewritten (*)(Walk&, const std::string& member, std::string_view bytes);

// In the order of DocumentFormat.
constexpr std::array<Open, 9> openers{open_text, open_utf16, open_mail, open_archive, open_rtf,
    open_sqlite, open_pdf, open_image, open_binary};
static_assert(openers.size() == static_cast<std::size_t>(DocumentFormat::binary) + 1);

std::uint64_t decoded_bytes_max(const DocumentLimits& limits, std::uint64_t document_bytes)
{
    // Compared before the product, so that it cannot wrap.
    const std::uint64_t ratio = limits.decoded_ratio_max;
    const std::uint64_t by_ratio =
        document_bytes > limits.decoded_bytes_max / std::max<std::uint64_t>(ratio, 1)
            ? limits.decoded_bytes_max
            : document_bytes * ratio;
    return std::min(limits.decoded_bytes_max, by_ratio + limits.decoded_bytes_free);
}

} // namespace

Walk::Walk(Examiner& examiner, const DocumentLimits& limits, std::uint64_t document_bytes)
    : examiner_(examiner), limits_(limits),
      decoded_bytes_left_(decoded_bytes_max(limits, document_bytes)),
      members_left_(limits.members_max),
      deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.wall_ms_max))
{
}

Rewritten Walk::open(const std::string& member, std::string_view bytes)
{
    if (ended_ || bytes.empty()) {
        return std::nullopt;
    }
    if (depth_ > limits_.depth_max) {
        end(member, WholeReason::too_deep);
        return std::nullopt;
    }
    ++depth_;
    const auto format = static_cast<std::size_t>(format_of(bytes.substr(0, document_start_bytes)));
    Rewritten out = openers[format](*this, member, bytes);
    --depth_;
    return out;
}

std::vector<Edit> Walk::examine(std::string_view member, std::string_view text)
{
    if (ended_ || text.empty()) {
        return {};
    }
    if (std::chrono::steady_clock::now() > deadline_) {
        end(member, WholeReason::too_slow);
        return {};
    }
    auto edits = examiner_.examine(member, text);
    if (!edits) {
        whole(member, WholeReason::not_examined);
        return {};
    }
    return std::move(*edits);
}

void Walk::whole(std::string_view member, WholeReason reason) { examiner_.whole(member, reason); }

bool Walk::take_decoded(std::string_view member, std::uint64_t bytes)
{
    if (bytes > decoded_bytes_left_) {
        end(member, WholeReason::too_large);
        return false;
    }
    decoded_bytes_left_ -= bytes;
    if (std::chrono::steady_clock::now() > deadline_) {
        end(member, WholeReason::too_slow);
        return false;
    }
    return !ended_;
}

bool Walk::take_member(std::string_view member)
{
    if (members_left_ == 0) {
        end(member, WholeReason::too_many_members);
        return false;
    }
    --members_left_;
    return !ended_;
}

void Walk::end(std::string_view member, WholeReason reason)
{
    if (!ended_) {
        ended_ = true;
        whole(member, reason);
    }
}

} // namespace redactor::parser
