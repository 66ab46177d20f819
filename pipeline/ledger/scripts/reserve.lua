#!lua flags=allow-oom
-- uses: basics rows log names
-- Takes a name for a passage of a claim. ARGV: token, id, name. Answers the id of the one that has it.
-- One that ended without an article loses it. A stale claim takes nothing: its result is dropped anyway.

local NO_ARTICLE = {rejected = true, dead = true, dropped = true}

local token, id, name = ARGV[2], ARGV[3], ARGV[4]
local hash = name_hash(name)
local owner = redis.call('GET', name_key(hash))
local row = read(id)
if not is_mine(row, token) then
  return owner or id
end
if owner and owner ~= id then
  local other = read(owner)
  if not (other and NO_ARTICLE[other.outcome]) then
    return owner
  end
end
redis.call('SET', name_key(hash), id)
if not (row.names or ''):find(hash, 1, true) then
  write(row, {names = (row.names or '') .. hash})
end
if name:find('://', 1, true) then
  log_url(id, name)
  keep(id, alias_key(name))
end
return id
