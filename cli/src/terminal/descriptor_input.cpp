#include "terminal/descriptor_input.h"

#include "vault/secret.h"

#include <cerrno>
#include <limits>
#include <span>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

namespace cli {

namespace {

// 0 at the end.
std::streamsize read_some(int descriptor, char* bytes, std::streamsize size)
{
    while (true) {
        const ssize_t got = ::read(descriptor, bytes, static_cast<std::size_t>(size));
        if (got >= 0)
            return got;
        if (errno != EINTR)
            throw std::system_error{errno, std::generic_category()};
    }
}

} // namespace

DescriptorInput::DescriptorInput(int descriptor) : descriptor_{descriptor} {}

DescriptorInput::~DescriptorInput() { vault::wipe(std::as_writable_bytes(std::span{&byte_, 1})); }

DescriptorInput::int_type DescriptorInput::underflow()
{
    if (read_some(descriptor_, &byte_, 1) == 0)
        return traits_type::eof();
    setg(&byte_, &byte_, &byte_ + 1);
    return traits_type::to_int_type(byte_);
}

std::streamsize DescriptorInput::xsgetn(char* bytes, std::streamsize size)
{
    std::streamsize done = 0;
    if (size > 0 && gptr() < egptr()) {
        bytes[done++] = *gptr();
        gbump(1);
    }
    while (done < size) {
        const std::streamsize got = read_some(descriptor_, bytes + done, size - done);
        if (got == 0)
            break;
        done += got;
    }
    return done;
}

std::streamsize DescriptorInput::showmanyc()
{
    int waiting = 0;
    if (::ioctl(descriptor_, FIONREAD, &waiting) != 0)
        return 0;
    return waiting < 0 ? std::numeric_limits<int>::max() : waiting; // a file of over 2 GiB
}

} // namespace cli
