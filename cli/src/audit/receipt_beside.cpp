#include "audit/receipt_beside.h"

#include "audit/file_kind.h"
#include "terminal/text_file.h"

namespace cli {

Answer<std::string> read_receipt_list(
    Context& context, const std::string& file, const vault::ProofReading& receipt)
{
    if (receipt.listed_apart == 0)
        return fault(ExitCode::usage,
            "the receipt names its credentials itself and has no list; leave --list out");
    auto list = read_text_start(context, file, "the receipt's list", proof_bytes_max + 1);
    if (list && (list->size() > proof_bytes_max || !vault::is_list_of(receipt, *list)))
        return fault(ExitCode::bad_proof,
            "the receipt is genuine, but the list is not its own, or was changed");
    return list;
}

Answer<std::string> read_receipt_path(
    Context& context, const std::string& file, const vault::ProofReading& receipt)
{
    if (receipt.listed_apart == 0)
        return fault(ExitCode::usage,
            "the receipt names its credentials itself and needs no path; leave --path out");
    auto path = read_text_start(context, file, "the path", proof_bytes_max + 1);
    if (path && (path->size() > proof_bytes_max || !vault::sealed_line(receipt, *path)))
        return fault(ExitCode::bad_proof,
            "the receipt is genuine, but the path does not lead to it: it is another receipt's, "
            "no path, or was changed");
    return path;
}

} // namespace cli
