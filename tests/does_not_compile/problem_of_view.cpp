#include "http/message.h"

server::http::Problem echo(std::string_view input) { return {"invalid", input, {}}; }
