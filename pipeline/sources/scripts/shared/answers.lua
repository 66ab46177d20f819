-- What is answered of a source.

local function next_check(id, held)
  local at = redis.call('ZSCORE', key('sources', 'due'), id)
  if not at then
    return ''
  end
  -- One that is being checked, or was hurried, is due now.
  return whole((tonumber(at) == 0 or tonumber(held or 0) > now) and now or at)
end

-- {definition, state, next check}; nothing: it is not followed.
local function as_standing(id)
  local values = redis.call('HMGET', key('source', id), 'definition', 'state', 'held')
  return values[1] and {values[1], values[2] or '', next_check(id, values[3])}
end
