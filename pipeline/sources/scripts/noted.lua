#!lua flags=allow-oom
-- uses: basics
-- Takes sources of whose articles something was noted since they were last reviewed. ARGV: most. Answers
-- {id, state, fates}...; one without a state was never checked, and is left out.

local answer = {}
for _, id in ipairs(redis.call('SPOP', key('sources', 'noted'), ARGV[2])) do
  local values = redis.call('HMGET', key('source', id), 'state', 'fates')
  if values[1] then
    table.insert(answer, {id, values[1], values[2] or ''})
  end
end
return answer
