#!lua flags=allow-oom
-- uses: basics rows
-- Renews the lease of a claim; with an id, notes it as the passage in hand. ARGV: token, id or ''.
-- Answers 1, or 0 when the claim, or that passage in it, was taken back.

local token, id = ARGV[2], ARGV[3]
if not redis.call('ZSCORE', key('leases'), token) then
  return 0
end
if id ~= '' then
  if not is_mine(read(id), token) then
    return 0
  end
  redis.call('HSET', key('claim', token), 'hand', id)
end
redis.call('ZADD', key('leases'), now + limits.lease, token)
return 1
