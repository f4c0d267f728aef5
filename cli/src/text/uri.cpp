#include "text/uri.h"

#include <Poco/URI.h>

namespace cli {

std::string uri_of_path(std::string_view path)
{
    std::string out;
    Poco::URI::encode(std::string{path}, "?#:&=+;@", out);
    return out;
}

} // namespace cli
