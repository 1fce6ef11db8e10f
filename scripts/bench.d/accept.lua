-- wrk accepts invitations, each once. REQUESTS names a file of acceptances.mjs, THREADS says how many take from it.
local lines, at, threads = {}, 0, tonumber(os.getenv("THREADS"))

local count = 0
function setup(thread)
  count = count + 1
  thread:set("turn", count)
end

function init()
  for line in io.lines(os.getenv("REQUESTS")) do
    lines[#lines + 1] = line
  end
  at = turn - threads
end

function request()
  at = at + threads
  if not lines[at] then
    -- Isn't there, so that whoever reads wrk's figures learns of it.
    return wrk.format("GET", "/no-invitation-is-left")
  end
  local cookie, token = lines[at]:match("^(%S+) (%S+)$")
  return wrk.format("POST", os.getenv("ACCEPT"), {
    ["Accept"] = "application/json",
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Sec-Fetch-Site"] = "same-origin",
    ["Cookie"] = "tenantry=" .. cookie,
  }, "token=" .. token)
end
