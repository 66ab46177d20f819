#!lua flags=allow-oom
-- uses: basics rows
-- Takes sources that are due, the longest overdue first. ARGV: request, most. Answers nothing, or
-- {token, {definition, state, fates, afresh, places (flat)}...}.

local request, most = ARGV[2], tonumber(ARGV[3])

local function as_answer(token, ids)
  local answer = {token}
  for _, id in ipairs(ids) do
    local values = redis.call('HMGET', key('source', id), 'definition', 'state', 'fates', 'afresh', 'token')
    if values[5] == token then
      table.insert(answer, {values[1], values[2] or '', values[3] or '', values[4] or '',
        redis.call('HGETALL', key('source', id, 'places'))})
    end
  end
  return answer
end

local told = answered(request)
if told then
  local claimed = cjson.decode(told)
  return as_answer(claimed[1], claimed[2])
end

local due = redis.call('ZRANGEBYSCORE', key('sources', 'due'), '-inf', now, 'LIMIT', 0, most)
if #due == 0 then
  return false
end
local token = whole(math.max(tonumber(redis.call('GET', key('sources', 'token')) or 0) + 1, now))
redis.call('SET', key('sources', 'token'), token)
for _, id in ipairs(due) do
  local row = read(id)
  if row then
    write(row, 'token', token)
    hold(row)
  else
    redis.call('ZREM', key('sources', 'due'), id)
  end
end
keep_answer(request, cjson.encode({token, due}))
return as_answer(token, due)
