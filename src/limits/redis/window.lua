--[[
  What the scripts share: the clock, and units counted in sub-buckets, sixtieths of a window. A sub-bucket that is partly
  inside the window counts whole.

  A key with sub-buckets is a hash: number of the sub-bucket → its units, and 'r' .. id → 'sub-bucket:units' for each
  reservation that is not settled yet; its units are in the sub-bucket, too.
]]
local BUCKETS = 60
local NEVER = -1

local time = redis.call('TIME')
local clock = time[1] * 1000000 + time[2]

-- What a key holds. One that holds something of another type, as an earlier version counted, begins anew: left as it is, its
-- caller would be refused Redis until it ends.
local function held(command, key)
  local answer = redis.pcall(command, key)
  if type(answer) ~= 'table' or not answer.err then return answer end
  if not answer.err:find('^WRONGTYPE') then error(answer) end
  redis.call('DEL', key)
  return redis.call(command, key)
end

local function integer(number) return string.format('%.0f', number) end

-- A server's clock can be set back, or a failover lead to one that is behind: then the newest mark is now, so that time
-- stands still rather than units returning early. Set back by more than the window, the marks mean nothing any more.
local function nowFor(key, newest, window)
  if not newest or newest <= clock then return clock end
  if newest - clock <= window then return newest end
  redis.call('DEL', key)
  return nil
end

-- { current, used, reserved, live, units, first, expired }: the sub-bucket of now, units inside the window, those of them
-- that are reserved, the sub-buckets that hold them, in no order, with the units of each, the oldest, and fields to delete.
local function readBuckets(key, window)
  local width = math.ceil(window / BUCKETS)
  local fields, buckets, reservations, newest = held('HGETALL', key), {}, {}, nil
  for i = 1, #fields, 2 do
    local bucket = tonumber(fields[i])
    if bucket then
      buckets[#buckets + 1] = i
      if not newest or bucket > newest then newest = bucket end
    else
      reservations[#reservations + 1] = i
    end
  end
  local now = nowFor(key, newest and newest * width, window + width)
  if not now then buckets, reservations, now = {}, {}, clock end

  local read = { width = width, current = math.floor(now / width), used = 0, reserved = 0, live = {}, units = {}, expired = {} }
  local oldest = read.current - BUCKETS
  for _, i in ipairs(buckets) do
    local bucket, units = tonumber(fields[i]), tonumber(fields[i + 1])
    if bucket < oldest then
      read.expired[#read.expired + 1] = fields[i]
    elseif units > 0 then
      read.used = read.used + units
      read.live[#read.live + 1] = bucket
      read.units[bucket] = units
      if not read.first or bucket < read.first then read.first = bucket end
    end
  end
  for _, i in ipairs(reservations) do
    local bucket, units = fields[i + 1]:match('^(%d+):(%d+)$')
    if tonumber(bucket) < oldest then read.expired[#read.expired + 1] = fields[i]
    else read.reserved = read.reserved + tonumber(units) end
  end
  return read
end

-- How long until a sub-bucket is outside the window.
local function leaves(read, bucket) return (bucket + BUCKETS + 1) * read.width - clock end

-- How long until the next unit returns, 0 if none is out.
local function resetOf(read) return read.first and leaves(read, read.first) or 0 end

-- How long until `cost` fits, 0 if it does, NEVER if it exceeds the limit.
local function waitFor(read, limit, window, cost)
  local wait, excess = 0, read.used + cost - limit
  if excess <= 0 then return 0 end
  if cost > limit then return limit == 0 and window or NEVER end
  table.sort(read.live)
  for _, bucket in ipairs(read.live) do
    excess = excess - read.units[bucket]
    wait = leaves(read, bucket)
    if excess <= 0 then break end
  end
  return wait
end

local function addUnits(read, key, units)
  for _, field in ipairs(read.expired) do redis.call('HDEL', key, field) end
  redis.call('HINCRBY', key, integer(read.current), integer(units))
  redis.call('PEXPIRE', key, integer(math.ceil(leaves(read, read.current) / 1000)))
end
