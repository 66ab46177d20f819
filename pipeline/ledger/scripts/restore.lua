#!lua
-- uses: basics log names rows
-- Brings a dead row back from the trace store as it left, unless there is one by now. The books stay as they are:
-- it was dead there and is dead here. ARGV: id, payload, log, settled at, then fields and values of the row.

local id, payload, log, settled_at = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if redis.call('EXISTS', key('row', id)) == 1 then
  return 0
end
local row = {id = id}
redis.call('HSET', key('row', id), unpack(ARGV, 6))
redis.call('SET', key('log', id), log)
write_payload(row, payload)
redis.call('ZADD', key('settled'), settled_at, id)
redis.call('ZADD', key('dead'), settled_at, id)
keep_aliases(id, limits.names_kept)
return 1
