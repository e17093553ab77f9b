-- wrk asks for people drawn at random; the last line is JSON. Numbers as bench/subjects.py makes them.
--   wrk … -s lookup.lua http://HOST:PORT -- PEOPLE
local weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
local checks = "10X98765432"
local people, head, tail
local floor, random, byte = math.floor, math.random, string.byte

local function number_of(i)
    local day = floor(i / 1000)
    local body = string.format("370102%04d%02d%02d%03d", 1930 + floor(day / 336), floor(day / 28) % 12 + 1, day % 28 + 1, i % 1000)
    local sum = 0
    for at = 1, 17 do sum = sum + weights[at] * (byte(body, at) - 48) end
    return body .. checks:sub(sum % 11 + 1, sum % 11 + 1)
end

local threads = 0
function setup(thread)
    threads = threads + 1
    thread:set("seed", threads)
end

function init(arguments)
    people = tonumber(arguments[1])
    math.randomseed(seed)
    head = "GET /api/v1/subjects/"
    tail = "?library=person HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n\r\n"
end

function request()
    return head .. number_of(random(0, people - 1)) .. tail
end

function done(summary, latency)
    local bad = summary.errors
    print(string.format('{"requests": %d, "seconds": %.3f, "bytes": %d, "p50_ms": %.3f, "p99_ms": %.3f, "failed": %d}',
        summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        bad.connect + bad.read + bad.write + bad.status + bad.timeout))
end
