#!lua flags=no-writes
-- uses: basics answers
-- Answers {definition, state, next check, lines of history...}; nothing: it is not followed. ARGV: id.

local answer = as_standing(ARGV[2])
if answer then
  for _, line in ipairs(redis.call('LRANGE', key('source', ARGV[2], 'history'), 0, -1)) do
    table.insert(answer, line)
  end
end
return answer
