#!lua flags=allow-oom
-- A person's word on dead passages. ARGV: request, 'retry' or 'drop', ids. Answers the ids that were dead.
-- Retry: from the stage that failed, with its payload (dead - 1, in flight + 1). Drop: dead - 1, dropped + 1.

local request, word = ARGV[2], ARGV[3]

-- Another article may have taken a name that this one lost by dying: then it has nothing more to do.
local function taken_by_another(row)
  local taken = false
  each_name(row, function(name)
    local owner = redis.call('GET', name)
    taken = taken or (owner and owner ~= row.id)
  end)
  return taken
end

local function retry(row)
  if taken_by_another(row) then
    return settle(row, 'duplicate', 'same-url')
  end
  forget(row, 'outcome', 'reason', 'detail')
  write(row, {attempts = 0, deaths = 0, since = now, moved_at = now})
  keep_aliases(row.id)
  keep_names(row)
  tell(row, 'retried')
  enqueue(row)
end

local told = answered(request)
if told then
  return cjson.decode(told)
end
local ids = {}
for at = 4, #ARGV do
  local row = read(ARGV[at])
  if row and row.outcome == 'dead' then
    redis.call('ZREM', key('dead'), row.id)
    redis.call('ZREM', key('settled'), row.id)
    count(row.kind, 'dead', -1)
    if word == 'retry' then retry(row) else settle(row, 'dropped', row.reason, row.detail) end
    table.insert(ids, row.id)
  end
end
if #ids > 0 then
  keep_answer(request, cjson.encode(ids))
end
return ids
