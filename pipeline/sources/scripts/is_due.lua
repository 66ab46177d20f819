#!lua flags=no-writes
-- uses: basics
-- Answers 1 when a source is due now.

local first = redis.call('ZRANGE', key('sources', 'due'), 0, 0, 'WITHSCORES')
return first[2] and tonumber(first[2]) <= now and 1 or 0
