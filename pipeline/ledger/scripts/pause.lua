#!lua flags=allow-oom
-- uses: basics
-- Nobody gets a claim of a stage for some time. ARGV: stage, milliseconds.

local milliseconds = tonumber(ARGV[3])
if milliseconds > 0 then
  redis.call('SET', key('paused', ARGV[2]), now + milliseconds, 'PX', milliseconds)
else
  redis.call('DEL', key('paused', ARGV[2]))
end
return 1
