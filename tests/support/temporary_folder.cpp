#include "support/temporary_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace tests {

namespace {

constexpr const char* memory = "/dev/shm";

} // namespace

TemporaryFolder::TemporaryFolder(On on)
{
    const std::filesystem::path parent = on == On::memory && ::access(memory, W_OK) == 0
                                             ? memory
                                             : std::filesystem::temp_directory_path();
    std::string name = (parent / "ticket-vault-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error{"no temporary folder"};
    path_ = name;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace tests
