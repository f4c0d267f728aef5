#include "service/answer_body.h"

namespace cli {

AnswerBody::AnswerBody(std::istream& in, WireBytes* chunks, std::optional<std::uint64_t> length)
    : in_{in}, length_{length}
{
    if (chunks != nullptr)
        chunks_.emplace(*chunks);
}

std::optional<std::size_t> AnswerBody::read(std::span<char> into)
{
    if (chunks_)
        return chunks_->read(into);
    if (in_.peek() == std::istream::traits_type::eof())
        return !length_ || got_ == *length_ ? std::optional<std::size_t>{0} : std::nullopt;
    const auto got = static_cast<std::size_t>(
        in_.readsome(into.data(), static_cast<std::streamsize>(into.size())));
    got_ += got;
    return got;
}

} // namespace cli
