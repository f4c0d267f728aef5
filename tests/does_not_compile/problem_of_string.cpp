#include "http/problem.h"

server::http::Response echo(const std::string& input)
{
    return server::http::problem(422, "invalid", input.c_str());
}
