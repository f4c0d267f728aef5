#pragma once

#include <streambuf>

namespace cli {

// Reads a descriptor and tells its end from a failure: a read that fails is thrown, which makes a stream on it bad(). (The standard
// library's own buffer for stdin calls both the end.)
//
// A secret may come through it: nothing is read ahead and one byte is kept, which the next one overwrites. What a single read() would give
// without waiting can be had by readsome(). Threads: one. Does not close the descriptor.
class DescriptorInput final : public std::streambuf {
public:
    explicit DescriptorInput(int descriptor);
    ~DescriptorInput() override;
    DescriptorInput(const DescriptorInput&) = delete;
    DescriptorInput& operator=(const DescriptorInput&) = delete;

protected:
    int_type underflow() override;
    std::streamsize xsgetn(char* bytes, std::streamsize size) override;
    std::streamsize showmanyc() override;

private:
    int descriptor_;
    char byte_ = 0;
};

} // namespace cli
