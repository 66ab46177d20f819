#!lua flags=allow-oom
-- uses: basics hosts
-- A host's wishes. ARGV: host, 'delay' (of its robots.txt), 'pace' (of a source's own) or 'hold', milliseconds ('' for
-- none any more), for how long it is remembered.

local host, wish, milliseconds = ARGV[2], ARGV[3], ARGV[4]
local before = delay_of(host)
if wish == 'hold' then
  not_before(host, now + milliseconds)
elseif milliseconds == '' then
  redis.call('DEL', key(wish, host))
else
  redis.call('SET', key(wish, host), milliseconds, 'PX', ARGV[5])
end
-- The pause under way was counted with the old delay: what robots.txt asks for holds from its own end on.
local longer = delay_of(host) - before
if longer > 0 and turn_of(host) > 0 then
  not_before(host, turn_of(host) + longer)
end
seat(host)
return 1
