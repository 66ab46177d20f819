-- Stands before every script. KEYS[1] is the prefix, ARGV[1] the limits as JSON (times in milliseconds).
-- `now` is the Redis server's clock, the only one there is.

local limits = cjson.decode(ARGV[1])
local LANES = {'now', 'bulk'}
local STAGES = {'fetch', 'clean', 'enrich', 'cluster', 'index'}

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + limits.clock_offset

local function key(...)
  return KEYS[1] .. ':' .. table.concat({...}, ':')
end

local function whole(number)
  return string.format('%.0f', number)
end

-- The client sends a request again when its answer was lost: what was answered is kept for longer than it tries.
local ANSWER_KEPT = 120000

local function answered(request)
  return redis.call('GET', key('asked', request))
end

local function keep_answer(request, answer)
  redis.call('SET', key('asked', request), answer, 'PX', ANSWER_KEPT)
end
