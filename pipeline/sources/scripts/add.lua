#!lua
-- uses: basics memory rows
-- Follows sources. ARGV: request, then id and definition of each. Answers a list of 1 (new) and 0 (followed already:
-- its collections are joined), or the word `memory`. Without allow-oom: Redis refuses it when full.

local function follow(id, text)
  local row = {id = id, definition = cjson.decode(text), verdict = 'new'}
  write(row, 'definition', text, 'verdict', row.verdict)
  redis.call('ZADD', key('sources', 'all'), redis.call('INCR', key('sources', 'count')), id)
  own(id, row.definition.url)
  tally(row, 1)
  schedule(row, now)
  return 1
end

local function join(row, definition)
  local has, joined = {}, {}
  for _, collection in ipairs(row.definition.collections or {}) do
    has[collection] = true
  end
  for _, collection in ipairs(definition.collections or {}) do
    if not has[collection] then
      table.insert(joined, collection)
    end
  end
  if #joined > 0 then
    row.definition.collections = row.definition.collections or {}
    for _, collection in ipairs(joined) do
      table.insert(row.definition.collections, collection)
    end
    define(row)
    tell_now(row.id, 'changed', 'collections: joined ' .. table.concat(joined, ', '))
  end
  return 0
end

local told = answered(ARGV[2])
if told then
  return cjson.decode(told)
end
if memory_reached() then
  return 'memory'
end
local answer = {}
for at = 3, #ARGV, 2 do
  local id, text = ARGV[at], ARGV[at + 1]
  local definition = cjson.decode(text)
  local row = read(id) or read(owner(definition.url) or '')
  table.insert(answer, row and join(row, definition) or follow(id, text))
end
keep_answer(ARGV[2], cjson.encode(answer))
return answer
