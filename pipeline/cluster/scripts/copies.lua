-- Sets of copies: sorted by moment, then by id, so that the first member is the representative, whatever the
-- order of arrival. A set has two members at least; a text without copies is in none (0).

local before = {}  -- what `duplicate_of` was, for each text that a change may concern; '' for none

local function set_key(set) return prefix .. 's:' .. string.format('%.0f', set) end

local function first_of(set)
  return redis.call('ZRANGE', set_key(set), 0, 0)[1]
end

local function standing(record)
  if record.set == 0 then return '' end
  local first = first_of(record.set)
  return (not first or first == record.id) and '' or first
end

local function note(id, was)
  if before[id] == nil then before[id] = was end
end

local function note_all(set)
  local first = first_of(set)
  for _, id in ipairs(redis.call('ZRANGE', set_key(set), 0, -1)) do note(id, id == first and '' or first) end
end

local function enter(record, set)
  redis.call('ZADD', set_key(set), record.moment, record.id)
  redis.call('PEXPIRE', set_key(set), settings.lifetime)
end

local function records_of(ids)
  local found = {}
  for _, id in ipairs(ids) do
    local record = find_record(id)
    if record then found[#found + 1] = record end
  end
  return found
end

-- All texts that are copies of one another by way of others, out of `rest`, which it empties of them.
local function connected(rest)
  local group, at = {table.remove(rest)}, 1
  while group[at] do
    for i = #rest, 1, -1 do
      if alike(group[at], rest[i]) then group[#group + 1] = table.remove(rest, i) end
    end
    at = at + 1
  end
  return group
end

local function found_set(group)
  local set = #group > 1 and redis.call('INCR', prefix .. 'sets') or 0
  for _, record in ipairs(group) do
    move_record(record, set)
    if set ~= 0 then enter(record, set) end
  end
end

-- A text leaves its set: what it alone held together falls apart. Sets above `splits` members stay whole, a
-- bound on the cost; members whose record has expired leave with it.
local function leave(record)
  local set = record.set
  if set == 0 then return end
  note_all(set)
  redis.call('ZREM', set_key(set), record.id)
  record.set = 0
  if redis.call('ZCARD', set_key(set)) > settings.splits then return end
  local rest = records_of(redis.call('ZRANGE', set_key(set), 0, -1))
  redis.call('DEL', set_key(set))
  while #rest > 0 do found_set(connected(rest)) end
end

local function largest_set(others)
  local best, most = 0, 0
  for _, other in ipairs(others) do
    local size = other.set ~= 0 and redis.call('ZCARD', set_key(other.set)) or 0
    if size > most then best, most = other.set, size end
  end
  return best
end

-- Moves every member of one set to another.
local function merge(from, to)
  note_all(from)
  for _, id in ipairs(redis.call('ZRANGE', set_key(from), 0, -1)) do
    local member = find_record(id)
    if member then
      move_record(member, to)
      enter(member, to)
    end
  end
  redis.call('DEL', set_key(from))
end

-- A text joins the set of its copies, which become one set where they were several.
local function join(record, others)
  if #others == 0 then return end
  local set = largest_set(others)
  if set == 0 then set = redis.call('INCR', prefix .. 'sets') end
  local first = first_of(set)
  for _, other in ipairs(others) do
    local current = load_record(other.ref)  -- an earlier merge may have moved it
    if current.set == 0 then
      note(current.id, '')
      move_record(current, set)
      enter(current, set)
    elseif current.set ~= set then
      merge(current.set, set)
    end
  end
  record.set = set
  enter(record, set)
  if first and first_of(set) ~= first then
    for _, id in ipairs(redis.call('ZRANGE', set_key(set), 0, -1)) do
      if id ~= record.id then note(id, id == first and '' or first) end
    end
  end
end
