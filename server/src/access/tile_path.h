#pragma once

#include "vault/audit.h"

#include <optional>
#include <string_view>

namespace server {

// The end of a tile's address in C2SP tlog-tiles: "<L>/<N>[.p/<W>]" of hashes, "<N>[.p/<W>]" of a bundle of entries, whose level is 0. N is
// written in groups of three digits, all but the last behind an x ("x001/x234/067"); W, 1 to 255, is the width of a partial tile. Each
// has one spelling.
[[nodiscard]] std::optional<vault::TilePlace> parse_tile_path(std::string_view path) noexcept;
[[nodiscard]] std::optional<vault::TilePlace> parse_bundle_path(std::string_view path) noexcept;

} // namespace server
