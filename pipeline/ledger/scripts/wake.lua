#!lua flags=allow-oom
-- uses: basics
-- Whether the caller shall publish a wake-up: one is in the air at a time. ARGV: stage, milliseconds it may take.

return redis.call('SET', key('wake', ARGV[2]), 1, 'NX', 'PX', ARGV[3]) and 1 or 0
