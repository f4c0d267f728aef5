#include "context.h"

#include <ostream>

namespace cli {

void complain(Context& context, ExitCode code, std::string_view sentence)
{
    context.err << "ticketvault: " << sentence << '\n';
    context.exit_code = code;
}

} // namespace cli
