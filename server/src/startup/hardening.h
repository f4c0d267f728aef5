#pragma once

namespace server {

// Called first: no core dumps and no ptrace by the same user, new files for the owner only, and as much locked memory as the system
// lets us have. What the system refuses is left as it is; the vault refuses to run where it cannot lock its keys.
void harden_process() noexcept;

} // namespace server
