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

local function integer(number) return string.format('%.0f', number) end

-- A server's clock can be set back, or a failover lead to one that is behind: then the newest mark is now, so that time
-- stands still rather than units returning early. Set back by more than the window, the marks mean nothing any more.
local function nowFor(key, newest, window)
  if not newest or newest <= clock then return clock end
  if newest - clock <= window then return newest end
  redis.call('DEL', key)
  return nil
end

-- { current, used, reserved, live, expired }: the sub-bucket of now, units inside the window, those of them that are
-- reserved, sub-buckets that hold them, oldest first, and fields to delete.
local function readBuckets(key, window)
  local width = math.ceil(window / BUCKETS)
  local held, marks, reservations, newest = redis.call('HGETALL', key), {}, {}, nil
  for i = 1, #held, 2 do
    local field, value, bucket = held[i], held[i + 1], tonumber(held[i])
    if bucket then
      marks[#marks + 1] = { bucket = bucket, units = tonumber(value), field = field }
      newest = math.max(newest or 0, bucket)
    else
      local place, units = value:match('^(%d+):(%d+)$')
      reservations[#reservations + 1] = { bucket = tonumber(place), units = tonumber(units), field = field }
    end
  end
  local now = nowFor(key, newest and newest * width, window + width)
  if not now then marks, reservations, now = {}, {}, clock end
  table.sort(marks, function(a, b) return a.bucket < b.bucket end)

  local read = { width = width, current = math.floor(now / width), used = 0, reserved = 0, live = {}, expired = {} }
  local oldest = read.current - BUCKETS
  for _, mark in ipairs(marks) do
    if mark.bucket < oldest then
      read.expired[#read.expired + 1] = mark.field
    elseif mark.units > 0 then
      read.used = read.used + mark.units
      read.live[#read.live + 1] = mark
    end
  end
  for _, one in ipairs(reservations) do
    if one.bucket < oldest then read.expired[#read.expired + 1] = one.field
    else read.reserved = read.reserved + one.units end
  end
  return read
end

-- How long until a sub-bucket is outside the window.
local function leaves(read, bucket) return (bucket + BUCKETS + 1) * read.width - clock end

-- How long until the next unit returns, 0 if none is out.
local function resetOf(read) return read.live[1] and leaves(read, read.live[1].bucket) or 0 end

-- How long until `cost` fits, 0 if it does, NEVER if it exceeds the limit.
local function waitFor(read, limit, window, cost)
  local wait, excess = 0, read.used + cost - limit
  if excess <= 0 then return 0 end
  if cost > limit then return limit == 0 and window or NEVER end
  for _, mark in ipairs(read.live) do
    excess = excess - mark.units
    wait = leaves(read, mark.bucket)
    if excess <= 0 then break end
  end
  return wait
end

local function addUnits(read, key, units)
  for _, field in ipairs(read.expired) do redis.call('HDEL', key, field) end
  redis.call('HINCRBY', key, integer(read.current), integer(units))
  redis.call('PEXPIRE', key, integer(math.ceil(leaves(read, read.current) / 1000)))
end
