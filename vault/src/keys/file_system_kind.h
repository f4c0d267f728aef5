#pragma once

#include <cstdint>

namespace vault {

// What overwriting a block in place means on a file system.
//   in_place       the old bytes are overwritten where they lie
//   volatile_copy  memory, overlay or remote file systems: where the old bytes go is not ours to say (level L0)
//   copy_on_write  the old bytes stay on the device by design: destroying a key is not possible there
enum class Overwriting : std::uint8_t { in_place, volatile_copy, copy_on_write };

// `magic` is statfs(2)'s f_type. One we do not know counts as volatile_copy: never claim more than is known.
[[nodiscard]] Overwriting overwriting_on(std::uint64_t magic) noexcept;

} // namespace vault
