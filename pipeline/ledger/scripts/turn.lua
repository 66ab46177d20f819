#!lua flags=allow-oom
-- uses: basics rows hosts
-- A request to a host besides the one that was claimed. ARGV: host, id of the running fetch that asks, or ''.
-- Answers 0 (go: the turn is taken) or the milliseconds after which to ask again.
-- With an id the request counts as under way at that host until that fetch ends.

local host, id = ARGV[2], ARGV[3]
local wait = turn_of(host) - now
if wait > 0 then
  return wait
end
local row = id ~= '' and read(id)
if row and row.state == 'running' and row.stage == 'fetch' then
  if is_full(host) and redis.call('SISMEMBER', key('busy', host), id) == 0 then
    return math.max(delay_of(host), 200)
  end
  if host ~= row.host then
    redis.call('SADD', key('guests', id), host)
  end
  begin_request(host, id)
else
  not_before(host, now + delay_of(host))
  seat(host)
end
return 0
