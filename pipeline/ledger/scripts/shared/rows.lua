-- `row:{id}`: what scripts decide on. Its `state` names the one place where the passage is.

local function read(id)
  local flat = redis.call('HGETALL', key('row', id))
  if #flat == 0 then
    return nil
  end
  local row = {id = id}
  for at = 1, #flat, 2 do
    row[flat[at]] = flat[at + 1]
  end
  return row
end

local function write(row, fields)
  local flat = {}
  for field, value in pairs(fields) do
    row[field] = tostring(value)
    table.insert(flat, field)
    table.insert(flat, row[field])
  end
  redis.call('HSET', key('row', row.id), unpack(flat))
end

local function forget(row, ...)
  redis.call('HDEL', key('row', row.id), ...)
  for _, field in ipairs({...}) do
    row[field] = nil
  end
end

local function write_payload(row, payload)
  if #payload == 0 then
    redis.call('DEL', key('payload', row.id))
  else
    redis.call('SET', key('payload', row.id), payload)
  end
  write(row, {size = #payload})
end

-- The fence: a passage is a claim's own as long as nobody took it back.
local function is_mine(row, token)
  return row and row.state == 'running' and row.token == token
end
