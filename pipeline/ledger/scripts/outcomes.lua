#!lua flags=no-writes
-- uses: basics
-- The outcomes of many rows. ARGV: ids. Answers an outcome each, 'in_flight', or '' where there is no such row.

local answer = {}
for at = 2, #ARGV do
  local known = redis.call('HMGET', key('row', ARGV[at]), 'state', 'outcome', 'stands')
  table.insert(answer, known[1] and (known[2] or known[3] or 'in_flight') or '')
end
return answer
