#include "http/body_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace server::http {

namespace {

struct FaultRow {
    int status;
    Literal detail;
};

constexpr std::array<FaultRow, 3> fault_rows{{
    {400, "The body ended before the length that was announced."},
    {408, "The body did not arrive in time."},
    {413, "The body is longer than this resource accepts."},
}};

// Large enough that a 1 MiB body takes few rounds, small enough for a worker to hold.
constexpr std::size_t piece_bytes = 64 * 1024;

} // namespace

int body_fault_status(BodyFault fault)
{
    return fault_rows[static_cast<std::size_t>(fault)].status;
}

Literal body_fault_detail(BodyFault fault)
{
    return fault_rows[static_cast<std::size_t>(fault)].detail;
}

std::expected<std::size_t, BodyFault> BodyReader::read(std::span<std::byte> into)
{
    if (fault_) {
        return std::unexpected(*fault_);
    }
    if (remaining_ == 0 || into.empty()) {
        return 0;
    }
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), remaining_));
    auto pulled = source_->pull(into.first(wanted));
    if (!pulled) {
        fault_ = pulled.error();
        return pulled;
    }
    remaining_ -= *pulled;
    return pulled;
}

std::expected<WipedBytes, BodyFault> BodyReader::read_all(std::size_t bytes_max)
{
    if (fault_) {
        return std::unexpected(*fault_);
    }
    if (remaining_ > bytes_max) {
        return std::unexpected(BodyFault::too_large);
    }
    WipedBytes all;
    // Grown with what arrives: an announced length costs the peer nothing and must cost us nothing.
    const std::size_t piece_size =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, remaining_));
    const auto piece = std::make_unique_for_overwrite<std::byte[]>(piece_size);
    while (remaining_ > 0) {
        auto got = read({piece.get(), piece_size});
        if (!got) {
            return std::unexpected(got.error());
        }
        all.append({piece.get(), *got});
        explicit_bzero(piece.get(), *got);
    }
    return all;
}

} // namespace server::http
