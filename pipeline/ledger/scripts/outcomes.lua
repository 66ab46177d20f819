#!lua flags=no-writes
-- uses: basics
-- The outcomes of many rows. ARGV: '1' where one that is gone through again counts as in flight whatever it is known
-- as, then ids. Answers an outcome each, 'in_flight', or '' where there is no such row.

local again, answer = ARGV[2] == '1', {}
for at = 3, #ARGV do
  local known = redis.call('HMGET', key('row', ARGV[at]), 'state', 'outcome', 'stands')
  local stands = not again and known[3]
  table.insert(answer, known[1] and (known[2] or stands or 'in_flight') or '')
end
return answer
