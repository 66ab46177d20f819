#!lua flags=allow-oom
-- uses: basics hosts
-- A host's wishes. ARGV: host, 'delay' (of its robots.txt), 'pace' (of a source's own) or 'hold', milliseconds ('' for
-- none any more), for how long it is remembered.

local host, wish, milliseconds = ARGV[2], ARGV[3], ARGV[4]
if wish == 'hold' then
  not_before(host, now + milliseconds)
elseif milliseconds == '' then
  redis.call('DEL', key(wish, host))
else
  redis.call('SET', key(wish, host), milliseconds, 'PX', ARGV[5])
end
seat(host)
return 1
