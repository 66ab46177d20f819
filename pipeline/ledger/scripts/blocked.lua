#!lua flags=no-writes
-- uses: basics log names blocks
-- ARGV: ids or names. Answers for each what is told of the removal that bars it (JSON), or nothing.

local answer = {}
for at = 2, #ARGV do
  local id = removed_as(ARGV[at])
  table.insert(answer, id and redis.call('HGET', key('blocked'), id) or false)
end
return answer
