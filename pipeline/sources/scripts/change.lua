#!lua flags=allow-oom
-- uses: basics rows
-- A person changes a source. ARGV: request, id, fields to set (JSON object), fields to unset (JSON list), events with
-- details (JSON list of pairs), whether what was learned no longer holds, whether it is due at once (1 or nothing).
-- Answers its definition; {id} of the source whose URL it would take; nothing: it is not followed.

local request, id = ARGV[2], ARGV[3]
local set, unset, events = cjson.decode(ARGV[4]), cjson.decode(ARGV[5]), cjson.decode(ARGV[6])

local row = read(id)
if not row then
  return false
end
if answered(request) then
  return redis.call('HGET', key('source', id), 'definition')
end
local taken = set.url and owner(set.url)
if taken and taken ~= id then
  return {taken}
end

tally(row, -1)
if set.url then
  move(row, set.url)
end
for field, value in pairs(set) do
  row.definition[field] = value
end
for _, field in ipairs(unset) do
  row.definition[field] = nil
end
define(row)
tally(row, 1)
if ARGV[7] == '1' then
  write(row, 'afresh', 1)
end
if ARGV[8] == '1' or row.definition.paused then
  schedule(row, is_held(row) and row.held or now)
end
for _, event in ipairs(events) do
  tell_now(id, event[1], event[2])
end
keep_answer(request, '1')
return redis.call('HGET', key('source', id), 'definition')
