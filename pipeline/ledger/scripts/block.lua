#!lua flags=allow-oom
-- uses: basics log names blocks rows
-- Bars an article for good, under every name it is known by here and those given. ARGV: id, URL, reason, names.
-- Answers what is told of it (JSON).

local id, url, reason = ARGV[2], ARGV[3], ARGV[4]
local row = read(id)
local hashes = {}

local function bar(hash)
  hashes[hash] = true
  redis.call('SADD', barred_key(hash), id)
end

local function bar_row()
  for at = 1, #(row.names or ''), 32 do
    bar(row.names:sub(at, at + 31))
  end
  if (row.fingerprint or '') ~= '' then
    bar(name_hash(print_name(row.fingerprint)))
  end
  for _, met in ipairs(urls_of(id)) do
    bar(name_hash(met))
  end
end

local earlier = redis.call('HGET', key('blocked'), id)
for _, hash in ipairs(earlier and cjson.decode(earlier).names or {}) do
  hashes[hash] = true
end
bar(name_hash(url))
for at = 5, #ARGV do
  bar(name_hash(ARGV[at]))
end
if row then
  bar_row()
end
local names = {}
for hash in pairs(hashes) do
  table.insert(names, hash)
end
local told = cjson.encode({id = id, url = url, reason = reason, at = now, names = names})
redis.call('HSET', key('blocked'), id, told)
redis.call('ZADD', key('blocks'), now, id)
return told
