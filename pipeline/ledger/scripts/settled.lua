#!lua flags=no-writes
-- uses: basics
-- Rows that settled long enough ago, the oldest first. ARGV: most, most bytes of payload. Answers
-- {id, fields of the row, log, payload}...

local most, most_bytes = ARGV[2], tonumber(ARGV[3])
local rows, bytes = {}, 0
local due = redis.call('ZRANGEBYSCORE', key('settled'), '-inf', now - limits.days, 'LIMIT', 0, most)
for _, id in ipairs(due) do
  bytes = bytes + redis.call('STRLEN', key('payload', id))
  if #rows > 0 and bytes > most_bytes then
    break
  end
  table.insert(rows, {id, redis.call('HGETALL', key('row', id)), redis.call('GET', key('log', id)) or '',
    redis.call('GET', key('payload', id)) or ''})
end
return rows
