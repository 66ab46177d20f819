#!lua
-- Takes arrivals in, all or none. ARGV: request, then 13 fields per arrival. Answers a JSON list of outcomes, or
-- the word `in_flight` or `memory` for the bound that is reached. Without allow-oom: Redis refuses it when full.

local FIELDS = {'id', 'url', 'stage', 'lane', 'kind', 'payload', 'host', 'source', 'fingerprint', 'first_seen',
  'refused', 'detail', 'known'}
local HAS_ARTICLE = {indexed = true, unchanged = true, duplicate = true}

local function arrivals()
  local list = {}
  for at = 3, #ARGV, #FIELDS do
    local arrival = {}
    for field = 1, #FIELDS do
      arrival[FIELDS[field]] = ARGV[at + field - 1]
    end
    table.insert(list, arrival)
  end
  return list
end

local function bound_reached(list)
  if memory_reached() then
    return 'memory'
  end
  -- What changes articles that are there isn't held up: those under way may need it to end.
  for _, arrival in ipairs(list) do
    if arrival.stage ~= 'fetch' and arrival.refused == '' and arrival.kind ~= 'reprocess' then
      return flight_reached() and 'in_flight'
    end
  end
end

local function new_row(arrival)
  local row = {id = arrival.id}
  write(row, {
    first_seen = arrival.first_seen ~= '' and arrival.first_seen or now,
    revision = 1,
    kind = arrival.kind, stage = arrival.stage, lane = arrival.lane, host = arrival.host,
    fingerprint = arrival.fingerprint, attempts = 0, deaths = 0, size = 0, since = now,
  })
  return row
end

-- A row whose article is there, or is under way, only notes it: its own outcome stands.
local function refuse(arrival, row)
  count(arrival.kind, 'accepted')
  if row and (row.state ~= 'settled' or HAS_ARTICLE[row.outcome] or row.outcome == 'dead') then
    count_outcome(arrival.kind, 'rejected', arrival.refused)
    tell_once(row, 'refused', arrival.refused)
  else
    row = row or new_row(arrival)
    write(row, {kind = arrival.kind, stage = arrival.stage})
    count_revision(row, arrival.kind)
    open_log(row.id, arrival.url, arrival.source)
    own_alias(arrival.url, row.id)
    settle(row, 'rejected', arrival.refused, arrival.detail)
  end
  return 'rejected'
end

local function differs(arrival, row)
  local known = row.fingerprint or ''
  return arrival.kind == 'new' and arrival.fingerprint ~= '' and known ~= '' and arrival.fingerprint ~= known
end

-- A person waits now for what was queued for nobody.
local function hurry(row)
  if row.state == 'ready' then
    leave(row)
    write(row, {lane = 'now'})
    enqueue(row)
  else
    write(row, {lane = 'now'})
  end
end

local function join(arrival, row)
  if differs(arrival, row) then
    arrival.kind = 'revision'
  end
  if arrival.kind ~= 'new' then
    remember(row, arrival)
  end
  if arrival.lane == 'now' and row.lane == 'bulk' then
    hurry(row)
  end
  keep(row.id, alias_key(arrival.url))
  log_url(row.id, arrival.url)
  return 'joined'
end

local function fold(arrival, row)
  count(arrival.kind, 'accepted')
  count_outcome(arrival.kind, 'duplicate')
  own_alias(arrival.url, arrival.id)
  if row then
    tell_once(row, 'duplicate', 'same-url')
  end
  return 'duplicate'
end

local function take(arrival)
  local row = read(arrival.id)
  if arrival.refused ~= '' then
    return refuse(arrival, row)
  end
  if is_barred(arrival) then
    arrival.refused = 'removed'
    refuse(arrival, row)
    return 'removed'
  end
  if row and row.state ~= 'settled' then
    return join(arrival, row)
  end
  if is_early(arrival, row) then
    remember(row, arrival)
    return 'joined'
  end
  if row and HAS_ARTICLE[row.outcome] and differs(arrival, row) then
    arrival.kind = 'revision'
  end
  if arrival.kind == 'new' and (arrival.known == '1' or row and HAS_ARTICLE[row.outcome]) then
    return fold(arrival, row)
  end
  admit(row or new_row(arrival), arrival)
  return 'in_flight'
end

local told = answered(ARGV[2])
if told then
  return {told}
end
local list = arrivals()
local bound = bound_reached(list)
if bound then
  return bound
end
local outcomes = {}
for _, arrival in ipairs(list) do
  table.insert(outcomes, take(arrival))
end
local answer = cjson.encode(outcomes)
keep_answer(ARGV[2], answer)
return {answer}
