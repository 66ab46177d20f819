#!lua flags=allow-oom
-- A worker is gone: gives back all that its claims hold. ARGV: worker, '1' when its death counts against the
-- passage in hand. Answers how many passages it held.

local worker, counts = ARGV[2], ARGV[3] == '1'

local function give_back_claim(token)
  local hand = redis.call('HGET', key('claim', token), 'hand')
  local held = redis.call('SMEMBERS', key('held', token))
  for _, id in ipairs(held) do
    local row = read(id)
    if counts and id == hand then
      mourn(row)
    else
      give_back(row, 'worker-gone')
    end
  end
  return #held
end

local passages = 0
for _, token in ipairs(redis.call('ZRANGE', key('leases'), 0, -1)) do
  if redis.call('HGET', key('claim', token), 'worker') == worker then
    passages = passages + give_back_claim(token)
  end
end
return passages
