#!lua flags=allow-oom
-- uses: basics rows
-- A sign of life. ARGV: id, token, then part and place where reading stands, for each. Answers 1; 0: stale.

local PLACES = 20000

local id, token = ARGV[2], ARGV[3]
local row = read(id)
if not is_mine(row, token) then
  return 0
end
hold(row)
local places = key('source', id, 'places')
local room = PLACES - redis.call('HLEN', places)
for at = 4, #ARGV, 2 do
  if room > 0 or redis.call('HEXISTS', places, ARGV[at]) == 1 then
    room = room - redis.call('HSET', places, ARGV[at], ARGV[at + 1])
  end
end
return 1
