#!lua flags=no-writes
-- uses: basics log names
-- Finds a row. ARGV: names, the likeliest first: its id, or a URL or name that it was met under. Answers
-- {id} or {id, fields, log} or nothing.

local function find(name)
  if redis.call('EXISTS', key('row', name)) == 1 then
    return name
  end
  return redis.call('GET', alias_key(name)) or redis.call('GET', name_key(name_hash(name)))
end

local id
for at = 2, #ARGV do
  id = id or find(ARGV[at])
end
if not id then
  return false
end
local fields = redis.call('HGETALL', key('row', id))
if #fields == 0 then
  return {id}
end
return {id, fields, redis.call('GET', key('log', id)) or ''}
