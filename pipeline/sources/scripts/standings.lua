#!lua flags=no-writes
-- uses: basics answers
-- Answers {number, definition, state, next check} of sources in the order in which they were added. ARGV: the number
-- after which to go on, most.

local answer = {}
local numbered = redis.call('ZRANGEBYSCORE', key('sources', 'all'), '(' .. ARGV[2], '+inf', 'WITHSCORES',
  'LIMIT', 0, ARGV[3])
for at = 1, #numbered, 2 do
  local standing = as_standing(numbered[at])
  if standing then
    table.insert(standing, 1, numbered[at + 1])
    table.insert(answer, standing)
  end
end
return answer
