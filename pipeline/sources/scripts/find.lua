#!lua flags=no-writes
-- uses: basics rows
-- Answers the id of the source with this id or one of these URLs. ARGV: names.

for at = 2, #ARGV do
  if redis.call('ZSCORE', key('sources', 'all'), ARGV[at]) then
    return ARGV[at]
  end
  local found = owner(ARGV[at])
  if found then
    return found
  end
end
return false
