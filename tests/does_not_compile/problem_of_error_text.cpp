#include "http/message.h"
#include "vault/error.h"

// A view of it: whoever changes what an error keeps could make it a dead one.
server::http::Problem shown(const vault::Error& error) { return {"invalid", error.text(), {}}; }
