#!lua flags=allow-oom
-- uses: basics log names blocks
-- Lets a removed article in again. ARGV: its names, the likeliest first. Answers its id, or nothing: none was barred.

local id
for at = 2, #ARGV do
  id = id or removed_as(ARGV[at])
end
if not id then
  return false
end
for _, hash in ipairs(cjson.decode(redis.call('HGET', key('blocked'), id)).names) do
  redis.call('SREM', barred_key(hash), id)
end
redis.call('HDEL', key('blocked'), id)
redis.call('ZREM', key('blocks'), id)
return id
