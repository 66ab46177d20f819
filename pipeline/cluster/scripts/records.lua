-- One record for each text known, for `lifetime`: {id, token, set, moment, values, shingles}.
-- `set` is 0 for a text without copies. Keys are short, since there is one for each article.

local prefix = KEYS[1] .. ':near:'
local settings = cjson.decode(ARGV[1])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local REFERENCE = 6

-- Six bytes that stand for an id: among 15 million articles a month one pair at most shares them.
local function reference(id)
  local digits = string.sub(redis.sha1hex(id), 1, 2 * REFERENCE)
  return (string.gsub(digits, '..', function(pair) return string.char(tonumber(pair, 16)) end))
end

-- An id of 32 hexadecimal digits takes 16 bytes, any other is kept as it is behind a space.
local function packed_id(id)
  if #id == 32 and not string.find(id, '[^0-9a-f]') then
    return (string.gsub(id, '..', function(pair) return string.char(tonumber(pair, 16)) end))
  end
  return ' ' .. id
end

local function unpacked_id(packed)
  if #packed == 16 then
    return (string.gsub(packed, '.', function(byte) return string.format('%02x', string.byte(byte)) end))
  end
  return string.sub(packed, 2)
end

local function load_record(ref)
  local packed = redis.call('GET', prefix .. ref)
  if not packed then return nil end
  local fields = cmsgpack.unpack(packed)
  return {
    ref = ref, id = unpacked_id(fields[1]), token = fields[2], set = fields[3], moment = fields[4],
    values = fields[5], shingles = fields[6],
  }
end

local function find_record(id)
  local record = load_record(reference(id))
  if record and record.id == id then return record end
  return nil
end

local function save_record(record)
  local packed = cmsgpack.pack({
    packed_id(record.id), record.token, record.set, record.moment, record.values, record.shingles,
  })
  redis.call('SET', prefix .. record.ref, packed, 'PX', settings.lifetime)
end

-- The same with the life that is left: to be folded elsewhere is no new life.
local function move_record(record, set)
  record.set = set
  local packed = cmsgpack.pack({
    packed_id(record.id), record.token, record.set, record.moment, record.values, record.shingles,
  })
  redis.call('SET', prefix .. record.ref, packed, 'KEEPTTL')
end
