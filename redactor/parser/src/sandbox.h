#pragma once

namespace redactor::parser {

// Gives everything up that reading bytes from an open socket and computing does not need: files, network, programs, other
// processes, core images; and limits memory, processor time and descriptors. Cannot be undone. False: the kernel refused, and
// nothing may be parsed.
//
// A call that opens or asks for a file fails with EACCES, because libraries look for settings and do without; any other call
// outside the list ends the process at once.
[[nodiscard]] bool enter_sandbox();

} // namespace redactor::parser
