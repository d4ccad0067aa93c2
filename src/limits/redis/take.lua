--[[
  Calls of one policy, of whatever keys, each for itself and in their order: a call spends `cost` units of every limit of
  the policy, or of none.

  KEYS       what limit 1, 2, … has counted for the first call, then for the second, …; in a cluster all in one hash slot.
             A name holds limit and window, so a changed limit starts clean.
  ARGV[1]    cost in units; 0 looks without spending
  ARGV[2]    deadline in microseconds of this server's clock: past it, nothing is done, since nobody waits for the answer
  ARGV[3i]   limit i, in units
  ARGV[3i+1] its window, in microseconds
  ARGV[3i+2] 'log': a string with the microsecond stamp of each call, oldest first, eight bytes each; the cost is 1 or 0.
             'buckets': sub-buckets.

  Returns { now, outcome, wait, remaining 1, reset 1, remaining 2, reset 2, …, outcome, wait, … }, the part behind `now` once
  for each call; `now` alone: too late. outcome 1 spent, 0 refused, -2 of several calls, this one failed and spent nothing.
  now, wait and resets in microseconds. wait is how long until a refused cost fits, -1 if it exceeds a limit. reset is
  how long until the limit's next unit returns, 0 if none is out.
]]
local cost, deadline = tonumber(ARGV[1]), tonumber(ARGV[2])
local answer = { clock }
if clock > deadline then return answer end

local limits = {}
for i = 1, (#ARGV - 2) / 3 do
  limits[i] = { limit = tonumber(ARGV[3 * i]), window = tonumber(ARGV[3 * i + 1]), isLog = ARGV[3 * i + 2] == 'log' }
end

local function stamp(stamps, place) return (struct.unpack('>I8', stamps, 8 * place - 7)) end

local function lookAtLog(key, limit, window)
  local stamps = held('GET', key) or ''
  local count = #stamps / 8
  local now = nowFor(key, count > 0 and stamp(stamps, count), window)
  if not now then stamps, count, now = '', 0, clock end
  local gone = 0
  while gone < count and stamp(stamps, gone + 1) <= now - window do gone = gone + 1 end
  local used, reset, wait = count - gone, 0, 0
  if used > 0 then reset = stamp(stamps, gone + 1) + window - clock end
  if used + cost > limit then wait = limit == 0 and window or reset end
  return { used = used, reset = reset, wait = wait, stamps = stamps, gone = gone, now = now }
end

local function lookAtBuckets(key, limit, window)
  local read = readBuckets(key, window)
  return { used = read.used, reset = resetOf(read), wait = waitFor(read, limit, window, cost), read = read }
end

-- How long until the limit's next unit returns, with what was just spent.
local function spend(key, one, seen)
  if one.isLog then
    local stamps = seen.gone > 0 and seen.stamps:sub(8 * seen.gone + 1) or seen.stamps
    local life = math.ceil((seen.now - clock + one.window) / 1000)
    redis.call('PSETEX', key, integer(life), stamps .. struct.pack('>I8', seen.now))
    return seen.used == 0 and one.window or seen.reset
  end
  addUnits(seen.read, key, cost)
  return leaves(seen.read, seen.read.first or seen.read.current)
end

local function take(before)
  local all, longest, refused = {}, 0, false
  for i, one in ipairs(limits) do
    local look = one.isLog and lookAtLog or lookAtBuckets
    local seen = look(KEYS[before + i], one.limit, one.window)
    if one.limit == 0 then seen.reset = one.window end
    if seen.wait ~= 0 then refused = true end
    if seen.wait == NEVER or longest == NEVER then longest = NEVER else longest = math.max(longest, seen.wait) end
    all[i] = seen
  end
  local spends = cost > 0 and not refused
  if spends then
    for i, one in ipairs(limits) do all[i].reset = spend(KEYS[before + i], one, all[i]) end
  end
  answer[#answer + 1] = refused and 0 or 1
  answer[#answer + 1] = longest
  for i, one in ipairs(limits) do
    answer[#answer + 1] = math.max(0, one.limit - all[i].used - (spends and cost or 0))
    answer[#answer + 1] = all[i].reset
  end
end

local function failed()
  answer[#answer + 1] = -2
  for _ = 1, 1 + 2 * #limits do answer[#answer + 1] = 0 end
end

for before = 0, #KEYS - 1, #limits do
  if #KEYS == #limits then take(before) -- its error is the answer
  elseif not pcall(take, before) then failed() end
end
return answer
