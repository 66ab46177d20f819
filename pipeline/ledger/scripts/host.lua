#!lua flags=allow-oom
-- uses: basics hosts
-- A host's wishes. ARGV: host, 'delay' or 'hold', milliseconds, for how long a delay is remembered.

local host, wish, milliseconds = ARGV[2], ARGV[3], tonumber(ARGV[4])
if wish == 'delay' then
  redis.call('SET', key('delay', host), milliseconds, 'PX', ARGV[5])
else
  not_before(host, now + milliseconds)
end
seat(host)
return 1
