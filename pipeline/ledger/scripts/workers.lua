#!lua flags=no-writes
-- uses: basics
-- The workers that hold claims, each once.

local seen, names = {}, {}
for _, token in ipairs(redis.call('ZRANGE', key('leases'), 0, -1)) do
  local name = redis.call('HGET', key('claim', token), 'worker')
  if name and not seen[name] then
    seen[name] = true
    table.insert(names, name)
  end
end
return names
