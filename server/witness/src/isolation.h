#pragma once

#include <string>

namespace witness {

// Gives up what asking a server for the time does not need, before any of it is heard: files but those of the resolver, of libraries and of certificates
// (Landlock, where the kernel has it), starting programs, other processes' memory, new privileges, a dump of itself. False when something
// that every kernel has was refused. `trusted`: a file that may be read as well; empty: none.
[[nodiscard]] bool isolate(const std::string& trusted);

} // namespace witness
