-- The gate: what is new is refused when this much of Redis's memory is in use.

local function memory_reached()
  local info = redis.call('INFO', 'memory')
  local most = tonumber(info:match('\r\nmaxmemory:(%d+)')) or 0
  local apart = tonumber(info:match('\r\nmem_not_counted_for_evict:(%d+)')) or 0
  local used = tonumber(info:match('used_memory:(%d+)')) - apart
  return most > 0 and used >= limits.memory_gate * most
end
