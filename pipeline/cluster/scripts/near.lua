-- Locality-sensitive hashing: a text enters a bucket for each band of its signature. A bucket is one string of
-- fixed records, two bytes of the band's hash and the text's reference, which takes a tenth of a Redis set.
--
-- Buckets belong to a generation, which ends with its `period` or when its buckets are full; the next one has as
-- many buckets as the last one showed to be needed. So a lookup reads a few short strings at every volume, and
-- what is old goes with its generation.

local TAG = 2
local BAND = 4 + TAG
local ENTRY = TAG + REFERENCE
local FULL, ROOMY = 256, 64  -- entries in a bucket: when a generation ends, how the next one is laid out

local function generations()
  local flat = redis.call('HGETALL', prefix .. 'generations')
  local found = {}
  for i = 1, #flat, 2 do
    local fields = cmsgpack.unpack(flat[i + 1])
    found[#found + 1] = {number = tonumber(flat[i]), started = fields[1], buckets = fields[2]}
  end
  table.sort(found, function(one, other) return one.number > other.number end)
  return found
end

local function forget_old(found)
  local kept = {}
  for _, generation in ipairs(found) do
    if generation.started + settings.period + settings.lifetime > now then
      kept[#kept + 1] = generation
    else
      redis.call('HDEL', prefix .. 'generations', generation.number)
    end
  end
  return kept
end

local function buckets_for(entries)
  local buckets = 64
  while buckets * ROOMY < entries do buckets = buckets * 2 end
  return buckets
end

local function begin_generation(last, entries)
  local buckets = buckets_for(last and entries or 0)
  if last and entries >= last.buckets * FULL then buckets = last.buckets * 8 end
  local number = last and last.number + 1 or 1
  redis.call('HSET', prefix .. 'generations', number, cmsgpack.pack({now, buckets}))
  redis.call('SET', prefix .. 'entries', 0)
  return {number = number, started = now, buckets = buckets}
end

-- The generation that takes new texts, and all that are alive, the newest first.
local function current_generation()
  local found = forget_old(generations())
  local last = found[1]
  local entries = tonumber(redis.call('GET', prefix .. 'entries') or 0)
  if not last or now - last.started > settings.period or entries >= last.buckets * FULL then
    table.insert(found, 1, begin_generation(last, entries))
  end
  return found[1], found
end

local function bucket_key(generation, band)
  local number = struct.unpack('>I4', band) % generation.buckets
  return prefix .. 'b:' .. generation.number .. ':' .. number
end

local function each_band(bands, visit)
  for start = 1, #bands, BAND do visit(string.sub(bands, start, start + BAND - 1)) end
end

local function insert(ref, bands)
  local generation = current_generation()
  each_band(bands, function(band)
    local key = bucket_key(generation, band)
    local size = redis.call('APPEND', key, string.sub(band, 5) .. ref)
    if size == ENTRY then redis.call('PEXPIRE', key, settings.period + settings.lifetime) end
  end)
  redis.call('INCRBY', prefix .. 'entries', #bands / BAND)
end

-- References in one bucket under one tag, at most `most`, the latest first.
local function matches(bucket, tag, most, found)
  local places, from = {}, 1
  while true do
    local place = string.find(bucket, tag, from, true)
    if not place then break end
    if (place - 1) % ENTRY == 0 then places[#places + 1] = place end
    from = place + 1
  end
  for i = #places, math.max(1, #places - most + 1), -1 do
    found[string.sub(bucket, places[i] + TAG, places[i] + ENTRY - 1)] = true
  end
end

local function candidates(bands)
  local found = {}
  local _, alive = current_generation()
  for _, generation in ipairs(alive) do
    each_band(bands, function(band)
      local bucket = redis.call('GET', bucket_key(generation, band))
      if bucket then matches(bucket, string.sub(band, 5), settings.candidates, found) end
    end)
  end
  return found
end

-- Whether two signatures agree in so many values that the texts are copies.
local function alike(one, other)
  local equal, size = 0, #one.values
  for i = 1, size do
    if string.byte(one.values, i) == string.byte(other.values, i) then equal = equal + 1 end
  end
  local needed = math.min(one.shingles, other.shingles) < settings.short and settings.equal_short or settings.equal
  return equal >= needed
end

-- The records of the texts that are copies of this one, in the order of their ids.
local function neighbours(record, bands)
  local found = {}
  for ref in pairs(candidates(bands)) do
    local other = ref ~= record.ref and load_record(ref) or nil
    if other and alike(record, other) then found[#found + 1] = other end
  end
  table.sort(found, function(one, other) return one.id < other.id end)
  return found
end
