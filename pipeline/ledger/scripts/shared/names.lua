-- `alias:{hash}`: URL to id, for trace. `name:{hash}`: who took a canonical URL or a text digest.
-- Both last as long as the passage is under way, and `limits.names_kept` after it.

local function alias_key(url)
  return key('alias', redis.sha1hex(url):sub(1, 24))
end

local function name_key(hash)
  return key('name', hash)
end

local function name_hash(name)
  return redis.sha1hex(name):sub(1, 32)
end

-- A URL's own arrival wins over having been met on the way of another article.
local function own_alias(url, id)
  redis.call('SET', alias_key(url), id, 'PX', limits.names_kept)
end

local function meet(id, url)
  redis.call('SET', alias_key(url), id, 'PX', limits.names_kept, 'NX')
  log_url(id, url)
end

local function each_name(row, visit)
  for at = 1, #(row.names or ''), 32 do
    visit(name_key(row.names:sub(at, at + 31)))
  end
end

local function keep(id, name, kept)
  local holder = redis.call('GET', name)
  if holder and holder ~= id then
    return
  end
  if kept then
    redis.call('SET', name, id, 'PX', kept)
  else
    redis.call('SET', name, id)
  end
end

-- `kept`: milliseconds from now; nil: without end.
local function keep_aliases(id, kept)
  for _, url in ipairs(urls_of(id)) do
    keep(id, alias_key(url), kept)
  end
end

local function keep_names(row, kept)
  each_name(row, function(name) keep(row.id, name, kept) end)
end
