#!lua flags=no-writes
-- uses: basics
-- Dead passages, the latest first. ARGV: most. Answers {id, fields of the row, log}...

local rows = {}
for _, id in ipairs(redis.call('ZREVRANGE', key('dead'), 0, ARGV[2] - 1)) do
  table.insert(rows, {id, redis.call('HGETALL', key('row', id)), redis.call('GET', key('log', id)) or ''})
end
return rows
