-- For wrk: sends the requests of a file, one a line ("METHOD PATH" or "METHOD PATH BODY_FILE"), over and over. The last line of its
-- output is "RESULT requests seconds p50_us p99_us refused failed". Told by the environment, since an argument list can be read by
-- every user: REQUESTS (the file) and AUTHORIZATION.
local prepared, at = {}, 0

function init()
    wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")
    for line in io.lines(os.getenv("REQUESTS")) do
        local method, path, file = line:match("^(%S+) (%S+) ?(%S*)$")
        local body
        if file ~= "" then
            local stream = io.open(file, "rb")
            body = stream:read("*a")
            stream:close()
        elseif method == "POST" then
            body = ""
        end
        wrk.headers["Content-Type"] = body and "application/json" or nil
        prepared[#prepared + 1] = wrk.format(method, path, nil, body)
    end
end

function request()
    at = at % #prepared + 1
    return prepared[at]
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format("RESULT %d %f %d %d %d %d", summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
