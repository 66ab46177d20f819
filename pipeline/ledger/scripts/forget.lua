#!lua flags=allow-oom
-- uses: basics rows
-- Removes rows that are in the trace store now, unless something happened to them since they were read.
-- ARGV: per row its id, when it settled, and the bytes of its log. Answers how many are gone.

local gone = 0
for at = 2, #ARGV, 3 do
  local id, moved_at, bytes = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local row = read(id)
  local same = row and row.state == 'settled' and row.moved_at == moved_at
  if same and redis.call('STRLEN', key('log', id)) == bytes then
    redis.call('DEL', key('row', id), key('log', id), key('payload', id), key('again', id))
    redis.call('ZREM', key('settled'), id)
    redis.call('ZREM', key('dead'), id)
    gone = gone + 1
  end
end
return gone
