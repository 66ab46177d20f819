#!lua flags=allow-oom
-- uses: basics rows hosts
-- A request to a host besides the one that was claimed.
-- ARGV: 'take', host, holder, token, patience; answers 0 (go: the turn is taken) or the milliseconds after which to
-- ask again. Who has to wait no longer than `patience` stands in line meanwhile.
-- ARGV: 'end', host, holder, token, pause, 'well' or 'failed' or ''; the request is over, or not wanted any more.
-- A token says that the holder is a running fetch, under that claim: its place is its own until the claim ends.

local word, host, holder, token = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local FULL_AGAIN, LAPSE, NEVER = 200, 3000, 3600000
local FORGOTTEN, FIRST_REST, LONGEST_REST, PATIENT_WITH = 3600000, 10000, 600000, 3

local row = token ~= '' and read(holder)
local is_stale = token ~= '' and not is_mine(row, token)

local function wait_outside(patience)
  local ahead, free = ahead_of(host, holder), free_at(host)
  local wait = math.max(turn_of(host) - now, 0) + ahead * math.max(delay_of(host), 1)
  if wait == 0 and free == 0 then
    return 0
  end
  wait = math.max(wait, free == 0 and 0 or FULL_AGAIN)
  if wait <= patience then
    stand_in_line(host, holder, now + math.min(wait, patience) + LAPSE)
    seat(host)
  end
  return wait
end

local function take(patience)
  local inside = is_inside(host, holder)
  local wait = inside and turn_of(host) - now or wait_outside(patience)
  if wait > 0 then
    return wait
  end
  leave_line(host, holder)
  if row and host ~= row.host then
    redis.call('SADD', key('guests', holder), host)
  end
  come_in(host, holder, row and ASKING or now + limits.turn_kept)
  seat(host)
  return 0
end

-- A host that doesn't answer rests, ever longer, so that asking it takes nobody's place.
local function note(how)
  if how == 'well' then
    redis.call('DEL', key('failed', host))
  elseif how == 'failed' then
    local times = redis.call('INCR', key('failed', host))
    redis.call('PEXPIRE', key('failed', host), FORGOTTEN)
    if times >= PATIENT_WITH then
      not_before(host, now + math.min(FIRST_REST * 2 ^ math.min(times - PATIENT_WITH, 10), LONGEST_REST))
    end
  end
end

local function finish(pause, how)
  leave_line(host, holder)
  if is_asking(host, holder) then
    note(how)
    not_before(host, now + math.max(delay_of(host), pause))
  end
  if not row or host ~= row.host then
    redis.call('ZREM', key('busy', host), holder)
    redis.call('SREM', key('guests', holder), host)
  elseif is_inside(host, holder) then
    redis.call('ZADD', key('busy', host), RESTING, holder)
  end
  seat(host)
  return 0
end

if is_stale then
  return NEVER
elseif word == 'take' then
  return take(tonumber(ARGV[6]))
end
return finish(tonumber(ARGV[6]), ARGV[7])
