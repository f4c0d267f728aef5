#pragma once

namespace server {

// Called before anything else: starts the program again, once, in an environment in which glibc overwrites what is freed and keeps nothing of it in
// a thread's cache. The allocator reads that when it starts and never again. An environment that says it already, with any value, is left
// alone; where the program cannot be started again it goes on as it is.
void start_with_wiped_frees(char** arguments) noexcept;

// Called next: no core dumps and no ptrace by the same user, new files for the owner only, and as much locked memory as the system
// lets us have. What the system refuses is left as it is; the vault refuses to run where it cannot lock its keys.
void harden_process() noexcept;

} // namespace server
