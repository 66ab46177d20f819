#!lua flags=no-writes
-- uses: basics
-- Answers {stage, ready, waiting, running, milliseconds that the oldest ready one waits}...

local function oldest(stage)
  local since = now
  for _, lane in ipairs(LANES) do
    local first = redis.call('ZRANGE', key('ready', stage, lane), 0, 0, 'WITHSCORES')
    since = math.min(since, tonumber(first[2] or now))
  end
  return now - since
end

local answer = {}
for _, stage in ipairs(STAGES) do
  local ready = redis.call('ZCARD', key('ready', stage, 'now')) + redis.call('ZCARD', key('ready', stage, 'bulk'))
  table.insert(answer, {stage, ready, redis.call('ZCARD', key('later', stage)),
    redis.call('ZCARD', key('running', stage)), oldest(stage)})
end
return answer
