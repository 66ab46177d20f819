-- `books:{kind}`: what became of passages. `flight`: how many are under way, counted where the queues change,
-- never from outcomes, so that the one can be held against the other.

local function count(kind, what, by)
  redis.call('HINCRBY', key('books', kind), what, by or 1)
end

local function count_outcome(kind, outcome, reason)
  if outcome == 'rejected' then
    outcome = 'rejected:' .. ((reason or '') ~= '' and reason or 'unknown')
  end
  count(kind, outcome)
end

local function count_flight(row, by)
  redis.call('HINCRBY', key('flight'), row.stage .. ':' .. row.kind, by)
  if row.stage ~= 'fetch' then
    redis.call('HINCRBY', key('flight'), 'bytes', by * row.size)
  end
end

-- Candidates wait outside these bounds: they are small, and only the memory gate holds for them.
local function flight_reached()
  local flat, passages, bytes = redis.call('HGETALL', key('flight')), 0, 0
  for at = 1, #flat, 2 do
    if flat[at] == 'bytes' then
      bytes = tonumber(flat[at + 1])
    elseif flat[at]:sub(1, 6) ~= 'fetch:' then
      passages = passages + flat[at + 1]
    end
  end
  return passages >= limits.in_flight or bytes >= limits.in_flight_bytes
end
