#!lua flags=no-writes
-- uses: basics
-- Answers {books of each kind..., flight, passages that really stand in the queues}.

local standing = 0
for _, stage in ipairs(STAGES) do
  for _, lane in ipairs(LANES) do
    standing = standing + redis.call('ZCARD', key('ready', stage, lane))
  end
  standing = standing + redis.call('ZCARD', key('later', stage)) + redis.call('ZCARD', key('running', stage))
end
local answer = {}
for at = 2, #ARGV do
  table.insert(answer, redis.call('HGETALL', key('books', ARGV[at])))
end
table.insert(answer, redis.call('HGETALL', key('flight')))
table.insert(answer, standing)
return answer
