#!lua flags=allow-oom
-- uses: basics rows
-- Ends a check. ARGV: id, token, URL and kind that were asked, state, verdict, milliseconds to the next check, changed
-- fields (JSON object of {new, old}), lines of history (JSON list), whether to keep what was shown (1 or nothing),
-- that. Answers 1 when it is done (now or before, under this token), 0: stale.

local id, token, url, kind, state = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local verdict, after = ARGV[7], tonumber(ARGV[8])
local changes, lines = cjson.decode(ARGV[9]), cjson.decode(ARGV[10])

-- null is nothing.
local function plain(value)
  if value ~= cjson.null then
    return value
  end
end

-- What a person changed meanwhile stands.
local function take_over(row)
  for field, change in pairs(changes) do
    local new, old = plain(change[1]), plain(change[2])
    if row.definition[field] == old then
      if field == 'url' then
        move(row, new)
      end
      row.definition[field] = new
    end
  end
  define(row)
end

local row = read(id)
if row and row.done == token then
  return 1
end
if not is_mine(row, token) then
  return 0
end
tally(row, -1)
if row.definition.url == url and row.definition.kind == kind then
  take_over(row)
  forget(row, 'afresh')
  for _, line in ipairs(lines) do
    tell(id, line)
  end
else
  -- It was asked at an address that it no longer has.
  after = 0
end
row.verdict = verdict
tally(row, 1)
write(row, 'state', state, 'verdict', verdict, 'done', token)
if ARGV[11] == '1' then
  write(row, 'shown', ARGV[12])
end
redis.call('DEL', key('source', id, 'places'))
let_go(row)
schedule(row, now + after)
return 1
