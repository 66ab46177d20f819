#!lua flags=no-writes
-- uses: basics log names blocks
-- Whether articles were met lately, or may not come in. ARGV: per article its id and its URL. Answers 1 or 0 for each.

local function is_known(id, url)
  return redis.call('EXISTS', key('row', id)) == 1 or redis.call('EXISTS', alias_key(url)) == 1
    or removed_as(id) or removed_as(url)
end

local answer = {}
for at = 2, #ARGV, 2 do
  table.insert(answer, is_known(ARGV[at], ARGV[at + 1]) and 1 or 0)
end
return answer
