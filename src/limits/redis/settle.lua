--[[
  Settles a reservation of reserve.lua: its sub-bucket comes to hold what was spent. Doing it again changes nothing.

  KEYS[i]    what budget i has counted, in the order of the reservation
  ARGV[1]    id of the reservation
  ARGV[2i]   window of budget i, in microseconds
  ARGV[2i+1] what was spent of it, in units

  What a sub-bucket held that has left the window is not given back; what was spent beyond it counts from now on.
  Returns how many budgets held the reservation.
]]
local settled = 0
for i, key in ipairs(KEYS) do
  local field, window, spent = 'r' .. ARGV[1], tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local held = redis.call('HGET', key, field)
  if held then
    settled = settled + 1
    local bucket, units = held:match('^(%d+):(%d+)$')
    local change, oldest = spent - tonumber(units), math.floor(clock / math.ceil(window / BUCKETS)) - BUCKETS
    redis.call('HDEL', key, field)
    if tonumber(bucket) >= oldest then redis.call('HINCRBY', key, bucket, integer(change))
    elseif change > 0 then
      local read = readBuckets(key, window)
      read.expired = {} -- other reservations that have left may yet be settled beyond what they held
      addUnits(read, key, change)
    end
  end
end
return { settled }
