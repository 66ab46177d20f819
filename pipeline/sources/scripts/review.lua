#!lua flags=allow-oom
-- uses: basics rows
-- A verdict between two checks. ARGV: id, state as it was judged, new state, verdict. Answers 1; 0: a check, or
-- somebody else, has written another state since, which stands.

local id = ARGV[2]
local row = read(id)
if not row or redis.call('HGET', key('source', id), 'state') ~= ARGV[3] then
  return 0
end
tally(row, -1)
row.verdict = ARGV[5]
tally(row, 1)
write(row, 'state', ARGV[4], 'verdict', ARGV[5])
return 1
