-- What people read of a passage, apart from the row that scripts decide on: `log:{id}`, lines of JSON.
-- The first is an object (url, source), a string is another URL it was met under, an array is an event.

local LOG_BYTES, LOG_EVENTS = 8192, 40
local LOG_URLS, LOG_URL_BYTES = 20, 2048

-- cjson writes \/ for a slash, which JSON doesn't ask for.
local function as_line(value)
  return cjson.encode(value):gsub('\\/', '/') .. '\n'
end

local function open_log(id, url, source)
  redis.call('SET', key('log', id), as_line({url = url, source = source}), 'NX')
end

-- Appending leaves room to grow, up to as much again; a log that is done gives it back.
local function compact_log(id)
  redis.call('SET', key('log', id), redis.call('GET', key('log', id)))
end

local function trim_log(id)
  local kept, events = {}, {}
  for line in redis.call('GET', key('log', id)):gmatch('[^\n]+') do
    table.insert(line:sub(1, 1) == '[' and events or kept, line)
  end
  for at = math.max(1, #events - LOG_EVENTS + 1), #events do
    table.insert(kept, events[at])
  end
  redis.call('SET', key('log', id), table.concat(kept, '\n') .. '\n')
end

local function tell(row, event, reason, attempt)
  local line = as_line({now, row.stage, event, reason or '', attempt or 0})
  if redis.call('APPEND', key('log', row.id), line) > LOG_BYTES then
    trim_log(row.id)
  end
end

-- An event that may come again and again (a service is away for an hour) is told once in a row.
local function tell_once(row, event, reason)
  local same = row.stage .. ':' .. event
  if row.last ~= same then
    tell(row, event, reason)
    redis.call('HSET', key('row', row.id), 'last', same)
  end
end

local function log_url(id, url)
  local line = as_line(url)
  local log = redis.call('GET', key('log', id)) or ''
  local _, urls = log:gsub('\n"', '')
  if #url <= LOG_URL_BYTES and urls < LOG_URLS and not log:find(line, 1, true) then
    redis.call('APPEND', key('log', id), line)
  end
end

local function urls_of(id)
  local urls = {}
  for line in (redis.call('GET', key('log', id)) or ''):gmatch('[^\n]+') do
    local first = line:sub(1, 1)
    if first == '{' then
      table.insert(urls, cjson.decode(line).url)
    elseif first == '"' then
      table.insert(urls, cjson.decode(line))
    end
  end
  return urls
end
