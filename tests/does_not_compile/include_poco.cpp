#include <Poco/Net/HTTPRequest.h>
