-- wrk calls the API: CALL_PATH with CALL_BODY and API_KEY. Each call has an Idempotency-Key of its own, which begins with
-- CALL_KEY: what is counted is work, and not answers that were kept.
local calls, turn = 0, 0

local count = 0
function setup(thread)
  count = count + 1
  thread:set("turn", count)
end

function request()
  calls = calls + 1
  return wrk.format("POST", os.getenv("CALL_PATH"), {
    ["Accept"] = "application/json",
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. os.getenv("API_KEY"),
    ["Idempotency-Key"] = os.getenv("CALL_KEY") .. "-" .. turn .. "-" .. calls,
  }, os.getenv("CALL_BODY"))
end
