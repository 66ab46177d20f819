#!lua flags=allow-oom
-- Gives passages of a claim back to ready, nothing counted. ARGV: token, then ids; none: all that it holds.

local token, ids = ARGV[2], {unpack(ARGV, 3)}
if #ids == 0 then
  ids = redis.call('SMEMBERS', key('held', token))
end
for _, id in ipairs(ids) do
  local row = read(id)
  if is_mine(row, token) then
    give_back(row, 'released')
  end
end
return 1
