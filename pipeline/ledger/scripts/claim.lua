#!lua flags=allow-oom
-- Takes ready passages of one stage. ARGV: request, stage, most, most bytes, worker, 'apart' or '', most of bulk.
-- Answers a list of claims, each {token, more, {id, first line of the log, kind, lane, attempts, first seen, revision,
-- began, payload}...}; apart: each passage is a claim of its own, in hand at once.

local request, stage, worker = ARGV[2], ARGV[3], ARGV[6]
local most, most_bytes, apart = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[7] == 'apart'
local bulk_left = tonumber(ARGV[8])
local BULK_AFTER, PROMOTED = 9, 100

local function as_answer(token, more, ids)
  local answer = {token, more and 1 or 0}
  for _, id in ipairs(ids) do
    local row = read(id)
    local log = redis.call('GET', key('log', id))
    table.insert(answer, {id, log:match('^[^\n]*'), row.kind, row.lane, row.attempts, row.first_seen,
      row.revision, row.began or '0', redis.call('GET', key('payload', id)) or ''})
  end
  return answer
end

local function told_before(told)
  local claims = {}
  for token in told:gmatch('%d+') do
    local held = redis.call('SMEMBERS', key('held', token))
    if #held > 0 then
      table.insert(claims, as_answer(token, true, held))
    end
  end
  return claims
end

local told = answered(request)
if told then
  return told_before(told)
end
-- What is beyond fetch is at its bound: nothing more is fetched until some of it is done.
if is_paused(stage) or (stage == 'fetch' and (flight_reached() or memory_reached())) then
  return {}
end
promote(stage, PROMOTED)

-- `now` goes first, but after nine of it that `bulk` had to wait for, one of `bulk`.
local passed_over = tonumber(redis.call('HGET', key('passed_over'), stage) or 0)

local function next_up()
  local first, spare = head(stage, 'now'), bulk_left > 0 and head(stage, 'bulk') or nil
  if first and spare then
    return passed_over >= BULK_AFTER and spare or first, passed_over >= BULK_AFTER and 0 or passed_over + 1
  end
  return first or spare, passed_over
end

-- The ids of one claim.
local function take(token, most)
  local ids, bytes = {}, 0
  while #ids < most do
    local id, passes = next_up()
    local row = id and read(id)
    if not row then
      break
    end
    -- A suspect goes alone: whoever dies of it takes nobody along.
    local suspect = tonumber(row.deaths) > 0
    if #ids > 0 and (suspect or bytes + row.size > most_bytes) then
      break
    end
    start(row, token)
    bulk_left = bulk_left - (row.lane == 'bulk' and 1 or 0)
    passed_over = passes
    bytes = bytes + row.size
    table.insert(ids, id)
    if suspect then
      break
    end
  end
  return ids
end

local token = math.max(tonumber(redis.call('GET', key('token')) or 0) + 1, now)
local tokens, taken = {}, {}
for number = 1, apart and most or 1 do
  local each = whole(token + number - 1)
  local ids = take(each, apart and 1 or most)
  if #ids == 0 then
    break
  end
  redis.call('HSET', key('claim', each), 'stage', stage, 'worker', worker)
  if apart then
    redis.call('HSET', key('claim', each), 'hand', ids[1])
  end
  redis.call('ZADD', key('leases'), now + limits.lease, each)
  table.insert(tokens, each)
  table.insert(taken, ids)
end
if #tokens == 0 then
  return {}
end

redis.call('SET', key('token'), tokens[#tokens])
redis.call('HSET', key('passed_over'), stage, passed_over)
keep_answer(request, table.concat(tokens, ' '))
local more, claims = next_up() and true or false, {}
for at, each in ipairs(tokens) do
  table.insert(claims, as_answer(each, more, taken[at]))
end
return claims
