-- `source:{id}`: `definition` (JSON, without what is default, so that no table in it is empty: cjson can't tell an
-- empty list from an empty object), `state` and `shown` (packed), `verdict`, `fates` (a letter each, newest first).
-- While it is claimed: `token`, and `held` until when. `done`: the token under which it was last finished.
-- `afresh`: somebody gave it another address, so what was learned of the old one doesn't hold.
-- `first`: digest of the URL under which it was added, once it is asked elsewhere.

local HISTORY = 200
local DECIDES = {'definition', 'verdict', 'token', 'held', 'done', 'afresh', 'first'}

local function read(id)
  local values = redis.call('HMGET', key('source', id), unpack(DECIDES))
  if not values[1] then
    return nil
  end
  local row = {id = id}
  for at, field in ipairs(DECIDES) do
    row[field] = values[at] or nil
  end
  row.definition = cjson.decode(row.definition)
  return row
end

local function write(row, ...)
  redis.call('HSET', key('source', row.id), ...)
end

local function forget(row, ...)
  redis.call('HDEL', key('source', row.id), ...)
end

local function define(row)
  write(row, 'definition', (cjson.encode(row.definition):gsub('\\/', '/')))
end

-- `sources:verdicts`: how many stand how; a paused one is counted as that only.
local function tally(row, by)
  local name = row.definition.paused and 'paused' or row.verdict
  if redis.call('HINCRBY', key('sources', 'verdicts'), name, by) <= 0 then
    redis.call('HDEL', key('sources', 'verdicts'), name)
  end
end

local function is_held(row)
  return tonumber(row.held or 0) > now
end

-- `sources:due`: when each is to be checked; of a claimed one, when its lease runs out. A paused one isn't in it.
local function schedule(row, at)
  if row.definition.paused then
    redis.call('ZREM', key('sources', 'due'), row.id)
  else
    redis.call('ZADD', key('sources', 'due'), at, row.id)
  end
end

-- The fence: a check is its claim's own as long as nobody took it back.
local function is_mine(row, token)
  return row and row.token == token
end

-- `sources:held`: those that are being checked, until when.
local function hold(row)
  write(row, 'held', now + limits.lease)
  redis.call('ZADD', key('sources', 'held'), now + limits.lease, row.id)
  schedule(row, now + limits.lease)
end

local function let_go(row)
  forget(row, 'token', 'held')
  redis.call('ZREM', key('sources', 'held'), row.id)
end

-- `source:{id}:history`: lines of JSON (at, event, detail), the latest first.
local function tell(id, line)
  redis.call('LPUSH', key('source', id, 'history'), line)
  redis.call('LTRIM', key('source', id, 'history'), 0, HISTORY - 1)
end

local function tell_now(id, event, detail)
  tell(id, cjson.encode({now, event, detail}))
end

-- `sources:urls`: whose a URL is, by its digest (80 bits): as it was added, and as it is asked now.
local function digest(url)
  return redis.sha1hex(url):sub(1, 20)
end

local function owner(url)
  return redis.call('HGET', key('sources', 'urls'), digest(url))
end

local function own(id, url)
  redis.call('HSETNX', key('sources', 'urls'), digest(url), id)
end

local function disown(id, digested)
  if redis.call('HGET', key('sources', 'urls'), digested) == id then
    redis.call('HDEL', key('sources', 'urls'), digested)
  end
end

local function move(row, url)
  local was = digest(row.definition.url)
  if not row.first then
    row.first = was
    write(row, 'first', was)
  elseif row.first ~= was then
    disown(row.id, was)
  end
  own(row.id, url)
  row.definition.url = url
end
