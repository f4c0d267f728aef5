#include "terminal/receipt_list_file.h"

#include "text/escape.h"

#include <fmt/format.h>

namespace cli {

std::string list_file_of(const std::string& receipt_file)
{
    return receipt_file.empty() ? std::string{} : receipt_file + ".list";
}

std::string where_list_is(const std::string& receipt_file)
{
    if (receipt_file.empty())
        return "The receipt is over more credentials than it can name; -o keeps their list beside "
               "it.\n";
    return fmt::format(
        "The receipt is over more credentials than it can name: keep {} beside it.\n",
        escape_text(list_file_of(receipt_file)));
}

} // namespace cli
