#!lua flags=allow-oom
-- uses: basics rows
-- Follows sources no longer. ARGV: request, ids. Answers the ids that were there.

local function remove(row)
  tally(row, -1)
  disown(row.id, digest(row.definition.url))
  if row.first then
    disown(row.id, row.first)
  end
  redis.call('ZREM', key('sources', 'due'), row.id)
  redis.call('ZREM', key('sources', 'held'), row.id)
  redis.call('SREM', key('sources', 'noted'), row.id)
  redis.call('ZREM', key('sources', 'all'), row.id)
  redis.call('DEL', key('source', row.id), key('source', row.id, 'history'), key('source', row.id, 'places'))
end

local told = answered(ARGV[2])
if told then
  return cjson.decode(told)
end
local gone = {}
for at = 3, #ARGV do
  local row = read(ARGV[at])
  if row then
    remove(row)
    table.insert(gone, row.id)
  end
end
keep_answer(ARGV[2], cjson.encode(gone))
return gone
