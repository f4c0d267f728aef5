#pragma once

#include <cstddef>
#include <cstdint>

namespace redactor {

// What one document may cost, all its members together. Past a limit it is sealed whole and the reason says which.
struct DocumentLimits {
    std::uint64_t document_bytes_max = std::uint64_t{64} << 20;
    std::uint64_t decoded_bytes_max = std::uint64_t{512} << 20;
    std::uint64_t decoded_ratio_max = 200; // decoded bytes for each byte of the document …
    std::uint64_t decoded_bytes_free =
        std::uint64_t{1} << 20; // … beyond this much, so that small files compress well
    std::uint64_t members_max = 10'000;
    std::uint32_t depth_max = 5; // archives inside archives
    std::uint32_t wall_ms_max = 30'000;
};

} // namespace redactor
