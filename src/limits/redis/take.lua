--[[
  Spends `cost` units of every limit of a policy, or of none.

  KEYS[i]    what limit i has counted; all in one hash slot. Its name holds limit and window, so a changed limit starts clean.
  ARGV[1]    cost in units; 0 looks without spending
  ARGV[2]    deadline in microseconds of this server's clock: past it, nothing is done, since nobody waits for the answer
  ARGV[3i]   limit i, in units
  ARGV[3i+1] its window, in microseconds
  ARGV[3i+2] 'log': a list with the microsecond stamp of each call, oldest first; the cost is 1 or 0.
             'buckets': sub-buckets.

  Returns { outcome, now, wait, remaining 1, reset 1, remaining 2, reset 2, … }:
  outcome 1 spent, 0 refused, -1 too late; now, wait and resets in microseconds. wait is how long until a refused cost
  fits, -1 if it exceeds a limit. reset is how long until the limit's next unit returns, 0 if none is out.
]]
local cost, deadline = tonumber(ARGV[1]), tonumber(ARGV[2])
if clock > deadline then return { -1, clock, 0 } end

local function log(key, limit, window)
  local stamps = redis.call('LRANGE', key, 0, -1)
  local now = nowFor(key, tonumber(stamps[#stamps]), window)
  if not now then stamps, now = {}, clock end
  local gone = 0
  while gone < #stamps and tonumber(stamps[gone + 1]) <= now - window do gone = gone + 1 end
  local used = #stamps - gone
  local function leaves(place) return tonumber(stamps[gone + place]) + window - clock end

  local wait = 0
  if used + cost > limit then wait = limit == 0 and window or leaves(1) end
  local function spend()
    if gone > 0 then redis.call('LTRIM', key, gone, -1) end
    redis.call('RPUSH', key, integer(now))
    redis.call('PEXPIRE', key, integer(math.ceil((now - clock + window) / 1000)))
    return used == 0 and window or leaves(1)
  end
  return used, used > 0 and leaves(1) or 0, wait, spend
end

local function buckets(key, limit, window)
  local read = readBuckets(key, window)
  local function spend()
    addUnits(read, key, cost)
    return leaves(read, read.first or read.current)
  end
  return read.used, resetOf(read), waitFor(read, limit, window, cost), spend
end

local seen, longest, refused = {}, 0, false
for i, key in ipairs(KEYS) do
  local limit, window = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  local look = ARGV[3 * i + 2] == 'log' and log or buckets
  local used, reset, wait, spend = look(key, limit, window)
  if limit == 0 then reset = window end
  if wait ~= 0 then refused = true end
  if wait == NEVER or longest == NEVER then longest = NEVER else longest = math.max(longest, wait) end
  seen[i] = { limit = limit, used = used, reset = reset, spend = spend }
end

local spends = cost > 0 and not refused
local answer = { refused and 0 or 1, clock, longest }
for _, one in ipairs(seen) do
  local reset = spends and one.spend() or one.reset
  answer[#answer + 1] = math.max(0, one.limit - one.used - (spends and cost or 0))
  answer[#answer + 1] = reset
end
return answer
