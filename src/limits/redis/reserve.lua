--[[
  Reserves the worst case of one model call in every budget of a scope, or in none. Where the call does not fit with its
  whole output cap, the cap shrinks to what fits, as far as its floor.

  KEYS[i]     what budget i has counted, in sub-buckets; all in one hash slot
  ARGV[1]     id of the reservation; '' looks without reserving
  ARGV[2]     deadline in microseconds of this server's clock: past it, nothing is done
  ARGV[3]     output cap that is asked for, in tokens
  ARGV[4]     its floor; FORCED (-1): nothing refuses the call, which takes its whole cap
  ARGV[5i]    limit i, in units
  ARGV[5i+1]  its window, in microseconds
  ARGV[5i+2]  what the call costs without output; ARGV[5i+3] what each token of output costs on top;
  ARGV[5i+4]  how many of these make a unit: a cap costs ceil((fixed + cap * each) / part) units
  Integers, and fixed + cap * each is at most 2^53, so that all of it is exact in doubles.

  Returns { outcome, now, wait, place, cap, used 1, reserved 1, reset 1, used 2, … }: outcome 1 reserved, 0 refused, -1 too
  late; now, wait and resets in microseconds. A refusal tells how long until the floor fits, NEVER (-1) if it exceeds
  a limit, and the place of the budget that takes longest. used contains reserved.
]]
local id, deadline, cap, floor = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local FORCED = -1
if clock > deadline then return { -1, clock, 0, 0, 0 } end

local function unitsOf(one, tokens)
  local parts = one.fixed + tokens * one.each
  local over = parts % one.part
  return (parts - over) / one.part + (over > 0 and 1 or 0)
end

local function capThatFits(one, most)
  local room = one.limit - one.read.used
  if unitsOf(one, most) <= room then return most end
  if one.each == 0 then return -1 end
  local fits = math.floor((room * one.part - one.fixed) / one.each)
  while fits >= 0 and unitsOf(one, fits) > room do fits = fits - 1 end
  return fits
end

local budgets, refused = {}, false
for i, key in ipairs(KEYS) do
  local one = { key = key, limit = tonumber(ARGV[5 * i]), window = tonumber(ARGV[5 * i + 1]) }
  one.fixed, one.each, one.part = tonumber(ARGV[5 * i + 2]), tonumber(ARGV[5 * i + 3]), tonumber(ARGV[5 * i + 4])
  one.read = readBuckets(key, one.window)
  budgets[i] = one
  if floor ~= FORCED then
    cap = math.min(cap, capThatFits(one, cap))
    if one.limit == 0 then refused = true end
  end
end
refused = refused or cap < floor

local longest, place = 0, 0
if refused then
  for i, one in ipairs(budgets) do
    local wait = one.limit == 0 and one.window or waitFor(one.read, one.limit, one.window, unitsOf(one, floor))
    if longest ~= NEVER and (wait == NEVER or wait > longest) then longest, place = wait, i end
  end
end

local reserves = id ~= '' and not refused
local answer = { refused and 0 or 1, clock, longest, place, cap }
for _, one in ipairs(budgets) do
  local read, units, reset = one.read, 0, resetOf(one.read)
  if reserves then
    units = unitsOf(one, cap)
    addUnits(read, one.key, units)
    redis.call('HSET', one.key, 'r' .. id, integer(read.current) .. ':' .. integer(units))
    if units > 0 and reset == 0 then reset = leaves(read, read.current) end
  end
  answer[#answer + 1] = read.used + units
  answer[#answer + 1] = read.reserved + units
  answer[#answer + 1] = one.limit == 0 and one.window or reset
end
return answer
