-- The places of a passage under way: `ready:{stage}:{lane}` (score: ready since), `later:{stage}` (score: due),
-- `running:{stage}` (score: token). A fetch that is ready stands in its host's queue as well.

local function place_of(row)
  if row.state == 'ready' then
    return key('ready', row.stage, row.lane)
  end
  return key(row.state, row.stage)
end

local function put(row, state, score)
  write(row, {state = state})
  if redis.call('ZADD', place_of(row), score, row.id) == 1 then
    count_flight(row, 1)
  end
end

local function enqueue(row)
  put(row, 'ready', row.since)
  if row.stage == 'fetch' then
    redis.call('ZADD', key('queue', row.lane, row.host), row.since, row.id)
    seat(row.host)
  end
end

local function drop_claim(token)
  redis.call('ZREM', key('leases'), token)
  redis.call('DEL', key('claim', token), key('held', token))
end

local function leave_claim(row)
  redis.call('SREM', key('held', row.token), row.id)
  if redis.call('SCARD', key('held', row.token)) == 0 then
    drop_claim(row.token)
  elseif redis.call('HGET', key('claim', row.token), 'hand') == row.id then
    redis.call('HDEL', key('claim', row.token), 'hand')
  end
end

local function leave(row)
  if redis.call('ZREM', place_of(row), row.id) == 1 then
    count_flight(row, -1)
  end
  if row.state == 'running' then
    leave_claim(row)
    if row.stage == 'fetch' then
      end_requests(row)
    end
  elseif row.state == 'ready' and row.stage == 'fetch' then
    redis.call('ZREM', key('queue', row.lane, row.host), row.id)
    seat(row.host)
  end
end

local function start(row, token)
  leave(row)
  write(row, {token = token})
  put(row, 'running', token)
  redis.call('SADD', key('held', token), row.id)
  if row.stage == 'fetch' then
    begin_request(row.host, row.id)
  end
end

local function wait(row, milliseconds)
  if milliseconds > 0 then
    put(row, 'later', now + milliseconds)
  else
    write(row, {since = now})
    enqueue(row)
  end
end

-- Moves what is due to ready, at most so many: a call's cost is bounded, the next one goes on.
local function promote(stage, most)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('later', stage), '-inf', now, 'LIMIT', 0, most)) do
    local row = read(id)
    leave(row)
    write(row, {since = now})
    enqueue(row)
  end
end

local function is_paused(stage)
  return tonumber(redis.call('GET', key('paused', stage)) or 0) > now
end

-- The first ready passage of a lane; for fetch, of the host whose turn came first.
local function head(stage, lane)
  if stage ~= 'fetch' then
    return redis.call('ZRANGE', key('ready', stage, lane), 0, 0)[1]
  end
  local host = redis.call('ZRANGEBYSCORE', key('hosts', lane), '-inf', now, 'LIMIT', 0, 1)[1]
  return host and redis.call('ZRANGE', key('queue', lane, host), 0, 0)[1]
end
