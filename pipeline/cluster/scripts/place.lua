-- Places a text among its copies, all at once.
-- ARGV: settings, id, token, moment (ms), values, shingles, bands.
-- Gives its `duplicate_of` ('' for none), then id and `duplicate_of` of each other text that changed by it.

local id, token, moment = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local record = find_record(id)
if record and record.token > token then return {standing(record)} end  -- a worker that was stopped and woke late

local told_key = prefix .. 't:' .. reference(id)
local known = record and record.values == ARGV[5]
if known and record.moment == moment then
  record.token = token
  save_record(record)
  if record.set ~= 0 then enter(record, record.set) end
else
  if record then leave(record) end
  record = {
    ref = reference(id), id = id, token = token, set = 0, moment = moment, values = ARGV[5],
    shingles = tonumber(ARGV[6]),
  }
  if #ARGV[7] > 0 then
    join(record, neighbours(record, ARGV[7]))
    if not known then insert(record.ref, ARGV[7]) end
  end
  save_record(record)
end

-- What changed is told again for a while: the worker that heard it may have died before it acted.
local told = redis.call('GET', told_key)
local changed = {}
for _, other in ipairs(told and cmsgpack.unpack(told) or {}) do changed[other] = true end
for other, was in pairs(before) do
  local current = other ~= id and find_record(other) or nil
  if current and standing(current) ~= was then changed[other] = true end
end

local answer, ids = {standing(record)}, {}
for other in pairs(changed) do
  local current = find_record(other)
  if current then
    ids[#ids + 1] = other
    answer[#answer + 1] = other
    answer[#answer + 1] = standing(current)
  end
end
if #ids > 0 then redis.call('SET', told_key, cmsgpack.pack(ids), 'PX', settings.told) end
return answer
