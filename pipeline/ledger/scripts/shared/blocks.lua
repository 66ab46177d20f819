-- The block list, which never expires. `blocked`: id of what was removed, to what is told of it (JSON); `blocks`: these
-- ids by time; `barred:{hash}`: the ids for which a name is refused (a URL, the digest of a text or of a file).

local function barred_key(hash)
  return key('barred', hash)
end

local function print_name(fingerprint)
  return 'print:' .. fingerprint
end

-- The id of a removed article that is named like this, or nil.
local function removed_as(name)
  if redis.call('HEXISTS', key('blocked'), name) == 1 then
    return name
  end
  return redis.call('SRANDMEMBER', barred_key(name_hash(name))) or nil
end

-- What was removed stays out under each of its names, but for what the index stage has to do about it.
local function is_barred(arrival)
  if arrival.kind == 'reprocess' and arrival.stage == 'index' then
    return false
  end
  return removed_as(arrival.id) or removed_as(arrival.url)
    or arrival.fingerprint ~= '' and removed_as(print_name(arrival.fingerprint))
end
