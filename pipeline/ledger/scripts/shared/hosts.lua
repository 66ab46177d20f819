-- Turns of hosts. `queue:{lane}:{host}`: its candidates. `hosts:{lane}`: hosts that may be asked, by the time of
-- their next turn; one with nothing to fetch, or with all its places held by claims, isn't in it.
-- `turn:{host}`: not before. `delay:{host}`: a wish of its robots.txt. `pace:{host}`: one of the source's own.
-- `failed:{host}`: requests in a row that got no answer.
-- `busy:{host}`: who has a place there, by the moment until which it is theirs. A passage has its place until its
-- claim ends (ASKING, or RESTING between two requests), anybody else for `limits.turn_kept`.
-- `line:{host}`: guests (whoever asks besides the claims) by their first ask. `lapse:{host}`: the same by the moment
-- until which they are waited for. Guests go before claims.

local ASKING, RESTING = '+inf', 9e15
local LINE_KEPT, PLACES_KEPT = 86400000, 7 * 86400000

local function delay_of(host)
  local pace = tonumber(redis.call('GET', key('pace', host)) or limits.host_delay)
  return math.max(tonumber(redis.call('GET', key('delay', host)) or 0), pace)
end

local function turn_of(host)
  return tonumber(redis.call('GET', key('turn', host)) or 0)
end

local function is_inside(host, holder)
  return tonumber(redis.call('ZSCORE', key('busy', host), holder) or 0) >= now
end

local function is_asking(host, holder)
  local kept = tonumber(redis.call('ZSCORE', key('busy', host), holder) or 0)
  return kept ~= 0 and kept ~= RESTING
end

-- When one more may come in: 0 for now, or when the first place lapses; nil when that is not known.
local function free_at(host)
  local over = redis.call('ZCOUNT', key('busy', host), now, '+inf') - limits.host_concurrency
  if over < 0 then
    return 0
  end
  local first = redis.call('ZRANGEBYSCORE', key('busy', host), now, RESTING - 1, 'LIMIT', over, 1)[1]
  return first and tonumber(redis.call('ZSCORE', key('busy', host), first)) + 1
end

-- Until when guests are waited for.
local function guests_until(host)
  return tonumber(redis.call('ZRANGE', key('lapse', host), -1, -1, 'WITHSCORES')[2] or 0)
end

-- A host that is in line keeps its place, unless its turn moved: the one that waited longest is asked first.
-- Whoever holds it back and is never heard of again does so until his time is over, and no longer.
local function seat(host)
  local free = free_at(host)
  local not_yet = free and math.max(turn_of(host), free, guests_until(host))
  for _, lane in ipairs(LANES) do
    if not free or redis.call('EXISTS', key('queue', lane, host)) == 0 then
      redis.call('ZREM', key('hosts', lane), host)
    else
      local place = math.min(tonumber(redis.call('ZSCORE', key('hosts', lane), host) or now), now)
      redis.call('ZADD', key('hosts', lane), math.max(not_yet, place), host)
    end
  end
end

local function not_before(host, moment)
  if moment > turn_of(host) then
    redis.call('SET', key('turn', host), moment, 'PX', math.max(moment - now, 0) + 1000)
  end
end

local function come_in(host, holder, kept)
  redis.call('ZREMRANGEBYSCORE', key('busy', host), '-inf', '(' .. whole(now))
  redis.call('ZADD', key('busy', host), kept, holder)
  redis.call('PEXPIRE', key('busy', host), PLACES_KEPT)
  -- At least a millisecond: a host gives one passage per claim.
  not_before(host, now + math.max(delay_of(host), 1))
end

local function begin_request(host, id)
  come_in(host, id, ASKING)
  seat(host)
end

-- Gives a place back. The pause counts from the end of a request, so that a slow host isn't pressed; where nobody
-- has told the end, it is now.
local function end_request(host, holder)
  local pausing = is_asking(host, holder)
  redis.call('ZREM', key('busy', host), holder)
  if pausing then
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

local function leave_line(host, holder)
  redis.call('ZREM', key('line', host), holder)
  redis.call('ZREM', key('lapse', host), holder)
end

local function stand_in_line(host, holder, until_when)
  redis.call('ZADD', key('line', host), 'NX', now, holder)
  redis.call('ZADD', key('lapse', host), until_when, holder)
  redis.call('PEXPIRE', key('line', host), LINE_KEPT)
  redis.call('PEXPIRE', key('lapse', host), LINE_KEPT)
end

-- How many guests are before this one; those that were not heard of again are out.
local function ahead_of(host, holder)
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', key('lapse', host), '-inf', '(' .. whole(now))) do
    leave_line(host, gone)
  end
  return redis.call('ZRANK', key('line', host), holder) or redis.call('ZCARD', key('line', host))
end
