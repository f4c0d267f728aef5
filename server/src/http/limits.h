#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace server::http {

// Every bound of the HTTP layer that an operator may change. request_head.h holds those of a head,
// which are fixed.
struct Limits {
    // Deadlines count from the first moment, whatever trickles in.
    std::chrono::milliseconds handshake_ms{5'000};
    std::chrono::milliseconds head_ms{5'000};  // from the first byte of a head to its empty line
    std::chrono::milliseconds idle_ms{60'000}; // kept alive without a byte
    // idle so long it may be closed for a newcomer; a shorter silence is a request on its way
    std::chrono::milliseconds evictable_idle_ms{1'000};
    // a body, either way: this and the time its bytes take at the rate below
    std::chrono::milliseconds transfer_base_ms{30'000};
    std::uint64_t transfer_bytes_per_second_min = 64 * 1024;
    std::chrono::milliseconds linger_ms{2'000}; // after the last answer, for the peer to read it

    std::uint64_t body_bytes_max = 100ull * 1024 * 1024; // longer: 413
    // Bodies up to this size are collected before a worker sees the request; longer ones are read
    // by a transfer worker.
    std::size_t collected_body_bytes_max = 1024 * 1024;
    std::size_t collected_bytes_total_max = 64 * 1024 * 1024; // over all connections; then 503

    std::size_t connections_max = 20'000;       // then the longest idle is closed, or the new one
    std::size_t connections_per_peer_max = 256; // one IPv4 address or one IPv6 /64; 0: no cap
    std::size_t queued_requests_max = 1'024;    // waiting for a worker; then 503
    std::size_t queued_transfers_max = 64;
    // Long bodies and downloads of one peer, waiting or under way; then 503; 0: no cap. Half the
    // transfer workers, so that one slow peer leaves the others theirs.
    std::size_t transfers_per_peer_max = 4;
    std::chrono::seconds retry_after_seconds{1};
};

} // namespace server::http
