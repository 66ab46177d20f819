#!lua flags=allow-oom
-- Takes back what expired claims hold and moves what is due to ready. ARGV: claims and passages at most.
-- Answers the stages where something can be claimed now.

local CLAIMS, PROMOTED = tonumber(ARGV[2]), tonumber(ARGV[3])

for _, token in ipairs(redis.call('ZRANGEBYSCORE', key('leases'), '-inf', now, 'LIMIT', 0, CLAIMS)) do
  for _, id in ipairs(redis.call('SMEMBERS', key('held', token))) do
    local row = read(id)
    if is_mine(row, token) then
      give_back(row, 'lease-over')
    end
  end
  drop_claim(token)
end

local function is_claimable(stage)
  promote(stage, PROMOTED)
  if is_paused(stage) or not (head(stage, 'now') or head(stage, 'bulk')) then
    return false
  end
  return stage ~= 'fetch' or not (flight_reached() or memory_reached())
end

local claimable = {}
for _, stage in ipairs(STAGES) do
  if is_claimable(stage) then
    table.insert(claimable, stage)
  end
end
return claimable
