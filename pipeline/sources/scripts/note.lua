#!lua flags=allow-oom
-- uses: basics
-- Notes what became of an article. ARGV: id, letter. Answers 1; 0: its source is not followed.

local KEPT = 50

local source = key('source', ARGV[2])
local fates = redis.call('HMGET', source, 'definition', 'fates')
if not fates[1] then
  return 0
end
redis.call('HSET', source, 'fates', (ARGV[3] .. (fates[2] or '')):sub(1, KEPT))
-- `sources:noted`: those that are to be reviewed (`noted.lua`).
redis.call('SADD', key('sources', 'noted'), ARGV[2])
return 1
