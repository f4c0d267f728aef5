#pragma once

namespace vault {

// Descriptors 0 to 2 that the caller closed are filled with one that can neither be read nor, for 1 and 2, written. Otherwise the next file
// of the vault that is opened gets such a number, and what is printed lands in it. Call it first in main().
void hold_standard_descriptors() noexcept;

} // namespace vault
