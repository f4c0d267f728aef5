#pragma once

#include <string>

namespace vault {

// The versions this program runs with, for `ticketvault doctor`. SQLCipher's own is empty when it cannot be asked.
struct LibraryVersions {
    std::string sqlcipher; // "4.14.0 community"
    std::string sqlite;    // "3.51.3"
    std::string sodium;    // "1.0.18"
};
[[nodiscard]] LibraryVersions library_versions();

} // namespace vault
