// ticketvault-witness: asks one web server what time it is, for a service that gave it a socket as descriptor 0, then ends.
//
// In a process of its own, because it looks up names and reads what a stranger's server sends: it holds no key, is started with an empty
// environment, gives up most of what it may do, and is killed when it takes too long. Two lines come in, the file of trusted certificates (empty: the
// machine's) and the URL; one of 20 bytes goes out: the milliseconds since 1970 of the server's Date (RFC 9110, 6.6.1), or "untrusted", or none.

#include "isolation.h"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLException.h>
#include <Poco/URI.h>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace {

using TlsContext = Poco::Net::Context;

constexpr int exit_usage = 2;
constexpr int exit_no_answer = 1;
constexpr unsigned seconds_max = 10;
constexpr std::size_t question_bytes_max = 8192;
constexpr int fields_max = 100;

int explain(std::string_view argument)
{
    const bool asked = argument == "--help";
    constexpr std::string_view text = "ticketvault-witness is started by ticketvaultd to ask a web "
                                      "server for the time, and takes no options.\n";
    const int output = asked ? STDOUT_FILENO : STDERR_FILENO;
    const bool said =
        ::write(output, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return asked && said ? 0 : exit_usage;
}

struct Question {
    std::string trusted;
    std::string url;
};

std::optional<Question> receive_question()
{
    std::string text;
    while (std::ranges::count(text, '\n') < 2) {
        char piece[1024];
        const ssize_t got = ::recv(STDIN_FILENO, piece, sizeof piece, 0);
        if (got <= 0 || text.size() + static_cast<std::size_t>(got) > question_bytes_max) {
            return std::nullopt;
        }
        text.append(piece, static_cast<std::size_t>(got));
    }
    const std::size_t first = text.find('\n');
    return Question{
        text.substr(0, first), text.substr(first + 1, text.find('\n', first + 1) - first - 1)};
}

TlsContext::Ptr tls_context(const std::string& trusted)
{
    TlsContext::Ptr context = new TlsContext{TlsContext::TLS_CLIENT_USE, trusted,
        TlsContext::VERIFY_STRICT, 9, trusted.empty(), "ECDHE+AESGCM:ECDHE+CHACHA20"};
    context->requireMinimumProtocol(TlsContext::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(true); // the certificate must name the host
    return context;
}

// The form that servers must send, and nothing that only looks like it: Poco reads more than it writes.
std::optional<Poco::DateTime> parse_date(const std::string& text)
{
    Poco::DateTime date;
    int zone = 0;
    if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, text, date, zone) ||
        Poco::DateTimeFormatter::format(date, Poco::DateTimeFormat::HTTP_FORMAT) != text) {
        return std::nullopt;
    }
    return date;
}

// Of whatever the server answers, also an error or another address: the field is all that counts. What a cache has kept is as old as it says.
std::optional<Poco::DateTime> ask(const Question& question)
{
    const Poco::URI url{question.url};
    if (url.getScheme() != "https" || url.getHost().empty()) {
        return std::nullopt;
    }
    Poco::Net::HTTPSClientSession session{
        url.getHost(), url.getPort(), tls_context(question.trusted)};
    session.setTimeout(Poco::Timespan{seconds_max, 0});
    Poco::Net::HTTPRequest request{
        Poco::Net::HTTPRequest::HTTP_HEAD, "/", Poco::Net::HTTPMessage::HTTP_1_1};
    request.set("Cache-Control", "no-cache");
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    response.setFieldLimit(fields_max);
    session.receiveResponse(response);
    return response.get("Age", "0") == "0" ? parse_date(response.get("Date", "")) : std::nullopt;
}

int tell(const char (&line)[21])
{
    return ::send(STDIN_FILENO, line, 20, MSG_NOSIGNAL) == 20 ? 0 : exit_no_answer;
}

} // namespace

int main(int count, char** arguments)
{
    if (count > 1) {
        return explain(arguments[1]);
    }
    ::alarm(seconds_max); // whatever it waits for; nobody catches the signal
    try {
        const auto question = receive_question();
        if (!question || !witness::isolate(question->trusted)) {
            return exit_no_answer;
        }
        const auto date = ask(*question);
        if (!date) {
            return exit_no_answer;
        }
        char line[21];
        static_cast<void>(std::snprintf(line, sizeof line, "%019lld\n",
            static_cast<long long>(date->timestamp().epochMicroseconds() / 1000)));
        return tell(line);
    } catch (const Poco::Net::SSLException&) {
        return tell("untrusted          \n");
    } catch (const std::exception&) {
        return exit_no_answer; // no such name, no connection, no HTTP
    }
}
