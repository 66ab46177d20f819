-- Turns of hosts. `queue:{lane}:{host}`: its candidates. `hosts:{lane}`: hosts that may be asked, by the time of
-- their next turn; one with nothing to fetch, or with all its requests under way, isn't in it. `busy:{host}`:
-- passages with a request under way there. `turn:{host}`: not before. `delay:{host}`: a wish of its robots.txt.

local function delay_of(host)
  return math.max(tonumber(redis.call('GET', key('delay', host)) or 0), limits.host_delay)
end

local function turn_of(host)
  return tonumber(redis.call('GET', key('turn', host)) or 0)
end

local function is_full(host)
  return redis.call('SCARD', key('busy', host)) >= limits.host_concurrency
end

-- A host that is in line keeps its place, unless its turn moved: the one that waited longest is asked first.
local function seat(host)
  local turn, full = turn_of(host), is_full(host)
  for _, lane in ipairs(LANES) do
    if full or redis.call('EXISTS', key('queue', lane, host)) == 0 then
      redis.call('ZREM', key('hosts', lane), host)
    else
      local place = tonumber(redis.call('ZSCORE', key('hosts', lane), host) or now)
      redis.call('ZADD', key('hosts', lane), math.max(turn, place), host)
    end
  end
end

local function not_before(host, moment)
  if moment > turn_of(host) then
    redis.call('SET', key('turn', host), moment, 'PX', math.max(moment - now, 0) + 1000)
  end
end

-- At least a millisecond: a host gives one passage per claim.
local function begin_request(host, id)
  redis.call('SADD', key('busy', host), id)
  not_before(host, now + math.max(delay_of(host), 1))
  seat(host)
end

-- The pause counts from the end of a request too, so that a slow host isn't pressed.
local function end_request(host, id)
  if redis.call('SREM', key('busy', host), id) == 1 then
    not_before(host, now + delay_of(host))
  end
  seat(host)
end

-- Hosts that a running fetch asked besides its own: redirects, robots.txt elsewhere.
local function end_requests(row)
  end_request(row.host, row.id)
  for _, host in ipairs(redis.call('SMEMBERS', key('guests', row.id))) do
    end_request(host, row.id)
  end
  redis.call('DEL', key('guests', row.id))
end
