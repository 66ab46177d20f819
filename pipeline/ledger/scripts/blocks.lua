#!lua flags=no-writes
-- uses: basics
-- The block list, the latest first. ARGV: most. Answers what is told of each (JSON).

local ids = redis.call('ZREVRANGE', key('blocks'), 0, ARGV[2] - 1)
return #ids > 0 and redis.call('HMGET', key('blocked'), unpack(ids)) or {}
