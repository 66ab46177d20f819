#!lua flags=allow-oom
-- uses: basics rows
-- Gives a source back, nothing changed. ARGV: id, token, milliseconds until it is due again.

local row = read(ARGV[2])
if is_mine(row, ARGV[3]) then
  let_go(row)
  schedule(row, now + ARGV[4])
end
return 1
