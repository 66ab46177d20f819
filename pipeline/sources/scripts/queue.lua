#!lua flags=no-writes
-- uses: basics
-- Answers {due now, due later, being checked, milliseconds that the first has been due}.

local due, held = key('sources', 'due'), key('sources', 'held')
local ready = redis.call('ZCOUNT', due, '-inf', now)
local running = redis.call('ZCOUNT', held, '(' .. whole(now), '+inf')
local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
local oldest = ready > 0 and now - tonumber(first[2]) or 0
return {ready, redis.call('ZCARD', due) - ready - running, running, oldest}
