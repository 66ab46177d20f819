#!lua flags=allow-oom
-- Moves, settles or defers passages of a claim. ARGV: token, then per step 7 fields:
-- type, id, stage or outcome or milliseconds, payload or reason, detail, counts, urls (JSON).
-- Answers 1 per step that is done (now or before, under this token), 0 per stale one.

local token = ARGV[2]

local STEPS = {
  move = function(row, step) move(row, step.what, step.more) end,
  settle = function(row, step) settle(row, step.what, step.more, step.detail) end,
  defer = function(row, step)
    try_later(row, tonumber(step.what), step.more, step.detail, step.counts == '1')
  end,
}

local function finish(step)
  local row = read(step.id)
  if row and row.done == token then
    return 1
  end
  if not is_mine(row, token) then
    return 0
  end
  leave(row)
  write(row, {done = token})
  for _, url in ipairs(cjson.decode(step.urls)) do
    meet(row.id, url)
  end
  if step.type ~= 'settle' then
    keep_aliases(row.id)
  end
  STEPS[step.type](row, step)
  return 1
end

local done = {}
for at = 3, #ARGV, 7 do
  table.insert(done, finish({
    type = ARGV[at], id = ARGV[at + 1], what = ARGV[at + 2], more = ARGV[at + 3],
    detail = ARGV[at + 4], counts = ARGV[at + 5], urls = ARGV[at + 6],
  }))
end
-- What is done is a sign of life for the rest.
if redis.call('ZSCORE', key('leases'), token) then
  redis.call('ZADD', key('leases'), now + limits.lease, token)
end
return done
