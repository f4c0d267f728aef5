#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tests {

inline std::string contents(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void flip(const std::filesystem::path& file, std::uint64_t offset, unsigned bit = 4)
{
    std::fstream io{file, std::ios::binary | std::ios::in | std::ios::out};
    io.seekg(static_cast<std::streamoff>(offset));
    const char byte = static_cast<char>(io.get() ^ (1 << bit));
    io.seekp(static_cast<std::streamoff>(offset));
    io.put(byte);
}

} // namespace tests
