#!lua flags=allow-oom
-- uses: basics rows
-- A person waits for these: they are due before all others. One that is being checked is left alone, a paused one
-- stays paused. ARGV: ids. Answers those that are there.

local found = {}
for at = 2, #ARGV do
  local row = read(ARGV[at])
  if row then
    if not is_held(row) then
      schedule(row, 0)
    end
    table.insert(found, row.id)
  end
end
return found
